"""Editors make and change accounts in the Wagtail admin."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from integration.members.models import User
from integration.members.roles import Role
from integration.notifications.models import Message
from tests.factories import MunicipalityFactory, UserFactory
from tests.members.steps import is_signed_in, link_in_newest_mail, set_password, sign_in

pytestmark = pytest.mark.django_db
NEW = "/admin/users/new/"
LIST = "/admin/users/"


@pytest.fixture
def desk(client, editor):
    """The admin as an editor has it open."""
    client.force_login(editor)
    return client


def account_data(kommune, **changes):
    return {
        "email": "jana.brandt@lindlohe.example",
        "first_name": "Jana",
        "last_name": "Brandt",
        "municipality": kommune.pk if kommune else "",
        "function": "",
        "phone": "",
        "phone_visible": "on",
        "role": Role.MEMBER.value,
    } | changes


def edit_url(account) -> str:
    return f"/admin/users/edit/{account.pk}/"


def test_an_editor_makes_an_account_and_its_owner_comes_in(desk, municipality, client):
    response = desk.post(NEW, account_data(municipality), follow=True)
    assert "Die Einladung ist unterwegs" in response.content.decode()
    account = User.objects.get(email="jana.brandt@lindlohe.example")
    assert account.held_roles() == [Role.MEMBER]
    assert not account.has_usable_password()
    assert account.municipality == municipality
    mail = Message.objects.get()
    assert (mail.recipient, mail.subject) == (account.email, "Ihr Zugang zum Integrationsportal")
    desk.logout()
    set_password(desk, link_in_newest_mail(account), "ein-neues-langes-wort")
    sign_in(desk, account.email, "ein-neues-langes-wort")
    assert is_signed_in(desk)


def test_the_form_offers_the_least_role_and_no_password(desk):
    page = desk.get(NEW).content.decode()
    assert 'type="password"' not in page
    assert "is_superuser" not in page
    assert f'value="{Role.MEMBER.value}" ' in page
    checked = page.split(f'value="{Role.MEMBER.value}"')[1].split(">")[0]
    assert "checked" in checked


def test_passwords_and_superusers_cannot_be_sent_along(desk, municipality):
    desk.post(
        NEW,
        account_data(
            municipality,
            password="geheim-geheim",
            password1="geheim-geheim",
            password2="geheim-geheim",
            is_superuser="on",
            is_staff="on",
            user_permissions="1",
            groups=str(Group.objects.get(name=Role.ADMIN).pk),
        ),
    )
    account = User.objects.get(email="jana.brandt@lindlohe.example")
    assert not account.has_usable_password()
    assert not account.is_superuser
    assert not account.is_staff
    assert not account.user_permissions.exists()
    assert account.held_roles() == [Role.MEMBER]


@pytest.mark.parametrize("spelling", ["JANA.Brandt@Lindlohe.example", " jana.brandt@lindlohe.example "])
def test_addresses_are_kept_in_lower_case(desk, municipality, spelling):
    desk.post(NEW, account_data(municipality, email=spelling))
    assert User.objects.filter(email="jana.brandt@lindlohe.example").exists()


def test_the_same_address_in_other_letters_is_refused_at_the_field(desk, municipality, member):
    response = desk.post(NEW, account_data(municipality, email=member.email.upper()))
    assert "gibt es schon ein Konto" in response.content.decode()
    assert not Message.objects.exists()
    assert User.objects.filter(email__iexact=member.email).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "kein at"},
        {"email": "a\x00@b.example"},
        {"first_name": ""},
        {"last_name": "x" * 5000},
        {"municipality": ""},
        {"municipality": "99999999999999999999"},
        {"municipality": '"'},
        {"role": ""},
        {"role": "Gott"},
        {"phone": "gern"},
        {"further_groups": "99999999999999999999"},
    ],
)
def test_a_mistake_makes_no_account_and_sends_no_mail(desk, municipality, changes):
    before = User.objects.count()
    Group.objects.create(name="AG Wohnen")
    response = desk.post(NEW, account_data(municipality, **changes))
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert (User.objects.count(), Message.objects.count()) == (before, 0)


def test_an_editor_needs_no_municipality(desk):
    desk.post(NEW, account_data(None, role=Role.EDITOR.value))
    assert User.objects.get(email="jana.brandt@lindlohe.example").held_roles() == [Role.EDITOR]


def test_a_municipality_takes_part_from_its_first_account_on(desk):
    newcomer = MunicipalityFactory(name="Neudorf", active=False)
    desk.post(NEW, account_data(newcomer))
    newcomer.refresh_from_db()
    assert newcomer.active


def test_further_groups_come_and_go_and_the_role_stays_one(desk, municipality, member):
    housing, language = (Group.objects.create(name=name) for name in ("AG Wohnen", "AG Sprache"))
    member.groups.add(language)
    data = account_data(municipality, email=member.email, role=Role.CONTACT.value, further_groups=[housing.pk])
    desk.post(edit_url(member), data | {"is_active": "on"})
    assert {group.name for group in member.groups.all()} == {"Kommunenkontakt", "AG Wohnen"}


def test_saving_unchanged_keeps_everything(desk, municipality, member):
    member.groups.add(Group.objects.create(name="AG Wohnen"))
    page = desk.get(edit_url(member))
    form = page.context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, False)}
    offered = {pk for pk, _name in form.fields["further_groups"].choices}
    data = values | {"further_groups": [pk for pk in values["further_groups"] if pk in offered]}
    before = User.objects.filter(pk=member.pk).values().get(), set(member.groups.all())
    assert desk.post(edit_url(member), data).status_code == 302
    assert (User.objects.filter(pk=member.pk).values().get(), set(member.groups.all())) == before


def test_deactivating_signs_the_person_out(desk, municipality, member, signed_in):
    theirs = signed_in(member)
    assert is_signed_in(theirs)
    desk.post(edit_url(member), account_data(municipality, email=member.email))
    assert not is_signed_in(theirs)
    assert Message.objects.count() == 0


def test_nobody_deactivates_the_own_account_or_changes_the_own_role(desk, editor):
    page = desk.get(edit_url(editor)).content.decode()
    assert 'name="is_active"' not in page
    assert 'name="role"' not in page
    desk.post(edit_url(editor), account_data(None, email=editor.email, role=Role.MEMBER.value))
    editor.refresh_from_db()
    assert editor.is_active
    assert editor.held_roles() == [Role.EDITOR]
    assert editor.first_name == "Jana"


def test_the_list_shows_who_works_where_and_whether_they_came_in(desk, municipality, member):
    desk.post(NEW, account_data(municipality))
    page = desk.get(LIST).content.decode()
    for words in ("Jana Brandt", "jana.brandt@lindlohe.example", "Lindlohe", "Mitglieder", "noch nicht genutzt"):
        assert words in page
    assert "bulk" not in page.split("<main")[1]
    account = User.objects.get(first_name="Jana")
    User.objects.filter(pk=account.pk).update(invited_at=timezone.now() - timezone.timedelta(days=8))
    assert "Link abgelaufen" in desk.get(LIST).content.decode()


def test_the_list_asks_the_database_as_often_for_many_as_for_few(desk, django_assert_max_num_queries):
    UserFactory.create_batch(18)
    with django_assert_max_num_queries(30):
        desk.get(LIST)


def test_the_list_is_filtered_by_role_and_municipality(desk, municipality, member, contact, other_member):
    def names(**query: object) -> set[str]:
        return {account.email for account in desk.get(LIST, query).context["object_list"]}

    assert names(role=Role.CONTACT.value) == {contact.email}
    assert names(municipality=municipality.pk) == {member.email, contact.email}
    assert names(q=other_member.last_name) == {other_member.email}
    assert names(q="lindlohe") == {member.email, contact.email}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": '"'},
        {"q": "%'; --"},
        {"q": "x" * 5000},
        {"p": "100000000000000000000"},
        {"municipality": "100000000000000000000"},
        {"municipality": "\x00"},
        {"role": "Gott"},
        {"ordering": "password"},
        {"last_login_from": "gestern"},
        {"is_active": "vielleicht"},
    ],
)
def test_odd_questions_to_the_list_are_answered(desk, member, query):
    assert desk.get(LIST, query).status_code in {200, 400, 404}
    assert desk.get(f"{LIST}results/", query).status_code in {200, 400, 404}


def test_the_invitation_is_sent_again_after_asking(desk, municipality):
    desk.post(NEW, account_data(municipality))
    account = User.objects.get(first_name="Jana")
    url = f"/admin/users/invite/{account.pk}/"
    assert url in desk.get(edit_url(account)).content.decode()
    assert desk.get(url).status_code == 200
    assert Message.objects.count() == 1
    assert desk.post(url).status_code == 302
    assert [mail.recipient for mail in Message.objects.all()] == [account.email] * 2


def test_who_uses_the_portal_already_gets_no_invitation(desk, member):
    url = f"/admin/users/invite/{member.pk}/"
    assert url not in desk.get(edit_url(member)).content.decode()
    desk.post(url)
    assert not Message.objects.exists()


def test_accounts_and_municipalities_stand_together_in_the_menu(desk):
    page = desk.get("/admin/").content.decode()
    for words in ("Menschen", "/admin/users/", "/admin/municipalities/"):
        assert words in page
