"""Every code that the server may answer with has its text in both languages of the app."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rest_framework.serializers import Serializer

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    language: json.loads((ROOT / f"angularapp/src/i18n/{language}/shared.json").read_text())
    for language in ("en", "id")
}
PLACES = ["djangoapp", "ml"]
# Refusals take their code as this argument; the others by the name `code`.
BY_PLACE = {"DomainError": 0, "problem_response": 0, "problem": 0}
NAMED = {"code", "default_code"}
SAYING_CODES = {"ErrorDetail", "ValidationError"}
DJANGO_PASSWORDS = {"password_too_short", "password_too_common", "password_too_similar"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            yield path, ast.parse(path.read_text())


def value_of(node: ast.expr | None, path: Path) -> str | None:
    """A text that stands there, or that a constant of the module holds."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name) and node.id.isupper():
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        return getattr(importlib.import_module(dotted), node.id, None)
    return None


def codes_of_call(call: ast.Call, path: Path) -> Iterator[str | None]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in BY_PLACE and call.args:
        yield value_of(call.args[BY_PLACE[name]], path)
    if isinstance(call.func, ast.Attribute) and name == "__init__" and len(call.args) > 2:
        yield value_of(call.args[0], path)  # A refusal that names its code once and for all.
    if name in {"Conflict", "finish"}:
        for keyword in call.keywords:
            if keyword.arg == "code":
                yield value_of(keyword.value, path)


def codes_in(tree: ast.Module, path: Path) -> Iterator[str | None]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from codes_of_call(node, path)
        elif isinstance(node, ast.FunctionDef):
            named = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
            yield from (value_of(default, path) for one, default in named if one.arg == "code")
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") in NAMED:
                    yield value_of(line.value, path)


def server_codes() -> set[str]:
    from djangoapp.config.web import PROBLEMS
    from djangoapp.core.web.problems import DRF_CODES

    found = {code for path, tree in modules() for code in codes_in(tree, path) if code}
    return found | set(DRF_CODES.values()) | {code for code, _ in PROBLEMS.values()}


def subclasses(kind: type) -> set[type]:
    return {each for one in kind.__subclasses__() for each in {one, *subclasses(one)}}


def field_codes() -> set[str]:
    """What Django REST framework's fields, password checks and our own sentences refuse a field for."""
    for path, _ in modules():
        if "serializers" in path.as_posix():
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    written = [kind() for kind in subclasses(Serializer) if kind.__module__.startswith("djangoapp")]
    of_framework = {
        code
        for serializer in written
        for field in [serializer, *serializer.fields.values()]
        if not field.read_only
        for code in field.error_messages
    }
    own = {
        keyword.value.value
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in SAYING_CODES
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    return of_framework | own | DJANGO_PASSWORDS


def test_the_walk_finds_what_is_there() -> None:
    known = {
        "conflict",
        "changed_meanwhile",
        "explanation_withheld",
        "no_common_pictures",
        "image_too_large",
        "signed_in_as_another",
        "attempts_exhausted",
        "run_active",
        "internal_error",
    }
    assert known <= server_codes(), known - server_codes()
    assert {"wrong_password", "sent_twice", "unknown_term", "max_length"} <= field_codes()


@pytest.mark.parametrize("language", TEXTS)
def test_every_code_has_its_text(language: str) -> None:
    missing = server_codes() - set(TEXTS[language]["problems"])
    assert missing == set(), f"write them into angularapp/src/i18n/{language}/shared.json, under problems"


@pytest.mark.parametrize("language", TEXTS)
def test_every_fault_of_a_field_has_its_text(language: str) -> None:
    missing = field_codes() - set(TEXTS[language]["fields"])
    assert missing == set(), f"write them into angularapp/src/i18n/{language}/shared.json, under fields"
