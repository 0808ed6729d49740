"""The committed contract is what the server offers, and the app's types are made from it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "docs" / "openapi.yaml"
UNDOCUMENTED = {"api/openapi.yaml", "api/docs/"}
NOBODY = "00000000-0000-4000-8000-000000000000"
REPAIR = "The contract changed. Look at the difference, then run: make api"


def api_routes(patterns, prefix: str = "") -> list[str]:
    routes = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            routes += api_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("api/"):
            routes.append(route)
    return routes


@pytest.fixture(scope="module")
def fresh_schema(tmp_path_factory) -> str:
    target = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(target))
    return target.read_text()


def test_committed_contract_is_current(fresh_schema: str) -> None:
    assert CONTRACT.read_text() == fresh_schema, REPAIR


def test_every_api_route_is_in_the_contract(fresh_schema: str) -> None:
    documented = len(yaml.safe_load(fresh_schema)["paths"])
    routes = {route for route in api_routes(get_resolver().url_patterns) if ".*" not in route}
    assert documented == len(routes - UNDOCUMENTED), sorted(routes)


def test_every_operation_says_what_it_does(fresh_schema: str) -> None:
    silent = [
        f"{method.upper()} {path}"
        for path, operations in yaml.safe_load(fresh_schema)["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description") and not operation.get("summary")
    ]
    assert silent == []


def operations() -> list[tuple[str, str, bool]]:
    """Method, address with made-up names in it, and whether the contract asks for credentials."""
    found = []
    for path, methods in yaml.safe_load(CONTRACT.read_text())["paths"].items():
        for method, operation in methods.items():
            kinds = {one["name"]: one["schema"].get("format") for one in operation.get("parameters", [])}
            names = re.findall(r"{(\w+)}", path)
            address = path.format(**{name: NOBODY if kinds.get(name) == "uuid" else "none" for name in names})
            found.append((method, address, {} not in operation["security"]))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address", "is_protected"), operations())
def test_the_contract_says_what_needs_credentials(method: str, address: str, is_protected: bool) -> None:
    status = APIClient().generic(method.upper(), address, "{}", "application/json").status_code
    assert (status in {401, 403}) == is_protected, status


@pytest.mark.slow
def test_generated_types_are_current(tmp_path: Path) -> None:
    target = ROOT / "angularapp" / "src" / "app" / "api" / "schema.ts"
    before = target.read_text()
    try:
        subprocess.run([sys.executable, "tools/bootstrap.py", "api-types"], cwd=ROOT, check=True)
        assert target.read_text() == before, REPAIR
    finally:
        target.write_text(before)
