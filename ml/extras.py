"""Libraries that only research needs: asked for where they are used, and named when they are missing."""

import importlib
from typing import Any

from ml.errors import ConfigInvalid


def needs(module: str) -> Any:
    """Import a module of requirements/research.txt; raises ConfigInvalid that says how to install it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ConfigInvalid(
            f"This needs the Python package {error.name!r}, which is not installed. "
            "Run: pip install -r requirements/research.txt"
        ) from error
