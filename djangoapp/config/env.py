"""The one list of RAGAM_* settings, and typed readers that refuse a malformed value by name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class ConfigurationError(Exception):
    """A setting is missing or malformed; the message names it, what was received and what is expected."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: `kind` is a key of PARSERS, `default` what an unset one means."""

    name: str
    kind: str
    default: str
    description: str
    choices: tuple[str, ...] = ()
    test_only: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "RAGAM_DATA_DIR",
        "path",
        "./var",
        "The one folder that holds all state: database, images, models, broker folder, accounts.",
    ),
    Setting(
        "RAGAM_ENV",
        "choice",
        "development",
        "`production` refuses to start without a secret key and allowed hosts, and sets secure cookies.",
        choices=("development", "production"),
    ),
    Setting("RAGAM_HOST", "text", "127.0.0.1", "The address that the web server binds."),
    Setting("RAGAM_PORT", "port", "8000", "The port that the web server binds."),
    Setting(
        "RAGAM_SECRET_KEY",
        "text",
        "",
        "Signs sessions. Required in production; in development one is made and kept in the data folder.",
    ),
    Setting(
        "RAGAM_ALLOWED_HOSTS",
        "list",
        "",
        "Host names that the site answers to, separated by commas. Required in production; "
        "in development this machine's own names.",
    ),
    Setting(
        "RAGAM_TRUSTED_ORIGINS",
        "list",
        "",
        "Origins (scheme and host) that may send forms besides the site's own, separated by commas.",
    ),
    Setting(
        "RAGAM_BASE_PATH",
        "base path",
        "",
        "The path that the site stands under, such as `/batik` for `https://museum.example/batik/`. "
        "Unset: the site has its host for itself.",
    ),
    Setting(
        "RAGAM_PROXY_COUNT",
        "natural",
        "0",
        "Reverse proxies in front of the web server. Above 0, their X-Forwarded-For and "
        "X-Forwarded-Proto headers are believed.",
    ),
    Setting(
        "RAGAM_SECURE_COOKIES",
        "flag",
        "",
        "Send cookies over HTTPS only. Unset: yes in production, no in development.",
    ),
    Setting(
        "RAGAM_DATABASE_URL",
        "url",
        "",
        "`postgres://user:password@host:port/name` or `sqlite:////absolute/file`. "
        "Unset: SQLite in the data folder.",
    ),
    Setting(
        "RAGAM_BROKER_URL",
        "url",
        "",
        "`redis://host:port/0` (or `rediss://`, `redis+socket://`). "
        "Unset: a folder in the data folder, no server.",
    ),
    Setting(
        "RAGAM_CACHE_URL",
        "url",
        "",
        "`redis://host:port/1` for several web processes. Unset: memory of the one web process.",
    ),
    Setting(
        "RAGAM_DEMO", "flag", "1", "Draw the demo collection, and train its model, once a new house is open."
    ),
    Setting(
        "RAGAM_BACKBONE_WEIGHTS",
        "optional path",
        "",
        "A file of a pretrained network's numbers (`.npz`, `.h5` or `.tflite`). "
        "Unset: EfficientNet-Lite0, which comes with Ragam and learned from photographs (ImageNet).",
    ),
    Setting(
        "RAGAM_RUNTIME",
        "choice",
        "litert",
        "What runs the network when answering; the same bundle gives the same answers with either.",
        choices=("litert", "tensorflow"),
    ),
    Setting("RAGAM_MAX_UPLOAD_BYTES", "positive", "50000000", "Largest image file accepted, in bytes."),
    Setting(
        "RAGAM_MAX_PIXELS", "positive", "100000000", "Largest image accepted, in pixels (width times height)."
    ),
    Setting("RAGAM_MAX_FRAMES", "positive", "1000", "Most frames or pages that an image file may have."),
    Setting("RAGAM_VISITOR_RETENTION", "positive", "24", "Hours after which a visitor's upload is deleted."),
    Setting(
        "RAGAM_VISITOR_STORAGE",
        "positive",
        "5000000000",
        "Bytes that all visitors' pictures together may take; beyond that theirs are refused (507).",
    ),
    Setting(
        "RAGAM_VISITOR_AT_ONCE",
        "positive",
        "4",
        "Uploads of one visitor address that a web process takes in at the same time; further ones wait.",
    ),
    Setting(
        "RAGAM_VISITOR_RATE",
        "rate",
        "120/hour",
        "Uploads allowed to one visitor address: a number per second, minute, hour or day.",
    ),
    Setting(
        "RAGAM_LOGIN_RATE",
        "rate",
        "10/minute",
        "Failed sign-ins allowed to one address with one user name; five times as many with any names.",
    ),
    Setting(
        "RAGAM_INFERENCE_THREADS", "positive", "2", "Threads that the inference worker's network may use."
    ),
    Setting(
        "RAGAM_INFERENCE_BATCH", "positive", "16", "Most images that the inference worker claims at once."
    ),
    Setting(
        "RAGAM_LOG_FORMAT",
        "choice",
        "text",
        "`json` writes one object for each line, for log collectors.",
        choices=("text", "json"),
    ),
    Setting(
        "RAGAM_LOG_LEVEL",
        "choice",
        "info",
        "The least serious message that is written.",
        choices=("debug", "info", "warning", "error"),
    ),
    Setting(
        "RAGAM_SPA_DIR",
        "path",
        "angularapp/dist/ragam/browser",
        "The folder of the built single-page app; a relative one is under the repository root.",
    ),
    Setting(
        "RAGAM_TEST_DATA",
        "optional path",
        "",
        "A folder of real images and weights for the tests that need them.",
        test_only=True,
    ),
    Setting(
        "RAGAM_REQUIRE_DATA",
        "flag",
        "0",
        "Fail, rather than leave out, the tests that need RAGAM_TEST_DATA when it is unset.",
        test_only=True,
    ),
)

