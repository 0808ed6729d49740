"""Run the project's checks in order, quick ones first, and name what failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = sys.executable
BOOTSTRAP = [PY, "tools/bootstrap.py"]

# As many test processes as processors, but for machines so large that servers would crowd each other.
PROCESSES = str(max(2, min(os.cpu_count() or 2, 4)))
PYTEST = [PY, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "loadgroup", "--no-loadscope-reorder"]

UNIT = {"unit": [*PYTEST, "-m", "unit", "tests/ml", "tests/djangoapp"]}
STATIC = {
    "lint": [PY, "-m", "ruff", "check", "."],
    "layout": [PY, "-m", "ruff", "format", "--check", "."],
    "import rules": [str(Path(PY).parent / "lint-imports"), "--no-logo", "--no-cache"],
    "types": [PY, "-m", "mypy", "ml", "djangoapp", "tools", "benchmarks"],
    "migrations": [PY, "djangoapp/manage.py", "makemigrations", "--check", "--dry-run"],
    "app layout": [*BOOTSTRAP, "npm", "run", "lint"],
}
CONTRACT = {"contract": [PY, "-m", "pytest", "-q", "tests/contract"]}
APP = {"app units": [*BOOTSTRAP, "npm", "run", "test"]}
GATE = {"tests": [*PYTEST, "--durations=15", "-m", "not exhaustive", "tests"]}
EXHAUSTIVE = {"exhaustive tests": [*PYTEST, "--durations=15", "-m", "exhaustive", "tests"]}

SETS = {
    "unit": UNIT,
    "quick": {**STATIC, **CONTRACT, **UNIT},
    "gate": {**STATIC, **APP, **GATE},
    "all": {**STATIC, **APP, **GATE, **EXHAUSTIVE},
}


def main(argv: list[str]) -> int:
    checks = SETS[argv[0]]
    failed = [name for name, command in checks.items() if not passes(name, command)]
    print(
        f"\n{len(checks) - len(failed)} of {len(checks)} checks passed"
        + "".join(f"; failed: {n}" for n in failed)
    )
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"\n== {name}", flush=True)
    start = time.monotonic()
    outcome = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    print(
        f"== {name}: {'ok' if outcome.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s",
        flush=True,
    )
    return outcome.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
