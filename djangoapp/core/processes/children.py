"""The processes that make up a running Ragam, and the commands that start them."""

from __future__ import annotations

import os
import runpy
import sys
import urllib.request
from collections.abc import Callable
from functools import partial

from django.conf import settings
from setproctitle import setproctitle

from djangoapp.core.processes.supervisor import ChildSpec

# Modules and their arguments, as for `python -m`.
WEB = "djangoapp.config.web"
CELERY = "celery --quiet --app djangoapp.config.celery"
WORKER = f"{CELERY} worker --without-gossip --without-mingle --without-heartbeat --loglevel WARNING"
INFERENCE = f"{WORKER} --queues inference --hostname inference@%h --pool threads --concurrency 2"
# One process for each run: its memory goes back to the machine when it ends.
TRAINING = (
    f"{WORKER} --queues training --hostname training@%h "
    "--pool prefork --concurrency 1 --max-tasks-per-child 1"
)
CHORES = f"{WORKER} --queues chores --hostname chores@%h --pool threads --concurrency 1"
# A chore takes what people's uploads and runs leave of the processors.
CHORES_NICENESS = 10
# Seconds: where the page does not answer sooner, and where the first model is not there sooner.
FOLLOW_AFTER, SETUP_AFTER = 10.0, 300.0
# What is installed behind an open site gives way to everything.
SETUP_NICENESS = 19
SCHEDULER = f"{CELERY} beat --pidfile= --loglevel WARNING"


def children() -> list[ChildSpec]:
    """Web server, three workers and scheduler, in the order in which they are started.

    The page comes first: on few processors the workers, which start as slowly, would hold it up.
    """
    return [
        _child("web", WEB, 30, "its open requests", waits=0.0),
        _child("inference", INFERENCE, 30, "its batch of images"),
        _child("training", TRAINING, 180, "its step and keep what it learned"),
        _child("chores", CHORES, 30, "its step", niceness=CHORES_NICENESS),
        _child("scheduler", SCHEDULER, 10, "its round"),
    ]


def _child(
    name: str,
    command: str,
    patience: float,
    waiting_for: str,
    *,
    niceness: int = 0,
    waits: float = FOLLOW_AFTER,
) -> ChildSpec:
    """On Linux it starts as a copy of this process, which has loaded what all of them share."""
    argv = (sys.executable, "-m", *command.split())
    loaded = partial(_run_module, command) if sys.platform == "linux" else None
    return ChildSpec(name, argv, patience, waiting_for, niceness, waits=waits, loaded=loaded)


def _run_module(command: str) -> None:
    """`python -m` here, under a process title that says so until the program gives itself one."""
    setproctitle(f"{sys.executable} -m {command}")
    sys.argv = command.split()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def setup(when_ended: Callable[[int], None]) -> ChildSpec:
    """The rest of a set-up that `make run` left for later: it runs once, and ends with the site.

    It waits for the first model, so that a new house has its first answer sooner.
    """
    argv = (sys.executable, str(settings.REPOSITORY / "tools" / "bootstrap.py"), "rest")
    return ChildSpec("setup", argv, 10, "its package", SETUP_NICENESS, when_ended, SETUP_AFTER)


def environment() -> dict[str, str]:
    """The children's environment: ours, with the repository first on the import path, output unbuffered."""
    root = str(settings.REPOSITORY)
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH", "")])])
    return os.environ | {
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "djangoapp.config.settings"),
        # Relative settings mean the folder in which `up` was started.
        "RAGAM_DATA_DIR": str(settings.RAGAM_DATA_DIR),
        # The network has its own threads; numpy's would fight them for the same cores.
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
    }


def site_url() -> str:
    """Where the web server of this host answers."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    host = anywhere.get(settings.RAGAM_HOST, settings.RAGAM_HOST)
    return f"http://{_bracketed(host)}:{settings.RAGAM_PORT}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def site_request(path: str) -> urllib.request.Request:
    """A question to the running site, under a host name that it answers to."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    return urllib.request.Request(f"{site_url()}{path}", headers={"Host": host})  # noqa: S310
