"""Run the project's checks, those that take long after the others, and name what failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = sys.executable
BOOTSTRAP = [PY, "tools/bootstrap.py"]

# Packages are installed without being compiled: what is imported is compiled once and kept, wherever this
# runs. Each process that imports TensorFlow would take 27 s of processor time for it, in place of 9.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

# As many test processes as processors, but for machines so large that servers would crowd each other.
PROCESSES = str(max(2, min(os.cpu_count() or 2, 4)))
PYTEST = [PY, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "loadgroup", "--no-loadscope-reorder"]

UNIT = {"unit": [*PYTEST, "-m", "unit", "tests/ml", "tests/djangoapp"]}
STATIC = {
    "types": [PY, "-m", "mypy", "ml", "djangoapp", "tools", "benchmarks"],
    "lint": [PY, "-m", "ruff", "check", "."],
    "layout": [PY, "-m", "ruff", "format", "--check", "."],
    "import rules": [str(Path(PY).parent / "lint-imports"), "--no-logo", "--no-cache"],
    "migrations": [PY, "djangoapp/manage.py", "makemigrations", "--check", "--dry-run"],
    "app layout": [*BOOTSTRAP, "npm", "run", "lint"],
}
CONTRACT = {"contract": [PY, "-m", "pytest", "-q", "tests/contract"]}
APP = {"app units": [*BOOTSTRAP, "npm", "run", "test"]}
GATE = {"tests": [*PYTEST, "--durations=15", "-m", "not exhaustive", "tests"]}
EXHAUSTIVE = {"exhaustive tests": [*PYTEST, "--durations=15", "-m", "exhaustive", "tests"]}

# Sets of checks, in order; those of one group run side by side, as none of them keeps two processors busy.
Group = dict[str, list[str]]
SETS: dict[str, list[Group]] = {
    "unit": [UNIT],
    "quick": [STATIC, CONTRACT, UNIT],
    "gate": [{**STATIC, **APP}, GATE],
    "all": [{**STATIC, **APP}, GATE, EXHAUSTIVE],
}


def main(argv: list[str]) -> int:
    groups = SETS[argv[0]]
    outcomes = {name: passed for group in groups for name, passed in outcomes_of(group).items()}
    failed = [name for name, passed in outcomes.items() if not passed]
    print(
        f"\n{len(outcomes) - len(failed)} of {len(outcomes)} checks passed"
        + "".join(f"; failed: {n}" for n in failed)
    )
    return 1 if failed else 0


def outcomes_of(group: Group) -> dict[str, bool]:
    """Whether each passed; one alone shows its output as it comes, several when they are done."""
    if len(group) == 1:
        return {name: passes(name, command) for name, command in group.items()}
    with ThreadPoolExecutor(2) as pool:
        held_back = partial(passes, held_back=True)
        return dict(zip(group, pool.map(held_back, group, group.values()), strict=True))


def passes(name: str, command: list[str], *, held_back: bool = False) -> bool:
    if not held_back:
        print(f"\n== {name}", flush=True)
    start = time.monotonic()
    outcome = subprocess.run(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE if held_back else None,
        stderr=subprocess.STDOUT if held_back else None,
    )
    told = f"\n== {name}\n{outcome.stdout.decode(errors='replace')}" if held_back else ""
    verdict = "ok" if outcome.returncode == 0 else "FAILED"
    print(f"{told}== {name}: {verdict} in {time.monotonic() - start:.0f} s", flush=True)
    return outcome.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
