"""The tree stays clean: no registry hosts, no paths of one machine, no large or unfinished files."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
LINES = 350
LARGE = {"ml/networks/shipped/efficientnet-lite0.npz": "docs/adr/0018-efficientnet-lite0-ships.md"}
HOSTS = re.compile(r"py[p]i\.org|python[h]osted\.org|npm[j]s\.org|deb\.debian\.[o]rg|/w[o]rk/[a-z.]")
UNFINISHED = re.compile(
    r"\b(TO[D]O|FIX[M]E|XX[X]|Not[I]mplementedError)\b|pytest\.[s]kip\(\)|@pytest\.mark\.[s]kip\b|x[f]ail\("
)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in names.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts(*suffixes: str) -> list[tuple[Path, str]]:
    wanted = [path for path in tracked() if not suffixes or path.suffix in suffixes]
    return [(path, path.read_text(encoding="utf-8", errors="ignore")) for path in wanted]


def test_no_registry_host_and_no_machine_path() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}" for path, text in texts() for hit in HOSTS.finditer(text)
    ]
    assert found == []


def test_no_file_over_a_megabyte_without_a_written_reason() -> None:
    large = {str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > MEGABYTE}
    assert large == set(LARGE)
    assert all((ROOT / reason).is_file() for reason in LARGE.values())


def test_no_file_that_people_write_is_longer_than_a_few_screens() -> None:
    generated = {"angularapp/src/app/api/schema.ts"}
    lengths = {str(path.relative_to(ROOT)): text.count("\n") for path, text in texts(".py", ".ts", ".html")}
    assert {name: n for name, n in lengths.items() if n > LINES and name not in generated} == {}


def test_nothing_unfinished_is_left() -> None:
    sources = texts(".py", ".ts", ".html", ".scss", ".md", ".yml")
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path, text in sources
        for hit in UNFINISHED.finditer(text)
    ]
    assert found == []


def test_no_serialised_code_is_ever_loaded() -> None:
    risky = re.compile(
        r"^\s*(import|from) (pickle|dill|cloudpickle|marshal|joblib)\b|\bload_model\(|allow_pickle=True", re.M
    )
    sources = [
        (path, text) for path, text in texts(".py") if path.parts[len(ROOT.parts)] in {"ml", "djangoapp"}
    ]
    assert [f"{path}: {hit.group()}" for path, text in sources for hit in risky.finditer(text)] == []
