"""Nothing heavy is loaded by importing: TensorFlow stays out of every process that does not train."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def modules_of(package: str) -> list[str]:
    folder = ROOT / package
    found = pkgutil.walk_packages([str(folder)], prefix=f"{package}.")
    return [package, *(module.name for module in found if not module.name.endswith("__main__"))]


@pytest.mark.parametrize("package", ["ml", "djangoapp"])
def test_importing_every_module_leaves_tensorflow_unloaded(package: str, tmp_path: Path) -> None:
    modules = [name for name in modules_of(package) if not name.endswith(".manage")]
    assert len(modules) > 10
    code = (
        "import importlib, os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'djangoapp.config.settings'\n"
        f"{'import django; django.setup()' if package == 'djangoapp' else ''}\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "heavy = {'tensorflow', 'keras', 'h5py'} & set(sys.modules)\n"
        "sys.exit(f'loaded by importing: {heavy}' if heavy else 0)\n"
    )
    environment = {"RAGAM_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    outcome = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr


def test_ml_never_imports_django(tmp_path: Path) -> None:
    code = (
        "import importlib, sys\n"
        f"for name in {modules_of('ml')!r}: importlib.import_module(name)\n"
        "sys.exit('django is loaded' if 'django' in sys.modules else 0)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
