"""Broader labels: which general term each label falls under, read and checked."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from ml.errors import DatasetInvalid

BROADER_FILE = "broader.json"


def read_broader(folder: Path) -> dict[str, str]:
    """`broader.json` of a folder of classes, {label: broader label}; empty without the file.

    Raises DatasetInvalid when it is not such an object of texts.
    """
    path = folder / BROADER_FILE
    if not path.exists():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetInvalid(f"{path} cannot be read as JSON ({error}). Mend or remove it.") from error
    texts = isinstance(raw, dict) and all(isinstance(value, str) and value for value in raw.values())
    if not texts:
        raise DatasetInvalid(f'{path} has to be an object such as {{"kawung": "geometric"}}. Mend it.')
    return dict(raw)


def check_broader(broader: Mapping[str, str], labels: Collection[str]) -> None:
    """Raise DatasetInvalid for an unknown label, a cycle, or a broader label that is a label itself."""
    for label in sorted(broader):
        seen = [label]
        while seen[-1] in broader:
            seen.append(broader[seen[-1]])
            if seen[-1] in seen[:-1]:
                raise DatasetInvalid(f"Broader labels run in a circle: {' > '.join(seen)}. Break it.")
        if label not in labels:
            raise DatasetInvalid(f"A broader label is given for {label!r}, which is no class. Remove it.")
    folded = {label.casefold(): label for label in labels}
    for label, parent in sorted(broader.items()):
        if parent.casefold() in folded:
            raise DatasetInvalid(
                f"The broader label {parent!r} of {label!r} is a class itself "
                f"({folded[parent.casefold()]!r}). Name it differently."
            )
