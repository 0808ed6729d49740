"""The two journeys of docs/architecture.md: each function named exists and is called where they say."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from celery import Task

from djangoapp.jobs import kinds

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
MOST_STEPS = 9
FROM_OUTSIDE = "HTTP"


class Step(NamedTuple):
    """A row of a journey: its number, the function's dotted name, the number of the step that calls it."""

    number: int
    name: str
    caller: str


class Found(NamedTuple):
    """What a dotted name stands for: its module, what holds it there, and the function itself."""

    module: ModuleType
    owner: Any
    function: Any


def journeys() -> dict[str, list[Step]]:
    section = PAGE.read_text(encoding="utf-8").split("## Two journeys\n")[1].split("\n## ")[0]
    parts = [part.split("\n", 1) for part in section.split("\n### ")[1:]]
    return {
        title: [_step(line) for line in text.splitlines() if re.match(r"\| \d", line)]
        for title, text in parts
    }


def _step(line: str) -> Step:
    number, name, caller = [cell.strip().strip("`") for cell in line.split("|")[1:4]]
    return Step(int(number), name, caller)


def found(name: str) -> Found:
    """The function of this name; ImportError or AttributeError for one that is not there."""
    path, _, last = name.rpartition(".")
    module_path, _, group = path.rpartition(".")
    if not group[0].isupper():
        module_path, group = path, ""
    module = importlib.import_module(module_path)
    owner = getattr(module, group) if group else module
    return Found(module, owner, getattr(owner, last))


def tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def referred(module: ModuleType) -> Iterator[Any]:
    """What the names in a module's text stand for, dotted ones and those imported in functions included."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name | ast.Attribute):
            yield _value(node, module)
        elif isinstance(node, ast.ImportFrom) and node.module:
            source = importlib.import_module(node.module)
            yield from (getattr(source, alias.name, None) for alias in node.names)


def _value(node: ast.expr, module: ModuleType) -> Any:
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    return getattr(_value(node.value, module), node.attr, None) if isinstance(node, ast.Attribute) else None


def says(module: ModuleType, text: str) -> bool:
    """Whether a module holds this text or uses a name that stands for it."""
    constants = (node.value for node in ast.walk(tree(module)) if isinstance(node, ast.Constant))
    return any(isinstance(one, str) and one == text for one in (*constants, *referred(module)))


def calls(caller: Found, called: Found) -> bool:
    """Whether the caller's module refers to the called function.

    A method counts with its class in sight and its name said; a task where its name is rung; a job's handler
    where jobs run, or where its kind is named.
    """
    module, function = caller.module, called.function
    if inspect.isclass(called.owner):
        names = {node.attr for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
        return function.__name__ in names and any(one is called.owner for one in referred(module))
    if isinstance(function, Task):
        used = [one for one in referred(module) if inspect.ismodule(one)]
        return any(says(one, function.name) for one in (module, *used))
    kind = next((name for name in kinds.names() if kinds.get(name).handler is function), None)
    if kind is not None:
        return says(module, kind) or any(one is kinds.get for one in referred(module))
    return any(one is function for one in referred(module))


def test_there_are_two_journeys_of_at_most_nine_steps() -> None:
    found_steps = list(journeys().values())
    assert len(found_steps) == 2
    for steps in found_steps:
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert 1 < len(steps) <= MOST_STEPS


@pytest.mark.parametrize("journey", journeys())
def test_every_function_exists(journey: str) -> None:
    for step in journeys()[journey]:
        one = found(step.name)
        assert callable(one.function), step.name


@pytest.mark.parametrize("journey", journeys())
def test_every_function_is_called_where_the_page_says(journey: str) -> None:
    steps = {str(step.number): step for step in journeys()[journey]}
    for step in steps.values():
        if step.caller == FROM_OUTSIDE:
            continue
        caller = steps[step.caller]
        assert caller.number < step.number
        assert calls(found(caller.name), found(step.name)), f"{caller.name} does not call {step.name}"


def test_a_call_that_is_not_there_is_noticed() -> None:
    service = found("djangoapp.classification.services.submissions.submission_create")
    assert not calls(service, found("djangoapp.training.services.versions.model_promote"))
    assert not calls(service, found("djangoapp.training.handlers.train_handler"))
    assert not calls(service, found("ml.models.classifier.Classifier.predict_explained"))
