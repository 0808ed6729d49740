"""Every way the engine can say no: one exception type per cause, each with a stable code."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath


class MlError(Exception):
    """Base of all expected failures; `code` is stable, the message names what was received and what to do."""

    code = "ml_error"

    @property
    def message(self) -> str:
        return str(self)


class UnreadableImage(MlError):
    """The bytes claim to be an image of a known format but do not decode."""

    code = "unreadable_image"


class UnsupportedFormat(MlError):
    """The content is not one of the image formats that are accepted."""

    code = "unsupported_format"


class ImageTooLarge(MlError):
    """A limit was passed; `limit` is "bytes", "pixels", "side", "frames", "scans", "memory" or "time".

    `received` and `allowed` are counts of that, where they are known.
    """

    code = "image_too_large"

    def __init__(
        self,
        message: str,
        limit: str = "pixels",
        received: int | None = None,
        allowed: int | None = None,
    ) -> None:
        super().__init__(message, limit, received, allowed)
        self.limit, self.received, self.allowed = limit, received, allowed

    def __str__(self) -> str:
        return str(self.args[0])


class DecoderBusy(MlError):
    """Too many pictures wait to be decoded, or a busy machine took too long: the picture may be fine."""

    code = "decoder_busy"


class ImageTooSmall(MlError):
    """A labelled image has too few pixels to show anything."""

    code = "image_too_small"


class DatasetTooSmall(MlError):
    """Too few classes or images to train and judge a model."""

    code = "dataset_too_small"


class DatasetInvalid(MlError):
    """A folder of images breaks a rule (unreadable files, links out of it, clashing names)."""

    code = "dataset_invalid"


class LeakFound(DatasetInvalid):
    """A test image looks like a training image, where that was not to be."""

    code = "leak_found"


class BundleCorrupt(MlError):
    """A file of a bundle is missing or is not the one that was written."""

    code = "bundle_corrupt"


class BundleIncompatible(MlError):
    """A bundle, or a network made for one, does not fit this version of the engine."""

    code = "bundle_incompatible"


class NotVerified(MlError):
    """Whether a model answers could not be found out: the machine was too busy or short of memory."""

    code = "not_verified"


class WeightsInvalid(MlError):
    """A backbone weights file is missing, damaged or of another network."""

    code = "weights_invalid"


class UnknownRecipe(MlError):
    """No training recipe has this name."""

    code = "unknown_recipe"


class ConfigInvalid(MlError):
    """A training option, label or destination is outside what is allowed."""

    code = "config_invalid"


class TrainingCancelled(MlError):
    """`should_stop` asked the training to end."""

    code = "cancelled"


class ExportFailed(MlError):
    """A format cannot be written from this bundle."""

    code = "export_failed"


class ExplanationWithheld(MlError):
    """The model's maps of evidence failed their own check, so none is shown."""

    code = "explanation_withheld"


class StorageFull(MlError):
    """The disk had no room left; nothing half-written stays behind."""

    code = "storage_full"


@contextmanager
def full_disk_named(what: str) -> Iterator[None]:
    """Turn the operating system's "no space" errors into StorageFull; a path is told by its last name."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFull(
            f"No room left on the disk while writing {PurePath(what).name}. Free some space and try again."
        ) from error