TABLE: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
RATE_PERIODS = ("second", "minute", "hour", "day")


def _flag(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError("1 or 0 (also true/false, yes/no, on/off)")


def _number(lowest: int, highest: int | None, expected: str) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit():
            raise ValueError(expected)
        value = int(text)
        if value < lowest or (highest is not None and value > highest):
            raise ValueError(expected)
        return value

    return parse


def _rate(text: str) -> str:
    count, _, period = text.partition("/")
    if not count.isdigit() or int(count) < 1 or period not in RATE_PERIODS:
        raise ValueError("a number and a period, such as 120/hour (second, minute, hour or day)")
    return text


def _base_path(text: str) -> str:
    path = text.rstrip("/")
    if path and (not re.fullmatch(r"(/[A-Za-z0-9_~-]+)+", path) or path.split("/")[1] in ("api", "static")):
        raise ValueError("a path such as /batik, of letters, digits and dashes, and not /api or /static")
    return path


def _url(text: str) -> str:
    if text and not urlsplit(text).scheme:
        raise ValueError("a URL with its scheme, such as redis://localhost:6379/0")
    return text


PARSERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "choice": str,
    "url": _url,
    "base path": _base_path,
    "rate": _rate,
    "flag": _flag,
    "natural": _number(0, None, "a whole number, 0 or more"),
    "positive": _number(1, None, "a whole number, 1 or more"),
    "port": _number(1, 65535, "a port number from 1 to 65535"),
    "list": lambda text: [part.strip() for part in text.split(",") if part.strip()],
    "path": lambda text: Path(text).expanduser(),
    "optional path": lambda text: Path(text).expanduser() if text else None,
}


class Environment:
    """Reads settings of the table; each method checks that it is asked for a setting of its own type."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        """Use `values` in place of the process environment (tests do)."""
        self.values = os.environ if values is None else values

    def is_set(self, name: str) -> bool:
        """Whether the variable is there and not blank; a blank one counts as unset everywhere."""
        return bool(self.values.get(name, "").strip())

    def text(self, name: str) -> str:
        """A string, URL, path of the site, rate or one of the setting's choices."""
        value: str = self._read(name, "text", "choice", "url", "base path", "rate")
        return value

    def number(self, name: str) -> int:
        """A whole number in the setting's range."""
        value: int = self._read(name, "natural", "positive", "port")
        return value

    def flag(self, name: str) -> bool:
        """True or False."""
        value: bool = self._read(name, "flag")
        return value

    def words(self, name: str) -> list[str]:
        """The parts of a comma-separated list, stripped, without empty ones."""
        value: list[str] = self._read(name, "list")
        return value

    def path(self, name: str) -> Path:
        """A path as written, the home folder's tilde expanded."""
        value: Path = self._read(name, "path")
        return value

    def optional_path(self, name: str) -> Path | None:
        """A path, or None where the variable is unset."""
        value: Path | None = self._read(name, "optional path")
        return value

    def _read(self, name: str, *kinds: str) -> Any:
        setting = TABLE[name]
        if setting.kind not in kinds:
            raise TypeError(f"{name} is a {setting.kind} setting, asked for as {' or '.join(kinds)}")
        raw = self.values.get(name, "").strip() or setting.default
        if setting.choices and raw not in setting.choices:
            raise ConfigurationError(f"{name} is {raw!r}; expected one of: {', '.join(setting.choices)}.")
        try:
            return PARSERS[setting.kind](raw)
        except ValueError as error:
            raise ConfigurationError(f"{name} is {raw!r}; expected {error}.") from None


def database_from_url(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a `postgres://` or `sqlite://` URL; ConfigurationError for any other."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path)}
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigurationError(
            f"RAGAM_DATABASE_URL has the scheme {parts.scheme!r}; "
            "expected postgres://user:password@host:port/name or sqlite:////absolute/file."
        )
    if not parts.path.strip("/"):
        raise ConfigurationError(
            "RAGAM_DATABASE_URL names no database; expected postgres://user:password@host:port/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
