"""A folder of bundles, each under its own digest: versions never change and are never stored twice."""

import os
import re
import shutil
from pathlib import Path

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid
from ml.models import bundle
from ml.models.bundle import Bundle
from ml.models.verifying import verify

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ModelRegistry:
    """Bundles under `root`, which is made when it is first needed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, incoming: Bundle, runtime: str = "litert") -> Path:
        """Copy a bundle in, whole or not at all, and give its path here; adding it again changes nothing.

        The copy is read and asked (`verify`) before it is here; it takes the place of one that was damaged.
        Raises BundleCorrupt when it is not what `incoming` was, BundleIncompatible when it does not answer,
        StorageFull.
        """
        target = self.root / incoming.info.digest
        if not os.path.lexists(target):
            self._bring(incoming, target, runtime)
        elif not self._is_whole(target.name):
            fresh, damaged = (self.root / f".{target.name}.{word}" for word in ("fresh", "damaged"))
            self._bring(incoming, fresh, runtime)
            target.rename(damaged)
            fresh.rename(target)
            shutil.rmtree(damaged, ignore_errors=True)
        return target

    def _bring(self, incoming: Bundle, target: Path, runtime: str) -> None:
        try:
            with bundle.staging(target) as folder:
                for name in (bundle.INFO, bundle.SUM, *incoming.info.files):
                    bundle.copy_file(incoming.path / name, folder / name)
                copied = Bundle.read(folder)
                if copied.info.digest != incoming.info.digest:
                    raise BundleCorrupt("The bundle was changed after it had been read.")
                verify(copied, runtime)
        except (ConfigInvalid, FileExistsError, OSError):
            if not target.exists():  # Otherwise somebody else added the same bundle meanwhile.
                raise

    def _is_whole(self, digest: str) -> bool:
        try:
            return bool(self.get(digest))
        except (BundleCorrupt, BundleIncompatible):
            return False

    def remove(self, digest: str) -> None:
        """Take a bundle out again; nothing to do where it is not here."""
        if _DIGEST.fullmatch(digest):
            shutil.rmtree(self.root / digest, ignore_errors=True)

    def get(self, digest: str) -> Bundle:
        """A bundle by digest, verified; raises BundleCorrupt when it is not here or was changed."""
        if not _DIGEST.fullmatch(digest):
            raise BundleCorrupt(f"{digest[:80]!r} is no digest of a bundle (64 hex digits).")
        return Bundle.read(self.root / digest, digest)

    def list(self) -> list[str]:
        """Digests of the bundles here, sorted."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if _DIGEST.fullmatch(path.name))
