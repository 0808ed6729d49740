"""The byte limit of uploads, held while the bytes arrive, so that an oversized one never fills the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from djangoapp.core.errors import DomainError

# What a multipart body holds besides the file: boundaries, names, the artwork's text fields.
MULTIPART_OVERHEAD = 1_000_000


def too_large(size: int) -> DomainError:
    """The refusal of a file over the limit."""
    limit = settings.RAGAM_MAX_UPLOAD_BYTES
    detail = f"The upload has {size:,} bytes; at most {limit:,} are accepted. Send a smaller file."
    return DomainError("image_too_large", detail, 413, reason="bytes", received=size, allowed=limit)


class BoundedUploadHandler(FileUploadHandler):
    """Counts the bytes of each file, drops those past the limit, and refuses the request at its end.

    Reading on, rather than cutting the connection, lets browsers show the answer; refusing only when all
    files are known to Django lets it close and delete them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size = self.largest = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.size += len(raw_data)
        self.largest = max(self.largest, self.size)
        return raw_data if self.size <= settings.RAGAM_MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None

    def upload_complete(self) -> None:
        if self.largest > settings.RAGAM_MAX_UPLOAD_BYTES:
            raise too_large(self.largest)
