"""Who may do what, as a table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from djangoapp.core.web import permissions
from djangoapp.core.web.permissions import ACTIONS, capabilities, is_staff, may

MATRIX = {
    "visitor": [],
    "cataloguer": ["upload", "review", "edit_catalogue"],
    "manager": ["upload", "review", "edit_catalogue", "train", "promote"],
    "admin": ["upload", "review", "edit_catalogue", "train", "promote", "administer"],
}


@pytest.mark.parametrize(("role", "allowed"), MATRIX.items())
def test_each_role_may_do_exactly_this(make_user, role, allowed):
    user = make_user(role)
    assert [action for action in ACTIONS if may(user, action)] == allowed
    assert capabilities(user) == allowed
    assert is_staff(user) == (role != "visitor")


def test_anonymous_and_nobody_may_nothing():
    for user in (AnonymousUser(), None):
        assert capabilities(user) == []
        assert not is_staff(user)


def test_deactivated_account_may_nothing(make_user):
    user = make_user("admin")
    user.is_active = False
    assert capabilities(user) == []


def test_unknown_action_is_a_mistake_of_ours(make_user):
    with pytest.raises(ValueError, match="unknown action 'fly'"):
        may(make_user("admin"), "fly")
    with pytest.raises(ValueError, match="unknown action 'fly'"):
        permissions.allows("fly")


def test_permission_class_opens_reading_only_where_asked(rf):
    closed, reading = permissions.allows("review"), permissions.allows("review", read_public=True)
    request = rf.get("/")
    request.user = AnonymousUser()
    assert not closed().has_permission(request, None)
    assert reading().has_permission(request, None)
    request.method = "POST"
    assert not reading().has_permission(request, None)
