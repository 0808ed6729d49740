"""How log lines look: text for people, JSON for collectors, each with the job that it is about."""

from __future__ import annotations

from typing import Any

TEXT = "%(asctime)s %(levelname)-7s %(name)s%(job_suffix)s: %(message)s"
JSON = "%(asctime)s %(levelname)s %(name)s %(message)s %(job)s"


def logging_config(form: str, level: str) -> dict[str, Any]:
    """The dictConfig for `form` ("text" or "json") from `level` up, on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"job": {"()": "djangoapp.core.logs.JobFilter"}},
        "formatters": {
            "text": {"format": TEXT, "datefmt": "%H:%M:%S"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": JSON,
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["job"]},
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # A 404 is not news; what went wrong on our side is logged by core.web.problems.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "PIL": {"level": "INFO"},
            "celery": {"level": "WARNING" if level != "debug" else "DEBUG"},
            "kombu": {"level": "WARNING"},
            "waitress.queue": {"level": "ERROR"},  # That requests wait for a thread is not news either.
        },
    }
