"""Small rules for names: file names that are safe to show, and readable names from folder names."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

FILENAME_LENGTH = 255
TITLE_LENGTH = 300
_JOINER = "\u200d"
# Control, format (bidirectional overrides, zero width), lone surrogates, private use, separators.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def clean_filename(name: str | None) -> str:
    """The last part of a client's file name as plain text of at most 255 characters; never a path.

    Control, NUL, bidirectional and other invisible characters are left out; the extension survives the cut.
    """
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(sign for at, sign in enumerate(last) if _is_visible(last, at))
    visible = unicodedata.normalize("NFC", " ".join(visible.split()))
    if visible in {"", ".", ".."}:
        return "image"
    if len(visible) <= FILENAME_LENGTH:
        return visible
    stem, dot, extension = visible.rpartition(".")
    if not dot or len(extension) > 10:
        return visible[:FILENAME_LENGTH]
    return f"{stem[: FILENAME_LENGTH - len(extension) - 1]}.{extension}"


def _is_visible(text: str, at: int) -> bool:
    """Whether a sign is to be kept: also the joiner that makes one emoji of two."""
    if text[at] == _JOINER:
        beside = text[at - 1 : at] + text[at + 1 : at + 2]
        return len(beside) == 2 and unicodedata.category(beside[1]) == "So"
    return unicodedata.category(text[at]) not in _UNWANTED


def readable(code: str) -> str:
    """A folder name as a name for people: `Bali_Barong` and `bali-barong` become `Bali Barong`."""
    words = " ".join(re.split(r"[\s_\-]+", code)).strip()
    if not words:
        return code
    if words != words.lower():
        return words
    # Not str.title: it raises letters behind an apostrophe or a digit.
    return " ".join(word[:1].upper() + word[1:] for word in words.split(" "))


def title_from(filename: str | None) -> str:
    """A first title out of a file name: `IMG_parang-rusak.jpg` becomes `IMG parang rusak`."""
    stem = PurePath(clean_filename(filename)).stem.lstrip(".")
    return readable(stem)[:TITLE_LENGTH] if stem else "image"


def folded(*texts: str) -> str:
    """Texts as they are compared in a search: without case, accents and differences of Unicode form."""
    spread = unicodedata.normalize("NFKD", "\n".join(filter(None, texts)).casefold())
    bare = "".join(sign for sign in spread if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare.casefold())


def search_words(text: str) -> list[str]:
    """The folded words to look for: each is a pass over the catalogue, so that there are ten at most."""
    return folded(text).split()[:10]
