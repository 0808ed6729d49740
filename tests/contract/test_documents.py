"""Pages lead somewhere: every relative link resolves, anchors included, and every path they name is there.

The log may name files that have left; so may a decision that says in its first line what replaced it.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
BUILT = "angularapp/dist/"
NAMED = re.compile(r"`((?:ml|djangoapp|angularapp|tests|tools|benchmarks|docs|requirements)/[\w./-]+)`")
LOG = ROOT / "docs" / "log"


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What the headings of a page are linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def is_exempt(page: Path) -> bool:
    """Whether a page tells of what was, not of what is."""
    lines = page.read_text(encoding="utf-8").split("\n", 3)
    return LOG in page.parents or lines[2].startswith("*Replaced by ")


def broken_links(page: Path) -> list[str]:
    broken = []
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(f"{target}#{anchor}" if anchor else target)
    return broken


def missing_files(page: Path) -> list[str]:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    return [name for name in named if not name.startswith(BUILT) and not (ROOT / name).exists()]


@pytest.mark.parametrize("document", PAGES, ids=_name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


@pytest.mark.parametrize("document", [page for page in PAGES if not is_exempt(page)], ids=_name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    assert missing_files(document) == []


def test_every_page_is_in_an_index() -> None:
    """The index by reader, that of the log, or the folder of decisions."""
    linked = {
        (index.parent / target).resolve()
        for index in (ROOT / "docs" / "README.md", LOG / "README.md")
        for target, _ in LINK.findall(index.read_text(encoding="utf-8"))
    }
    indexes = {ROOT / "docs" / "README.md"}
    decisions = set((ROOT / "docs" / "adr").glob("*.md"))
    assert set((ROOT / "docs").rglob("*.md")) - linked - indexes - decisions == set()


def test_what_is_broken_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n[gone](gone.md), [here](#a-page), [not here](#b), `ml/gone.py`, `ml/errors.py`\n"
    )
    assert broken_links(page) == ["gone.md", "#b"]
    assert missing_files(page) == ["ml/gone.py"]
