"""The typed readers refuse by name; production refuses to start without its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from djangoapp.config.env import SETTINGS, ConfigurationError, Environment, database_from_url
from djangoapp.config.files import private_file_text, state_folder

MANAGE = Path(__file__).resolve().parents[3] / "djangoapp" / "manage.py"


def test_each_default_is_valid_by_its_own_rule():
    env = Environment({})
    readers = {"list": env.words, "flag": env.flag, "path": env.path, "optional path": env.optional_path}
    for setting in SETTINGS:
        if setting.kind == "flag" and not setting.default:
            continue
        reader = readers.get(setting.kind) or (
            env.number if setting.kind in {"natural", "positive", "port"} else env.text
        )
        reader(setting.name)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("RAGAM_PORT", "0", "a port number from 1 to 65535"),
        ("RAGAM_PORT", "eighty", "a port number from 1 to 65535"),
        ("RAGAM_MAX_PIXELS", "-5", "a whole number, 1 or more"),
        ("RAGAM_MAX_PIXELS", "1e8", "a whole number, 1 or more"),
        ("RAGAM_VISITOR_RATE", "many", "such as 120/hour"),
        ("RAGAM_VISITOR_RATE", "5/fortnight", "such as 120/hour"),
        ("RAGAM_CACHE_URL", "localhost", "a URL with its scheme"),
    ],
)
def test_malformed_value_is_refused_with_name_value_and_expectation(name, value, expected):
    env = Environment({name: value})
    reader = env.text if "RATE" in name or "URL" in name else env.number
    with pytest.raises(ConfigurationError) as caught:
        reader(name)
    message = str(caught.value)
    assert name in message
    assert repr(value) in message
    assert expected in message


def test_flag_reads_words_and_refuses_others():
    assert Environment({"RAGAM_DEMO": "Off"}).flag("RAGAM_DEMO") is False
    with pytest.raises(ConfigurationError, match="RAGAM_DEMO is 'maybe'; expected 1 or 0"):
        Environment({"RAGAM_DEMO": "maybe"}).flag("RAGAM_DEMO")


def test_choice_lists_what_is_allowed():
    with pytest.raises(ConfigurationError, match="expected one of: litert, tensorflow"):
        Environment({"RAGAM_RUNTIME": "torch"}).text("RAGAM_RUNTIME")


def test_blank_counts_as_unset():
    assert Environment({"RAGAM_PORT": " "}).number("RAGAM_PORT") == 8000


def test_list_is_stripped():
    assert Environment({"RAGAM_ALLOWED_HOSTS": " a.org, b.org ,"}).words("RAGAM_ALLOWED_HOSTS") == [
        "a.org",
        "b.org",
    ]


def test_reading_as_another_type_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        Environment({}).text("RAGAM_PORT")


def test_database_url_of_postgres():
    parsed = database_from_url("postgres://us%40er:p%2Fw@db.example:5433/ragam?sslmode=require")
    assert parsed["NAME"] == "ragam"
    assert parsed["USER"] == "us@er"
    assert parsed["PASSWORD"] == "p/w"
    assert (parsed["HOST"], parsed["PORT"]) == ("db.example", "5433")
    assert parsed["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://x/y", "postgres://host"])
def test_database_url_of_another_kind_is_refused(url):
    with pytest.raises(ConfigurationError, match="RAGAM_DATABASE_URL"):
        database_from_url(url)


def test_secret_file_is_private_and_stays_the_same(tmp_path):
    first = private_file_text(tmp_path / "secret_key")
    assert len(first) >= 50
    assert private_file_text(tmp_path / "secret_key") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="RAGAM_DATA_DIR"):
        state_folder(tmp_path / "file" / "var")


def start(tmp_path, **env: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` from another folder, with only these settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("RAGAM_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, str(MANAGE), "check"],
        cwd=tmp_path,
        env=clean | {"RAGAM_DATA_DIR": str(tmp_path / "var")} | env,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({}, "RAGAM_SECRET_KEY is not set"),
        ({"RAGAM_SECRET_KEY": "x" * 50}, "RAGAM_ALLOWED_HOSTS is not set"),
        ({"RAGAM_SECRET_KEY": "short", "RAGAM_ALLOWED_HOSTS": "a.org"}, "RAGAM_SECRET_KEY has 5 characters"),
    ],
)
def test_production_refuses_to_start_without_its_secrets(tmp_path, env, named):
    done = start(tmp_path, RAGAM_ENV="production", **env)
    assert done.returncode == 2
    assert f"Ragam cannot start: {named}" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_setting_is_warned_of_with_the_nearest_name(tmp_path):
    done = start(tmp_path, RAGAM_PROT="8001")
    assert done.returncode == 0, done.stderr
    assert "RAGAM_PROT is set, but no such setting exists" in done.stderr
    assert "Did you mean RAGAM_PORT?" in done.stderr
