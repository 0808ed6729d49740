"""Small rules for names: file names that are safe to show, and readable names from folder names."""

from __future__ import annotations

import re
import unicodedata

FILENAME_LENGTH = 255
# Control, format (bidirectional overrides, zero width), lone surrogates, private use, separators.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def clean_filename(name: str | None) -> str:
    """The last part of a client's file name as plain text of at most 255 characters; never a path.

    Control, NUL, bidirectional and other invisible characters are left out; the extension survives the cut.
    """
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in _UNWANTED)
    visible = unicodedata.normalize("NFC", " ".join(visible.split()))
    if visible in {"", ".", ".."}:
        return "image"
    if len(visible) <= FILENAME_LENGTH:
        return visible
    stem, dot, extension = visible.rpartition(".")
    if not dot or len(extension) > 10:
        return visible[:FILENAME_LENGTH]
    return f"{stem[: FILENAME_LENGTH - len(extension) - 1]}.{extension}"


def readable(code: str) -> str:
    """A folder name as a name for people: `Bali_Barong` and `bali-barong` become `Bali Barong`."""
    words = " ".join(re.split(r"[\s_\-]+", code)).strip()
    if not words:
        return code
    return words.title() if words == words.lower() else words


def search_words(text: str) -> list[str]:
    """The words to look for: each is a pass over the catalogue, so that there are ten at most."""
    return text.split()[:10]
