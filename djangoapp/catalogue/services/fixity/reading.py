"""Reading one stored file again: whole, altered, missing, or not to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from django.core.files.storage import default_storage

from djangoapp.catalogue.models import FixityFinding, Image
from djangoapp.catalogue.pictures.renditions import check_readable
from ml.errors import MlError
from ml.images import GuardedDecoder

BLOCK = 1 << 20
Kind, Part = FixityFinding.Kind, FixityFinding.Part
COPIES = (Part.THUMB, Part.VIEW)


@dataclass(frozen=True)
class Reading:
    """What was found of one file of an image; `kind` is empty where it is whole."""

    part: str
    name: str
    kind: str = ""
    detail: str = ""
    sha256: str = ""
    bytes: int = 0

    @property
    def can_be_remade(self) -> bool:
        """Whether a copy lacks what its original could give; one that is only withheld from us does not."""
        return self.part in COPIES and self.kind in (Kind.ALTERED, Kind.MISSING)


def image_files_read(image: Image, decoder: GuardedDecoder) -> list[Reading]:
    """The original and both copies, compared with their digests.

    A copy from before digests were kept is decoded instead; whole, it has a digest from then on.
    """
    readings = []
    for part, name in image_file_names(image).items():
        expected = image.sha256 if part == Part.ORIGINAL else getattr(image, f"{part}_sha256")
        reading = _read(part, name, expected)
        readings.append(reading if reading.kind or expected else _decoded(reading, decoder))
    return readings


def image_file_names(image: Image) -> dict[str, str]:
    """Where the files of an image lie, the original first."""
    return {str(part): getattr(image, part).name for part in (Part.ORIGINAL, *COPIES)}


def _read(part: str, name: str, expected: str) -> Reading:
    """Read a file from its beginning to its end; without an expected digest any content is taken."""
    found, size = hashlib.sha256(), 0
    try:
        with default_storage.open(name, "rb") as file:
            while block := file.read(BLOCK):
                found.update(block)
                size += len(block)
    except FileNotFoundError:
        return Reading(part, name, Kind.MISSING)
    except OSError as error:
        return Reading(part, name, Kind.UNREADABLE, error.strerror or type(error).__name__)
    reading = Reading(part, name, sha256=found.hexdigest(), bytes=size)
    if not expected or expected == reading.sha256:
        return reading
    told = f"{size:,} bytes with the sha256 {reading.sha256}; {expected} was written"
    return replace(reading, kind=Kind.ALTERED, detail=told)


def _decoded(reading: Reading, decoder: GuardedDecoder) -> Reading:
    try:
        with default_storage.open(reading.name, "rb") as file:
            decoder.run(check_readable, file.read())
    except MlError as error:
        return replace(reading, kind=Kind.ALTERED, detail=str(error))
    except OSError as error:
        return replace(reading, kind=Kind.UNREADABLE, detail=error.strerror or type(error).__name__)
    return reading
