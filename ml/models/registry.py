"""A folder of bundles, each under its own digest: versions never change and are never stored twice."""

import re
import shutil
from pathlib import Path

from ml.errors import BundleCorrupt, ConfigInvalid
from ml.models import bundle
from ml.models.bundle import Bundle

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ModelRegistry:
    """Bundles under `root`, which is made when it is first needed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, incoming: Bundle) -> Path:
        """Copy a bundle in, whole or not at all, and give its path here; adding it again changes nothing.

        The copy is verified. Raises BundleCorrupt when it is not what `incoming` was, StorageFull.
        """
        target = self.root / incoming.info.digest
        if target.exists():
            Bundle.read(target)
            return target
        try:
            with bundle.staging(target) as folder:
                for name in (bundle.INFO, bundle.SUM, *incoming.info.files):
                    shutil.copyfile(incoming.path / name, folder / name)
                if Bundle.read(folder).info.digest != incoming.info.digest:
                    raise BundleCorrupt(f"{incoming.path} was changed after it had been read.")
        except (ConfigInvalid, FileExistsError, OSError):
            if not target.exists():  # Otherwise somebody else added the same bundle meanwhile.
                raise
        return target

    def get(self, digest: str) -> Bundle:
        """A bundle by digest, verified; raises BundleCorrupt when it is not here or was changed."""
        if not _DIGEST.fullmatch(digest):
            raise BundleCorrupt(f"{digest[:80]!r} is no digest of a bundle (64 hex digits).")
        return Bundle.read(self.root / digest)

    def list(self) -> list[str]:
        """Digests of the bundles here, sorted."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if _DIGEST.fullmatch(path.name))
