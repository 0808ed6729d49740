"""Django's settings, all of them from RAGAM_* variables; see docs/configuration.md."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

from djangoapp.config.env import TABLE, ConfigurationError, Environment, database_from_url
from djangoapp.config.files import private_file_text, state_folder
from djangoapp.config.logs import logging_config

env = Environment()
RAGAM_KNOWN_SETTINGS = frozenset(TABLE)

REPOSITORY = Path(__file__).resolve().parents[2]
RAGAM_ENV = env.text("RAGAM_ENV")
IN_PRODUCTION = RAGAM_ENV == "production"
DEBUG = False

# --- state -----------------------------------------------------------------------------------------------
RAGAM_DATA_DIR = state_folder(env.path("RAGAM_DATA_DIR"), "RAGAM_DATA_DIR")
RUN_DIR = state_folder(RAGAM_DATA_DIR / "run")
BROKER_DIR = state_folder(RAGAM_DATA_DIR / "broker")
MODELS_DIR = state_folder(RAGAM_DATA_DIR / "models")
FEATURES_DIR = state_folder(RAGAM_DATA_DIR / "features")
MEDIA_ROOT = state_folder(RAGAM_DATA_DIR / "media")
# The same file system as the media: a finished upload is moved, never copied.
FILE_UPLOAD_TEMP_DIR = state_folder(RAGAM_DATA_DIR / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o640

# --- who and where ---------------------------------------------------------------------------------------
RAGAM_HOST, RAGAM_PORT = env.text("RAGAM_HOST"), env.number("RAGAM_PORT")
RAGAM_DEMO = env.flag("RAGAM_DEMO")
RAGAM_PROXY_COUNT = env.number("RAGAM_PROXY_COUNT")
ALLOWED_HOSTS = env.words("RAGAM_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("RAGAM_TRUSTED_ORIGINS")
RAGAM_BASE_PATH = env.text("RAGAM_BASE_PATH")
FORCE_SCRIPT_NAME = RAGAM_BASE_PATH or None

if IN_PRODUCTION:
    for _name, _how in (
        ("RAGAM_SECRET_KEY", "50 random characters"),
        ("RAGAM_ALLOWED_HOSTS", "the host names of the site, separated by commas"),
    ):
        if not env.is_set(_name):
            raise ConfigurationError(f"{_name} is not set; with RAGAM_ENV=production it must be: {_how}.")
    SECRET_KEY = env.text("RAGAM_SECRET_KEY")
    if len(SECRET_KEY) < 32:
        raise ConfigurationError(
            f"RAGAM_SECRET_KEY has {len(SECRET_KEY)} characters; expected 32 or more, random."
        )
else:
    SECRET_KEY = env.text("RAGAM_SECRET_KEY") or private_file_text(RAGAM_DATA_DIR / "secret_key")
    if not ALLOWED_HOSTS:
        ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", socket.gethostname(), RAGAM_HOST]
    # The Angular development server passes calls on under its own origin.
    CSRF_TRUSTED_ORIGINS += ["http://localhost:4200", "http://127.0.0.1:4200"]

# --- the parts -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "djangoapp.core",
    "djangoapp.accounts",
    "djangoapp.jobs",
    "djangoapp.catalogue",
    "djangoapp.training",
    "djangoapp.classification",
    "djangoapp.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "djangoapp.core.web.middleware.SecurityHeadersMiddleware",
    "djangoapp.core.web.middleware.HeadLimitMiddleware",
    "djangoapp.core.web.files.FilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "djangoapp.core.web.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "djangoapp.config.urls"
WSGI_APPLICATION = "djangoapp.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]

# --- database --------------------------------------------------------------------------------------------
RAGAM_DATABASE_URL = env.text("RAGAM_DATABASE_URL") or f"sqlite:///{RAGAM_DATA_DIR / 'ragam.sqlite3'}"
DATABASES = {"default": database_from_url(RAGAM_DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate: a transaction that will write waits for its turn at once, and never fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
    # A file, not memory: tests then lock and wait as the real database does.
    DATABASES["default"]["TEST"] = {"NAME": str(RAGAM_DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

RAGAM_CACHE_URL = env.text("RAGAM_CACHE_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": RAGAM_CACHE_URL}
    if RAGAM_CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- jobs ------------------------------------------------------------------------------------------------
RAGAM_BROKER_URL = env.text("RAGAM_BROKER_URL")
RAGAM_INFERENCE_THREADS = env.number("RAGAM_INFERENCE_THREADS")
RAGAM_INFERENCE_BATCH = env.number("RAGAM_INFERENCE_BATCH")
RAGAM_RUNTIME = env.text("RAGAM_RUNTIME")
RAGAM_BACKBONE_WEIGHTS = env.optional_path("RAGAM_BACKBONE_WEIGHTS")

# --- uploads ---------------------------------------------------------------------------------------------
RAGAM_MAX_UPLOAD_BYTES = env.number("RAGAM_MAX_UPLOAD_BYTES")
RAGAM_MAX_PIXELS = env.number("RAGAM_MAX_PIXELS")
RAGAM_MAX_FRAMES = env.number("RAGAM_MAX_FRAMES")
RAGAM_VISITOR_RETENTION = env.number("RAGAM_VISITOR_RETENTION")
RAGAM_VISITOR_STORAGE = env.number("RAGAM_VISITOR_STORAGE")
RAGAM_VISITOR_AT_ONCE = env.number("RAGAM_VISITOR_AT_ONCE")
RAGAM_VISITOR_RATE = env.text("RAGAM_VISITOR_RATE")
RAGAM_LOGIN_RATE = env.text("RAGAM_LOGIN_RATE")
FILE_UPLOAD_HANDLERS = [
    "djangoapp.core.web.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- HTTP ------------------------------------------------------------------------------------------------
SECURE_COOKIES = env.flag("RAGAM_SECURE_COOKIES") if env.is_set("RAGAM_SECURE_COOKIES") else IN_PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = RAGAM_BASE_PATH or "/"
CSRF_FAILURE_VIEW = "djangoapp.core.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if RAGAM_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IN_PRODUCTION else 0  # Said to who came by https alone.
SILENCED_SYSTEM_CHECKS = [
    "security.W004",
    "security.W005",
    "security.W008",
    "security.W021",
]  # HTTPS is the proxy's.

APPEND_SLASH = True
STATIC_URL = f"{RAGAM_BASE_PATH}/static/"
RAGAM_SPA_DIR = REPOSITORY / env.path("RAGAM_SPA_DIR")
WHITENOISE_USE_FINDERS = True
# The build's names end in a hash of eight characters; a plain word of eight letters is none.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{8}\.(?:js|css|woff2?)$"
WHITENOISE_MAX_AGE = 60

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "djangoapp.core.web.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["djangoapp.core.web.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "djangoapp.core.web.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "djangoapp.core.web.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "djangoapp.core.web.problems.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"login": RAGAM_LOGIN_RATE, "visitor": RAGAM_VISITOR_RATE},
    "NUM_PROXIES": RAGAM_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ragam",
    "DESCRIPTION": "Names the motif on a batik cloth, says why, and keeps the catalogue it learns from. "
    "Errors are RFC 9457 `application/problem+json` with a stable `code`.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0"},
    "SERVERS": [{"url": RAGAM_BASE_PATH}] if RAGAM_BASE_PATH else [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "JobStatus": "djangoapp.jobs.models.Job.Status",
        "JobPhase": "djangoapp.jobs.phases.PHASES",
        "Role": "djangoapp.accounts.models.User.Role",
        "ArtworkStatus": "djangoapp.catalogue.models.Artwork.Status",
        "TermStatus": "djangoapp.catalogue.models.Term.Status",
        "Aspect": "djangoapp.catalogue.models.Statement.Aspect",
        "NameLanguage": "djangoapp.catalogue.models.AltName.Language",
        "ImageRole": "djangoapp.catalogue.models.Image.Role",
        "LabelSource": "djangoapp.catalogue.models.Label.Source",
        "NamedBy": "djangoapp.catalogue.models.NamedBy",
        "BackboneKind": ["imagenet", "file", "drawn", "random"],
        "PairedOutcome": ["better", "worse", "undecided"],
        "ClassOutcome": ["lost", "gained", "watch", "kept"],
    },
    "AUTHENTICATION_WHITELIST": [
        "djangoapp.core.web.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ],
}

# --- language, time, logs --------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(env.text("RAGAM_LOG_FORMAT"), env.text("RAGAM_LOG_LEVEL"))
logging.captureWarnings(True)
