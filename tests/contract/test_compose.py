"""The compose file is complete, has no default secret, and names only settings that exist."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = {"postgres", "redis", "migrate", "web", "inference", "training", "chores", "scheduler", "proxy"}


def test_every_part_is_there() -> None:
    assert set(COMPOSE["services"]) == SERVICES


@pytest.mark.parametrize("name", ["RAGAM_SECRET_KEY", "POSTGRES_PASSWORD", "RAGAM_ALLOWED_HOSTS"])
def test_secrets_and_hosts_have_no_default(name: str) -> None:
    uses = re.findall(r"\$\{" + name + r"([^}]*)\}", TEXT)
    assert uses and all(use.startswith(":?") for use in uses)


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "proxy"])
def test_servers_have_health_checks(name: str) -> None:
    assert "healthcheck" in COMPOSE["services"][name]


def test_only_training_carries_tensorflow() -> None:
    heavy = {name for name, service in COMPOSE["services"].items() if service.get("image") == "ragam-train"}
    assert heavy == {"training"}


def test_settings_in_compose_are_documented() -> None:
    documented = (ROOT / "docs" / "configuration.md").read_text()
    used = set(COMPOSE["x-environment"])
    assert {name for name in used if f"`{name}`" not in documented} == set()


def test_commands_in_compose_exist() -> None:
    commands = {path.stem for path in (ROOT / "djangoapp").glob("*/management/commands/*.py")}
    used = {
        service["command"][0]
        for name, service in COMPOSE["services"].items()
        if name not in {"redis"} and "command" in service
    }
    assert used <= commands


def test_targets_in_compose_exist_in_the_dockerfile() -> None:
    targets = set(re.findall(r"^FROM \S+ AS (\S+)", (ROOT / "Dockerfile").read_text(), re.M))
    wanted = {service["build"]["target"] for service in COMPOSE["services"].values() if "build" in service}
    assert wanted == {"serve", "train", "proxy"} and wanted <= targets


def test_the_dependency_lists_name_the_main_parts() -> None:
    names = (ROOT / "requirements" / "train.txt").read_text()
    for package in ["tensorflow", "celery", "redis", "pillow", "django", "djangorestframework"]:
        assert re.search(rf"^{package}(-cpu)?==", names, re.M), package
    assert not re.search(r"^tensorflow", (ROOT / "requirements" / "serve.txt").read_text(), re.M)
