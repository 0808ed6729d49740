"""The rooms of `ml`: nothing goes in a circle and all imports go down, those inside functions included.

import-linter reads imports of modules; this reads every import statement, wherever it stands.
"""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_AT_ROOT = 8
"""Modules beside the rooms: words that every room may use."""


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in (ROOT / "ml").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> dict[str, set[str]]:
    """Which modules of `ml` each of them imports, anywhere in its text."""
    return {name: set(_imported(path)) - {name} for name, path in modules().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports here name the whole path"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from [name for name in (inner, node.module) if name in modules()][:1]


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def between_rooms() -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for module, found in imports().items():
        arrows.setdefault(room(module), set()).update(room(one) for one in found)
    return {name: found - {name, "ml"} for name, found in arrows.items()}


def circle_in(arrows: dict[str, set[str]]) -> list[str]:
    """What is left when everything that rests on nothing is taken away, again and again."""
    left = dict(arrows)
    while free := [name for name, found in left.items() if not found & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


def layers() -> list[tuple[set[str], bool]]:
    """From the top down: the rooms of each layer, and whether they may import each other."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    listed = next(one["layers"] for one in contracts if one.get("containers") == ["ml"])
    return [
        ({f"ml.{name.strip()}" for name in layer.replace(":", "|").split("|")}, ":" in layer)
        for layer in listed
    ]


def test_the_reader_sees_imports_inside_functions() -> None:
    assert "ml.training.finetune" in imports()["ml.training.run"]
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]


def test_no_room_and_no_module_goes_in_a_circle() -> None:
    assert circle_in(between_rooms()) == []
    packages = {name for name, path in modules().items() if path.name == "__init__.py"}
    for package in packages:
        inside = {name for name in modules() if name.startswith(f"{package}.")}
        assert not {name for name in inside if package in imports()[name]}, f"{package} from within"
    assert circle_in(imports()) == []


def test_every_import_goes_down_the_layers() -> None:
    floors = {name: floor for floor, (names, _) in enumerate(layers()) for name in names}
    assert floors.keys() == between_rooms().keys() - {"ml"}, "every room stands in one layer"
    wrong = [
        f"{name} -> {other}"
        for name, found in between_rooms().items()
        for other in found
        if floors[name] > floors[other] or (floors[name] == floors[other] and not layers()[floors[name]][1])
    ]
    assert wrong == []


def test_few_modules_stand_beside_the_rooms() -> None:
    assert len(list((ROOT / "ml").glob("*.py"))) <= MOST_AT_ROOT


def test_every_room_says_what_it_is_and_names_its_public_verbs() -> None:
    for init in (ROOT / "ml").glob("*/__init__.py"):
        tree = ast.parse(init.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), init
        listed = next(node.value for node in tree.body if isinstance(node, ast.Assign))
        inside = {path.stem for path in init.parent.iterdir()}
        assert not set(ast.literal_eval(listed)) & inside, f"{init}: a verb hides a module of its name"
