"""Reading JSON bodies: numbers are finite, as JSON itself has no others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import exceptions, parsers


class JSONParser(parsers.JSONParser):
    """Django REST framework's, which takes `1e999` for infinity and would store it as the text "inf"."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body; ParseError where it is no JSON, or a number in it is beyond all bounds."""
        body = super().parse(stream, media_type, parser_context)
        if not _is_finite(body):
            raise exceptions.ParseError("A number in the request is too large. Send it as text, or smaller.")
        return body


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    return all(map(_is_finite, value)) if isinstance(value, list) else True
