"""Demo accounts and tokens."""

import json

import pytest
from django.core.management import CommandError, call_command

from djangoapp.accounts.models import User
from djangoapp.accounts.services import accounts_file, demo_accounts_ensure, demo_accounts_step

pytestmark = pytest.mark.django_db


def test_demo_accounts_are_made_once_with_a_private_file(data_dir):
    made = demo_accounts_ensure()
    assert set(made) == {"cataloguer", "manager", "admin"}
    assert json.loads(accounts_file().read_text()) == made
    assert accounts_file().stat().st_mode & 0o777 == 0o600
    assert demo_accounts_ensure() == made
    for username, password in made.items():
        user = User.objects.get(username=username)
        assert user.role == username
        assert user.check_password(password)
        assert len(password) >= 12


def test_deleted_demo_account_stays_deleted(data_dir):
    demo_accounts_ensure()
    User.objects.get(username="manager").delete()
    assert set(demo_accounts_ensure()) == {"cataloguer", "admin"}


def test_new_database_with_an_old_file_gets_new_accounts(data_dir):
    before = demo_accounts_ensure()
    User.objects.all().delete()
    after = demo_accounts_ensure()
    assert set(after) == set(before)
    assert after != before


def test_production_without_demo_makes_none(data_dir, settings):
    settings.RAGAM_ENV, settings.RAGAM_DEMO = "production", False
    assert "none" in demo_accounts_step()
    assert not User.objects.exists()


def test_token_command_prints_only_the_token(make_user, capsys):
    user = make_user("manager")
    call_command("token", "manager")
    first = capsys.readouterr().out
    call_command("token", "manager")
    assert capsys.readouterr().out == first == f"{user.auth_token.key}\n"


def test_token_command_names_an_unknown_user(db):
    with pytest.raises(CommandError, match="no active user named 'ghost'"):
        call_command("token", "ghost")


def test_adduser_makes_and_changes_an_account(monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    call_command("adduser", "dewi", "--role", "cataloguer")
    monkeypatch.setattr("sys.stdin", io.StringIO("another password\n"))
    call_command("adduser", "dewi", "--role", "manager")
    dewi = User.objects.get(username="dewi")
    assert dewi.role == "manager"
    assert dewi.check_password("another password")
    assert str(dewi) == dewi.get_full_name() == "dewi"


def test_adduser_with_an_empty_pipe_ruins_no_password(monkeypatch, capsys, db):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    call_command("adduser", "dewi", "--role", "cataloguer")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    call_command("adduser", "dewi", "--role", "manager")
    assert "the one from before stays" in capsys.readouterr().out
    assert User.objects.get(username="dewi").check_password("a long password")
    call_command("adduser", "script", "--role", "manager")
    assert "a token works without" in capsys.readouterr().out
    assert not User.objects.get(username="script").has_usable_password()


def test_adduser_refuses_a_weak_password(monkeypatch, db):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    with pytest.raises(CommandError, match="too common"):
        call_command("adduser", "dewi", "--role", "cataloguer")
    assert not User.objects.exists()
