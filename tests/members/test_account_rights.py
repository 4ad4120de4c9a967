"""Who may do what with which account, each tried by hand-made requests."""

import pytest
from django.contrib.auth.models import Group, Permission

from integration.members.models import User
from integration.members.permissions import groups_user_can_give, user_can_edit_account
from integration.members.roles import Role
from integration.notifications.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("betrieb@stadt.example", "ein-langes-erstes-wort")


def data(account=None, **changes):
    return {
        "email": account.email if account else "jana.brandt@lindlohe.example",
        "first_name": "Jana",
        "last_name": "Brandt",
        "municipality": account.municipality_id or "" if account else "",
        "role": Role.EDITOR.value,
        "is_active": "on",
    } | changes


def edit(client, account, **changes):
    return client.post(f"/admin/users/edit/{account.pk}/", data(account, **changes))


def snapshot(account) -> tuple:
    row = User.objects.filter(pk=account.pk).values().get()
    row.pop("last_login")
    return row, set(account.groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTACT])
def test_members_and_contacts_reach_no_account(client, member, role):
    client.force_login(UserFactory(role=role))
    before = snapshot(member)
    for path in ("", "new/", f"edit/{member.pk}/", f"delete/{member.pk}/", f"invite/{member.pk}/"):
        assert client.get(f"/admin/users/{path}", follow=True).status_code == 403
        assert client.post(f"/admin/users/{path}", data(), follow=True).status_code == 403
    assert snapshot(member) == before
    assert not User.objects.filter(email="jana.brandt@lindlohe.example").exists()


def test_an_editor_cannot_make_an_administrator(client, editor):
    client.force_login(editor)
    response = client.post("/admin/users/new/", data(role=Role.ADMIN.value))
    assert response.status_code == 200
    assert not User.objects.filter(email="jana.brandt@lindlohe.example").exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTACT, Role.EDITOR])
def test_an_editor_looks_after_members_contacts_and_editors(client, editor, role):
    client.force_login(editor)
    account = UserFactory(role=role)
    assert edit(client, account, role=role.value).headers["Location"] == "/admin/users/"
    account.refresh_from_db()
    assert account.first_name == "Jana"


@pytest.mark.parametrize("target", ["admin", "superuser", "deactivated admin", "deactivated superuser"])
def test_an_editor_cannot_touch_administrators_and_superusers(client, editor, admin, superuser, target):
    account = superuser if "superuser" in target else admin
    if "deactivated" in target:
        account.is_active = False
        account.save()
    client.force_login(editor)
    before = snapshot(account)
    for method, path in (
        ("get", "edit"),
        ("post", "edit"),
        ("post", "delete"),
        ("post", "invite"),
        ("get", "history"),
        ("get", "usage"),
    ):
        response = getattr(client, method)(
            f"/admin/users/{path}/{account.pk}/", data(account, email="meine@adresse.example")
        )
        assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert snapshot(account) == before
    assert not Message.objects.exists()


def test_an_editor_cannot_rise_nor_lift_others(client, editor, member):
    client.force_login(editor)
    for account in (editor, member):
        edit(client, account, role=Role.ADMIN.value, is_superuser="on", groups=Group.objects.get(name=Role.ADMIN).pk)
        account = User.objects.get(pk=account.pk)
        assert Role.ADMIN not in account.held_roles()
        assert not account.is_superuser


def test_an_editor_cannot_give_or_take_a_group_with_rights(client, editor, member):
    powerful = Group.objects.create(name="Technik")
    powerful.permissions.add(Permission.objects.get(codename="administer_portal"))
    audience = Group.objects.create(name="AG Wohnen")
    assert set(groups_user_can_give(editor)) == {audience}
    client.force_login(editor)
    for account in (editor, member):
        edit(client, account, role=Role.MEMBER.value, further_groups=[powerful.pk, audience.pk])
        assert powerful not in account.groups.all()
    member.groups.add(powerful)
    before = snapshot(member)
    edit(client, member, further_groups=[])
    assert snapshot(member) == before


def test_rights_given_to_a_single_person_count_as_well(editor, member):
    member.user_permissions.add(Permission.objects.get(codename="administer_portal"))
    assert not user_can_edit_account(editor, member)


def test_an_editor_deletes_nobody(client, editor, member):
    client.force_login(editor)
    client.post(f"/admin/users/delete/{member.pk}/")
    assert User.objects.filter(pk=member.pk).exists()
    assert f"delete/{member.pk}/" not in client.get("/admin/users/").content.decode()


def test_administration_gives_every_role_and_group(client, admin, member):
    technical = Group.objects.create(name="Technik")
    technical.permissions.add(Permission.objects.get(codename="administer_portal"))
    client.force_login(admin)
    edit(client, member, role=Role.ADMIN.value, further_groups=[technical.pk])
    assert {group.name for group in member.groups.all()} == {"Administration", "Technik"}


def test_administration_makes_no_superuser_and_touches_none(client, admin, member, superuser):
    client.force_login(admin)
    assert "is_superuser" not in client.get(f"/admin/users/edit/{member.pk}/").content.decode()
    edit(client, member, is_superuser="on", is_staff="on")
    member.refresh_from_db()
    assert not member.is_superuser
    before = snapshot(superuser)
    edit(client, superuser, email="meine@adresse.example")
    client.post(f"/admin/users/delete/{superuser.pk}/")
    assert snapshot(superuser) == before


def test_administration_deletes_an_account_but_not_the_own_one(client, admin, member):
    client.force_login(admin)
    client.post(f"/admin/users/delete/{member.pk}/")
    client.post(f"/admin/users/delete/{admin.pk}/")
    assert not User.objects.filter(pk=member.pk).exists()
    assert User.objects.filter(pk=admin.pk).exists()


def test_a_superuser_stays_one_when_saved(client, superuser):
    client.force_login(superuser)
    edit(client, superuser)
    superuser.refresh_from_db()
    assert (superuser.is_superuser, superuser.is_active, superuser.first_name) == (True, True, "Jana")


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_acts_on_accounts_in_bulk(client, admin, member, action, method):
    client.force_login(admin)
    before = snapshot(member)
    url = f"/admin/bulk/members/user/{action}/?id={member.pk}"
    form = {"role": Group.objects.get(name=Role.ADMIN).pk, "mark_as_active": "False"}
    assert getattr(client, method)(url, form if method == "post" else {}).status_code == 404
    assert snapshot(member) == before


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_accounts_cannot_be_copied(client, member, role):
    client.force_login(UserFactory(role=role))
    assert client.get(f"/admin/users/copy/{member.pk}/").status_code == 404


def test_an_editor_cannot_change_groups(client, editor):
    client.force_login(editor)
    group = Group.objects.get(name=Role.EDITOR)
    before = set(group.permissions.all())
    client.post(
        f"/admin/groups/edit/{group.pk}/",
        {"name": "Redaktion", "permissions": [permission.pk for permission in Permission.objects.all()]},
    )
    assert set(group.permissions.all()) == before


def test_all_permissions_of_a_person_are_one_query(editor, django_assert_num_queries):
    editor.user_permissions.add(
        Permission.objects.get(content_type__app_label="notifications", codename="view_message")
    )
    person = User.objects.get(pk=editor.pk)
    with django_assert_num_queries(1):
        assert person.has_perm("notifications.view_message")
        assert person.has_perm("members.edit_portal")
        assert not person.has_perm("members.administer_portal")
    person.is_active = False
    assert not person.has_perm("members.edit_portal")
