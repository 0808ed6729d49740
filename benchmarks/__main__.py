"""`python -m benchmarks [SECTION...]`: print the tables, each section in a process of its own."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from benchmarks.pictures import test_data
from benchmarks.timing import cpu_seconds


@dataclass(frozen=True)
class Section:
    """One module of this package and how it is asked; `{data}` stands for the folder of image sets."""

    about: str
    arguments: tuple[str, ...] = ()
    quick: bool = False
    needs_data: bool = True


SECTIONS = {
    "serving": Section("one image from bytes to answer, beside peers and runtimes", (), True, False),
    "gallery": Section("how long the gallery takes beside uploads", (), True, False),
    "training": Section("cold and warm training beside ResNet50", (), True, False),
    "scale": Section("what training costs as data grow", ("--images", "250", "1000"), True, False),
    "accuracy": Section("the accuracy of the default recipe on every set", (), True),
    "answers": Section("what answers are worth: sets, broader terms, out-of-distribution pictures"),
    "small_sets": Section("what is said after learning from a few photographs"),
    "explanations": Section("whether maps are true to the score"),
    "exports": Section("each export format beside its bundle"),
    "audit": Section("how well planted and known faults of data are found", ("{data}",)),
    "backbone": Section("how well what Ragam ships transfers to real cloth", ("shipped",)),
    "demo": Section("what a model of the drawn collection says of photographs"),
    "recipes": Section("every recipe and option, row by row"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    there = {name: one for name, one in SECTIONS.items() if find_spec(f"benchmarks.{name}")}
    listed = "\n".join(
        f"  {name:14}{'quick  ' if one.quick else '       '}{one.about}" for name, one in there.items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\n\n{listed}\n\nSections on real images need RAGAM_TEST_DATA.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="which; default: the quick ones")
    parser.add_argument("--all", action="store_true", help="every section: hours on a CPU")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.sections) - set(there))
    if unknown:
        parser.error(f"no section is called {', '.join(unknown)}; there are {', '.join(there)}")
    chosen = options.sections or [name for name, one in there.items() if options.all or one.quick]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", flush=True)
    return max(run(name, there[name]) for name in chosen)


def run(name: str, section: Section) -> int:
    """Run one section; its exit status, 0 for one that is left out for want of data."""
    data = test_data()
    print(f"\n## {name}: {section.about}\n", flush=True)
    if section.needs_data and data is None:
        print("Left out: set RAGAM_TEST_DATA to the folder with data/ and weights/.", flush=True)
        return 0
    filled = [one.format(data=data / "data" if data else "") for one in section.arguments]
    spent, start = cpu_seconds(resource.RUSAGE_CHILDREN), time.perf_counter()
    code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *filled]).returncode  # noqa: S603
    wall, cpu = time.perf_counter() - start, cpu_seconds(resource.RUSAGE_CHILDREN) - spent
    print(f"\n{name} took {wall:,.0f} s, {cpu:,.0f} of CPU.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
