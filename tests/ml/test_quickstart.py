"""The quickstart notebook runs from top to bottom, on a small collection."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"


@pytest.mark.slow
def test_the_quickstart_runs(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGAM_QUICKSTART", "3,4,2")
    monkeypatch.setenv("RAGAM_QUICKSTART_CACHE", str(cache_dir))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parents[1])}})
    client.execute()
    told = str([cell.get("outputs") for cell in notebook.cells])
    for said in ("12 pictures to learn from, 6 to be judged by, 3 motifs", "| texture |", "| cnn-baseline,",
                 "texture less baseline", "answer:", "image/png"):  # fmt: skip
        assert said in told, said


def test_the_quickstart_is_small_and_knows_no_machine() -> None:
    text = NOTEBOOK.read_text()
    assert len(text) < 200_000
    assert "/home/" not in text
    assert "/root/" not in text
    assert "/tmp/" not in text
    assert all(not cell.get("outputs") for cell in nbformat.read(NOTEBOOK, as_version=4).cells)
