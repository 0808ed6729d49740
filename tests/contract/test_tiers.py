"""The tests themselves: what shares a server or a trained model runs in one process."""

import re
import subprocess
import sys
from pathlib import Path

MODULE = """
import pytest
pytestmark = pytest.mark.xdist_group("{group}")
@pytest.mark.parametrize("number", range(6))
def test_one(number):
    pass
"""


def test_a_group_stays_in_one_process(tmp_path: Path) -> None:
    for group in "ab":
        (tmp_path / f"test_{group}.py").write_text(MODULE.format(group=group))
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadgroup", "--rootdir", "."]
    told = subprocess.run(
        [*command, "-p", "no:django", "."], cwd=tmp_path, capture_output=True, text=True, timeout=120
    ).stdout
    ran = set(re.findall(r"\[(gw\d)\].* PASSED test_(\w)\.py", told))
    assert len(ran) == 2, told
