# One file, three targets: serve (no TensorFlow), train (with it), proxy (nginx with the built app).
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    RAGAM_ENV=production RAGAM_DATA_DIR=/data RAGAM_HOST=0.0.0.0
WORKDIR /srv/ragam
RUN groupadd --gid 10001 ragam && useradd --uid 10001 --gid ragam --no-create-home ragam \
    && install -d -o ragam -g ragam /data

FROM base AS serve
COPY requirements/serve.txt requirements/serve.txt
RUN pip install -r requirements/serve.txt
COPY ml ml
COPY djangoapp djangoapp
USER ragam
VOLUME /data
ENTRYPOINT ["python", "djangoapp/manage.py"]
CMD ["process", "web"]

FROM base AS train
COPY requirements/serve.txt requirements/train.txt requirements/
RUN pip install -r requirements/train.txt
COPY ml ml
COPY djangoapp djangoapp
USER ragam
VOLUME /data
ENTRYPOINT ["python", "djangoapp/manage.py"]
CMD ["process", "training"]

FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY angularapp/package.json angularapp/package-lock.json angularapp/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY angularapp ./
RUN npm run build

FROM nginx:1.28-alpine AS proxy
COPY deploy/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=app /app/dist/ragam/browser /usr/share/nginx/html
