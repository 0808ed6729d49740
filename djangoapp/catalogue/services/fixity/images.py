"""Checking one image: its files are read, lost copies are made again, and what was found is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from djangoapp.catalogue.models import FixityFinding, Image
from djangoapp.catalogue.services.fixity.reading import (
    Reading,
    image_file_names,
    image_files_read,
)
from djangoapp.catalogue.services.images import copy_names, digest, image_copies, image_read
from djangoapp.catalogue.services.storage import atomic_with_files, file_write, files_delete
from ml.errors import MlError, StorageFull
from ml.images import GuardedDecoder


@dataclass(frozen=True)
class Checked:
    """What checking one image came to."""

    bytes: int
    remade: int
    read_before: datetime | None


def image_check(image_id: UUID, decoder: GuardedDecoder) -> Checked | None:
    """Read the files of one image and write down what was found; None where the image went meanwhile.

    A copy that is altered or missing is made again from a whole original. Originals are never touched.
    """
    image = Image.objects.filter(id=image_id).first()
    if image is None:
        return None
    readings, contents = _with_new_copies(image, image_files_read(image, decoder), decoder)
    try:
        return _keep(image, readings, contents)
    except StorageFull as error:
        return _keep(image, [_explained(one, str(error)) for one in readings], {})


def _with_new_copies(
    image: Image, readings: Sequence[Reading], decoder: GuardedDecoder
) -> tuple[Sequence[Reading], dict[str, bytes]]:
    """The content of each copy that is to be replaced; where that cannot be made, its reading says why."""
    lost = [one for one in readings if one.can_be_remade]
    if not lost or readings[0].kind:
        return readings, {}
    try:
        made = image_copies(image_read(image), image, decoder)
    except (MlError, OSError) as error:
        return [_explained(one, f"not made again: {error}") for one in readings], {}
    return readings, {one.part: getattr(made, one.part) for one in lost}


def _explained(reading: Reading, why: str) -> Reading:
    return replace(reading, detail=why) if reading.can_be_remade else reading


def _keep(image: Image, readings: Sequence[Reading], contents: dict[str, bytes]) -> Checked | None:
    """Write it all down at once, unless the image is gone by now or somebody else has renewed its copies."""
    with atomic_with_files():
        locked = Image.objects.select_for_update().filter(id=image.id).first()
        if locked is None or image_file_names(locked) != image_file_names(image):
            return None
        for part, content in contents.items():
            _replace_copy(locked, part, content)
        bad = [one for one in readings if one.kind and one.part not in contents]
        for one in readings:
            if not one.kind and one.part != FixityFinding.Part.ORIGINAL:
                setattr(locked, f"{one.part}_sha256", one.sha256)
        locked.files_read_at = timezone.now()
        locked.save(update_fields=["thumb", "view", "thumb_sha256", "view_sha256", "files_read_at"])
        _note(locked, bad)
    return Checked(sum(one.bytes for one in readings), len(contents), image.files_read_at)


def _replace_copy(image: Image, part: str, content: bytes) -> None:
    """Under a name that is free: what lies there is removed only when the row names the new one."""
    old: str = getattr(image, part).name
    new = file_write(copy_names(image.sha256, image.id)[part], content)
    setattr(image, part, new)
    setattr(image, f"{part}_sha256", digest(content))
    if old and old != new:
        transaction.on_commit(partial(files_delete, [old]), robust=True)


def _note(image: Image, bad: Sequence[Reading]) -> None:
    """These are the findings of this image from now on; those that were known keep their date."""
    FixityFinding.objects.filter(image=image).exclude(name__in=[one.name for one in bad]).delete()
    for one in bad:
        FixityFinding.objects.update_or_create(
            name=one.name,
            defaults={
                "kind": one.kind,
                "part": one.part,
                "image": image,
                "detail": one.detail[:300],
                "seen_at": timezone.now(),
            },
        )
