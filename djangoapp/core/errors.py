"""The error that services raise when a request cannot be done, for a reason that the caller can act on."""

from __future__ import annotations

import re
from typing import Any

# Absolute paths of some depth, as Python quotes them and bare; our own addresses are none of the server's.
_QUOTED = re.compile(r"""(?<=['"])/(?!api/)(?:[^'"\n/]+/)+([^'"\n/]+)(?=['"])""")
_BARE = re.compile(r"""(?<![\w./:])/(?!api/)(?:[^\s/'"<>:,;()]+/)+([^\s/'"<>:,;()]+)""")


def without_paths(text: str) -> str:
    """The text with each absolute path cut to its last name: where files lie is the server's own."""
    return _BARE.sub(r"\1", _QUOTED.sub(r"\1", text))


class DomainError(Exception):
    """A refusal with a stable `code`, a sentence for people, an HTTP status and further fields.

    Rendered as `application/problem+json` by the API; a job that raises it fails at once with this code.
    """

    def __init__(self, code: str, detail: str, status: int = 400, **fields: Any) -> None:
        """`detail` ends with what was received and what to do."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.fields = fields


class NotFound(DomainError):
    """404: no such thing, or not for this account."""

    def __init__(self, detail: str = "There is nothing here under that name.", **fields: Any) -> None:
        super().__init__("not_found", detail, 404, **fields)


class Conflict(DomainError):
    """409: the request is well formed but the state of things forbids it."""

    def __init__(self, detail: str, code: str = "conflict", **fields: Any) -> None:
        super().__init__(code, detail, 409, **fields)


class Forbidden(DomainError):
    """403: known, and not allowed."""

    def __init__(self, detail: str = "Your account may not do this.", **fields: Any) -> None:
        super().__init__("permission_denied", detail, 403, **fields)


class ChangedMeanwhile(DomainError):
    """412: someone else has changed the record since the caller read it; `current` is how it is now."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(
            "changed_meanwhile",
            "Someone else has changed this since you opened it, and your changes were not saved. Compare "
            "both, and save again with the new ETag.",
            412,
            **fields,
        )
