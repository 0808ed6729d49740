"""Job phases are one list: the contract documents it, the app has words for each, and the code says each."""

import ast
import json
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from djangoapp.jobs.models import Job
from djangoapp.jobs.phases import PHASES
from djangoapp.training.progress import SPANS
from ml.records import TrainingPhase

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "angularapp" / "src"
STATES = set(Job.Status.values)
"""Phases that are a state as well are told by the word for the state."""


def words_said_in_calls(folder: str) -> set[str]:
    """Every text that is handed to a call or set as a phase: what a phase must be to reach a job."""
    said: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                told = [*node.args, *(keyword.value for keyword in node.keywords)]
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                told = [node.value]
            else:
                continue
            said |= {
                part.value
                for one in told
                for part in (ast.walk(one) if isinstance(one, ast.BoolOp | ast.Tuple) else [one])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return said


def test_the_contract_lists_the_phases() -> None:
    schemas = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))["components"]
    assert schemas["schemas"]["JobPhase"]["enum"] == list(PHASES), "run: make api"


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_app_has_words_for_each_phase_and_for_no_other(language: str) -> None:
    words = json.loads((APP / "i18n" / language / "jobs.json").read_text(encoding="utf-8"))
    assert set(words["phase"]) == set(PHASES) - STATES
    assert set(words) >= STATES


def test_the_app_knows_which_phases_have_words() -> None:
    source = (APP / "app" / "jobs" / "phase-words.ts").read_text(encoding="utf-8")
    [listed] = re.findall(r"PHASES[^=]*= \[(.*?)\]", source, re.DOTALL)
    assert set(re.findall(r"'(\w+)'", listed)) == set(PHASES) - STATES


def test_each_phase_of_a_training_has_a_place_on_the_bar() -> None:
    assert set(SPANS) == set(get_args(TrainingPhase))


def test_each_phase_is_said_by_some_code() -> None:
    assert set(PHASES) - STATES - words_said_in_calls("djangoapp") - words_said_in_calls("ml") == set()
