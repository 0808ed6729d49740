"""The Celery application: three queues, JSON only, no results; the database row is the truth about a job."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from kombu.entity import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "djangoapp.config.settings")

from django.conf import settings

# It warns of running as root with pickled messages; ours are JSON, and containers run as they like.
warnings.filterwarnings("ignore", category=SecurityWarning)
app = Celery("ragam")
DIRECT = Exchange("", type="direct")  # The default exchange needs no table of bindings.
SWEEP_SECONDS = 10.0
MODELS_SECONDS = 15.0

app.conf.update(
    broker_url=settings.RAGAM_BROKER_URL or "filesystem://localhost//",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # A broker may be away for as long as it likes.
    broker_connection_timeout=3,
    task_queues=[Queue(name, DIRECT, routing_key=name) for name in ("inference", "training", "chores")],
    task_default_queue="inference",
    task_default_exchange="",
    task_default_routing_key="inference",
    task_create_missing_queues=False,
    task_serializer="json",
    accept_content=["json"],
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=False,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    beat_schedule={
        "sweep": {"task": "djangoapp.jobs.sweep", "schedule": SWEEP_SECONDS},
        "uploads": {"task": "djangoapp.core.clear_uploads", "schedule": 3600.0},
        "models": {"task": "djangoapp.training.check_champions", "schedule": MODELS_SECONDS},
        "runs": {"task": "djangoapp.training.tidy", "schedule": 3600.0},
        "sessions": {"task": "djangoapp.accounts.clear_sessions", "schedule": 3600.0},
        "fixity": {"task": "djangoapp.catalogue.fixity", "schedule": 3600.0},
        "files": {"task": "djangoapp.catalogue.sweep_files", "schedule": 3600.0},
        "visitors": {"task": "djangoapp.classification.expire_visitor_uploads", "schedule": 300.0},
    },
    beat_scheduler="djangoapp.jobs.beat:InProcessScheduler",
    beat_max_loop_interval=5,
    timezone="UTC",
)
if settings.RAGAM_BROKER_URL:
    app.conf.broker_transport_options = {
        # A ring is answered when it is read. Those that the broker waits to hear of are held against the
        # worker's prefetch for good when the broker restarts meanwhile, and it hears nothing more.
        "ack_emulation": False,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        # Ringing must not keep a request waiting: one more try, at once.
        "max_retries": 1,
        "interval_start": 0,
    }
else:
    app.conf.broker_transport = "djangoapp.jobs.broker:Transport"
    app.conf.broker_transport_options = {
        "data_folder_in": str(settings.BROKER_DIR),
        "data_folder_out": str(settings.BROKER_DIR),
        "control_folder": str(settings.BROKER_DIR),
        "polling_interval": 0.05,
    }
app.set_default()
app.autodiscover_tasks()
