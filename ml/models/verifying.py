"""Whether a bundle can serve, asked in a process of its own.

What is wrong inside a network file may end the process that loads it, or never end at all; and who asks, such
as a web server, need not load what runs networks.
"""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ml.errors import BundleCorrupt, BundleIncompatible, NotVerified
from ml.models.bundle import Bundle

_CPU_SECONDS = 120
_SECONDS = 900
_MEMORY = 6 << 30
_NICENESS = 5
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "from ml.models.verifying import answer; answer()"
_ERRORS = {error.code: error for error in (BundleCorrupt, BundleIncompatible)}

_answered: set[tuple[str, str]] = set()
"""Digests that have answered in this process, by runtime: the same bytes need no second question."""


def verify(bundle: Bundle, runtime: str = "litert") -> None:
    """Have a bundle that was read loaded and asked about two probe pictures, as serving would.

    Raises BundleCorrupt or BundleIncompatible naming what is wrong: it cannot be loaded, it does not answer
    with finite probabilities of its labels that sum to 1, or it takes more than two minutes of processor time
    or 6 GB. Raises NotVerified, which says nothing of the bundle, when the machine left the question no time
    or ended it.
    """
    if (bundle.info.digest, runtime) in _answered:
        return
    _require_plain_numbers(bundle)
    said = _asked(bundle.path.absolute(), runtime)
    if said is not None:
        raise _ERRORS.get(said["code"], BundleIncompatible)(said["detail"])
    _answered.add((bundle.info.digest, runtime))


def _require_plain_numbers(bundle: Bundle) -> None:
    """No NaN and no infinity in the record: databases and browsers have no such numbers."""
    try:
        json.dumps(bundle.info.to_json(), allow_nan=False)
    except ValueError as error:
        raise BundleCorrupt(f"bundle.json holds what is no finite number ({error}).") from error


def _asked(path: Path, runtime: str) -> dict[str, str] | None:
    """What the child says is wrong; None when the bundle has answered."""
    known = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *([known] if known else [])])}
    try:
        outcome = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _CHILD, str(path), runtime],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NotVerified(f"The model was asked for {_SECONDS} s without an end. Try again.") from error
    try:
        said: dict[str, str] | None = json.loads(outcome.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return {"code": "", "detail": _death(-outcome.returncode)}
    return said


def _death(killed_by: int) -> str:
    """What the death of the child says of the model. Raises NotVerified where somebody else ended it."""
    if killed_by in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        raise NotVerified(
            "The process that asked the model was ended, perhaps for want of memory. Try again."
        )
    if killed_by == signal.SIGXCPU:
        return f"The model did not answer a probe picture within {_CPU_SECONDS} s of processor time."
    return f"The process that asked the model about a probe picture died (exit {-killed_by})."


def answer() -> None:
    """In the child: load the bundle, which asks it, and say in JSON what is wrong, or null."""
    from ml.models.classifier import Classifier

    path, runtime = sys.argv[1:]
    _limit()
    try:
        Classifier.load(Path(path), threads=1, runtime=runtime)
    except (BundleCorrupt, BundleIncompatible) as error:
        said: dict[str, str] | None = {"code": error.code, "detail": str(error)}
    except MemoryError:
        said = {"code": "", "detail": f"The model needs more than {_MEMORY:,} bytes of memory."}
    else:
        said = None
    sys.stdout.write(f"\n{json.dumps(said)}\n")


def _limit() -> None:
    """Give way to who serves meanwhile, and take no more time and memory than this.

    Processor time, so that the verdict does not hang on how busy the machine is; memory beyond what libraries
    map. Where a limit is passed the kernel ends this process.
    """
    try:
        import resource

        os.nice(_NICENESS)
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        spent = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (spent + _CPU_SECONDS, spent + _CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (mapped + _MEMORY, mapped + _MEMORY))
    except (ImportError, OSError, ValueError):
        return  # Systems without the limit still have that of time.
