"""Storing pictures: checked, decoded under guard, kept byte for byte, copied twice for the public."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Artwork, Image
from djangoapp.catalogue.pictures.renditions import Renditions, make_renditions
from djangoapp.catalogue.services.storage import atomic_with_files, file_write
from djangoapp.catalogue.text import clean_filename
from ml.errors import UnreadableImage
from ml.images import GuardedDecoder, Limits, check_bytes

DECODING = 6
"""How many requests of this process may wait for a decoder: the other threads serve pages meanwhile."""


@dataclass(frozen=True)
class PreparedImage:
    """A picture that passed every check and waits in memory to be stored; nothing is written yet."""

    content: bytes
    sha256: str
    filename: str
    renditions: Renditions


def upload_limits() -> Limits:
    """The limits that this house sets, from its settings."""
    return Limits(
        max_bytes=settings.RAGAM_MAX_UPLOAD_BYTES,
        max_pixels=settings.RAGAM_MAX_PIXELS,
        max_frames=settings.RAGAM_MAX_FRAMES,
    )


def image_prepare(
    data: bytes | File[bytes] | IO[bytes], *, filename: str | None, guarded: bool = True
) -> PreparedImage:
    """Check and decode a picture without touching database or store; slow, so call it outside `atomic`.

    `data` is read up to the limit whatever its headers claim. With `guarded` the decoder runs in a child
    process bounded in memory and time. Raises UnreadableImage, UnsupportedFormat, ImageTooLarge or
    DecoderBusy.
    """
    limits = upload_limits()
    content = _read_bounded(data, limits)
    renditions = (
        _decoder().run(make_renditions, content, limits) if guarded else make_renditions(content, limits)
    )
    return PreparedImage(content, digest(content), clean_filename(filename), renditions)


def image_store(
    data: PreparedImage | bytes | File[bytes] | IO[bytes],
    *,
    filename: str | None = None,
    owner: Account | None = None,
    artwork: Artwork | None = None,
    role: str = Image.Role.FRONT,
    guarded: bool = True,
) -> Image:
    """Keep a picture: the original byte for byte, its digest, and the two public copies, made once.

    Takes a PreparedImage, or raw data that it prepares first (then `filename` and `guarded` count). Inside a
    larger transaction use `atomic_with_files()` around the whole, so that a failure takes the files back.
    Raises what `image_prepare` raises, and StorageFull.
    """
    prepared = (
        data if isinstance(data, PreparedImage) else image_prepare(data, filename=filename, guarded=guarded)
    )
    with atomic_with_files():
        key = uuid.uuid4()
        names = copy_names(prepared.sha256, key)
        return Image.objects.create(
            id=key,
            artwork=artwork,
            role=role,
            position=artwork.images.count() if artwork else 0,
            sha256=prepared.sha256,
            bytes=len(prepared.content),
            mime=prepared.renditions.mime,
            width=prepared.renditions.width,
            height=prepared.renditions.height,
            filename=prepared.filename,
            owner=signed_in(owner),
            original=file_write(f"originals/{prepared.sha256[:2]}/{key}", prepared.content),
            thumb=file_write(names["thumb"], prepared.renditions.thumb),
            view=file_write(names["view"], prepared.renditions.view),
            thumb_sha256=digest(prepared.renditions.thumb),
            view_sha256=digest(prepared.renditions.view),
        )


def copy_names(sha256: str, key: uuid.UUID) -> dict[str, str]:
    """Where the copies of an image lie, by their part; in a folder that its original's digest names."""
    return {part: f"renditions/{sha256[:2]}/{key}-{part}.webp" for part in ("thumb", "view")}


def digest(content: bytes) -> str:
    """The sha256 of bytes that are to be stored."""
    return hashlib.sha256(content).hexdigest()


def image_copies(content: bytes, image: Image, decoder: GuardedDecoder) -> Renditions:
    """Both public copies once more, from the original's bytes.

    A limit that was lowered since the upload does not refuse what was taken in. Raises UnreadableImage,
    UnsupportedFormat, ImageTooLarge or DecoderBusy.
    """
    limits = upload_limits()
    kept = replace(
        limits,
        max_bytes=max(limits.max_bytes, image.bytes),
        max_pixels=max(limits.max_pixels, image.width * image.height),
    )
    return decoder.run(make_renditions, content, kept)


def image_read(image: Image) -> bytes:
    """The original's bytes, as they were uploaded."""
    with image.original.open("rb") as file:
        content: bytes = file.read()
        return content


def image_delete(image: Image) -> None:
    """Remove the row now and its files once that is committed."""
    image.delete()


def _read_bounded(data: bytes | File[bytes] | IO[bytes], limits: Limits) -> bytes:
    """All bytes, or ImageTooLarge after reading one more than allowed; never trusts a stated size."""
    if isinstance(data, bytes):
        content = data
    else:
        read: Callable[[int], bytes] = data.read
        if hasattr(data, "seek"):
            data.seek(0)
        try:
            content = read(limits.max_bytes + 1)
        except OSError as error:
            raise UnreadableImage(f"The upload could not be read ({error.strerror or error}).") from error
    check_bytes(len(content), limits)
    return content


@cache
def _decoder() -> GuardedDecoder:
    return GuardedDecoder(workers=2, callers=DECODING)


def images_delete(images: list[Image]) -> None:
    """Remove several images in one transaction."""
    with transaction.atomic():
        for image in images:
            image_delete(image)
