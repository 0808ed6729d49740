"""docs/configuration.md, written from the one list of settings: `python -m djangoapp.config.reference`."""

from __future__ import annotations

import sys

from djangoapp.config.env import SETTINGS, Setting

KINDS = {
    "text": "text",
    "choice": "one of",
    "url": "URL",
    "base path": "path of an address",
    "rate": "number/period",
    "flag": "1 or 0",
    "natural": "whole number, 0 or more",
    "positive": "whole number, 1 or more",
    "port": "port",
    "list": "list, separated by commas",
    "path": "folder",
    "optional path": "file or folder",
}
HEAD = """# Configuration

Ragam is configured by environment variables alone. Each has a default that suits a first look on one
machine; a malformed value, or a missing one that production needs, stops the start with a sentence that
names the variable, what was received and what is expected. A `RAGAM_*` variable that is not in this list
is warned of at the start.

This page is written by `python -m djangoapp.config.reference > docs/configuration.md` and held by a
test.

| variable | type | default | what it does |
|---|---|---|---|
"""
TESTS = """
## For the tests only

| variable | type | default | what it does |
|---|---|---|---|
"""
TAIL = """
## Three usual arrangements

**One machine, for a look or a small museum**: nothing to set. `make run` keeps everything in `./var`.

**One machine that others reach**: `RAGAM_ENV=production`, `RAGAM_SECRET_KEY`, `RAGAM_ALLOWED_HOSTS`, a
reverse proxy with HTTPS in front, `RAGAM_PROXY_COUNT=1`, and `RAGAM_HOST` if the proxy is on another
machine. The first account of a production site without the demo is made by `python djangoapp/manage.py
adduser NAME --role admin`.

**Several machines or many workers**: also `RAGAM_DATABASE_URL` (PostgreSQL), `RAGAM_BROKER_URL` and
`RAGAM_CACHE_URL` (Redis), and a `RAGAM_DATA_DIR` that all of them share. docker-compose.yml is set up
this way.
"""


def _row(setting: Setting) -> str:
    kind = KINDS[setting.kind]
    if setting.choices:
        kind += ": " + ", ".join(f"`{choice}`" for choice in setting.choices)
    default = f"`{setting.default}`" if setting.default else "unset"
    return f"| `{setting.name}` | {kind} | {default} | {setting.description} |\n"


def page() -> str:
    """The whole page."""
    usual = "".join(_row(one) for one in SETTINGS if not one.test_only)
    tests = "".join(_row(one) for one in SETTINGS if one.test_only)
    return HEAD + usual + TESTS + tests + TAIL


if __name__ == "__main__":
    sys.stdout.write(page())
