"""docs/configuration.md is the list of settings, and no code reads a setting that is not on it."""

import re
from pathlib import Path

from djangoapp.config.env import TABLE
from djangoapp.config.reference import page

ROOT = Path(__file__).resolve().parents[2]
REPAIR = "write it again: .venv/bin/python -m djangoapp.config.reference > docs/configuration.md"


def test_page_is_what_the_list_says():
    assert (ROOT / "docs" / "configuration.md").read_text() == page(), REPAIR


def test_each_setting_is_described():
    for setting in TABLE.values():
        assert setting.description.endswith("."), setting.name
        assert re.fullmatch(r"RAGAM_[A-Z_]+", setting.name)


def test_no_code_reads_an_unlisted_setting():
    unlisted = {}
    for folder in ("ml", "djangoapp"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"""["'](RAGAM_[A-Z_]+[A-Z])["']""", path.read_text()):
                if name not in TABLE and name != "RAGAM_KNOWN_SETTINGS":
                    unlisted.setdefault(name, str(path.relative_to(ROOT)))
    assert not unlisted


def test_only_the_settings_and_the_command_line_read_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for folder in ("ml", "djangoapp")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"environ(\.get\(|\[)\s*[\"']RAGAM_|getenv\(\s*[\"']RAGAM_", path.read_text())
    }
    assert readers <= {"ml/cli/parsing.py", "ml/__main__.py"}
