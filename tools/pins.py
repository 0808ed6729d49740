"""Resolve requirements/*.in into exact pins for every platform, without naming an index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--custom-compile-command=make pins",
    f"--constraints={FOLDER / 'constraints.txt'}",
]


def main() -> int:
    for source in sorted(FOLDER.glob("*.in")):
        target = source.with_suffix(".txt")
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--quiet",
            *OPTIONS,
            str(source),
            "-o",
            str(target),
        ]
        print(f"{source.name} -> {target.name}")
        if code := subprocess.run(command).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
