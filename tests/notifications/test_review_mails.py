"""What Wagtail's workflow writes to whom."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from home.models import PortalSettings
from integration.members.models import Municipality, User
from integration.members.roles import Role
from integration.models import ContributionPage
from integration.notifications.models import Message
from tests.factories import MaterialPageFactory, UserFactory, draft

pytestmark = pytest.mark.django_db

TITLE = "Satzung & Gebühren <neu>"


@pytest.fixture
def author(municipality: Municipality) -> User:
    return UserFactory(first_name="Mia", last_name="Berg", municipality=municipality, email="mia@lindlohe.example")


@pytest.fixture
def editor(db: None) -> User:
    PortalSettings.objects.update_or_create(
        pk=PortalSettings.load().pk, defaults={"editor_name": "Vera Rat", "editor_phone": "0211 4000-10"}
    )
    return UserFactory(role=Role.EDITOR, municipality=None, first_name="Vera", last_name="Rat")


def submit(author: User, title: str = TITLE) -> tuple[ContributionPage, WorkflowState]:
    page = draft(MaterialPageFactory, title=title, owner=author)
    return page, page.get_workflow().start(page, author)


def only_mail(*, to: User) -> Message:
    return Message.objects.get(recipient=to.email)


def act(state: WorkflowState, user: User, action: str, **values: str) -> None:
    task_state = state.current_task_state
    task_state.task.specific.on_action(task_state, user, action, **values)


def test_editors_learn_what_was_handed_in_by_whom_and_where_to_release_it(author: User, editor: User) -> None:
    _page, state = submit(author)
    mail = only_mail(to=editor)
    assert mail.subject == f"Zur Prüfung: {TITLE}"
    for part in (
        "Guten Tag Vera Rat,",
        TITLE,
        "Art: Material",
        "Kommune: Lindlohe",
        "Eingereicht von: Mia Berg, mia@lindlohe.example",
        f"http://portal.test/admin/pruefung/{state.pk}/",
        "http://portal.test/admin/pruefung/",
    ):
        assert part in mail.body
    assert mail.html_body == ""


def test_the_addresses_in_that_mail_open_for_an_editor(
    author: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    _page, state = submit(author)
    client = signed_in(editor)
    for address in (reverse("review:contribution", args=[state.pk]), reverse("review:queue")):
        assert client.get(address).status_code == 200


def test_each_person_gets_one_mail_also_with_several_roles_or_as_superuser(author: User, editor: User) -> None:
    editor.groups.add(Group.objects.get(name=Role.ADMIN))
    editor.is_superuser = True
    editor.save()
    submit(author)
    assert list(Message.objects.values_list("recipient", flat=True)) == [editor.email]


def test_administration_decides_too_but_is_not_written_to(author: User, editor: User, admin: User) -> None:
    page, state = submit(author)
    assert list(Message.objects.values_list("recipient", flat=True)) == [editor.email]
    act(state, admin, "approve")
    page.refresh_from_db()
    assert page.live


def test_administration_is_written_to_where_nobody_is_left_in_redaktion(author: User, admin: User) -> None:
    UserFactory(role=Role.EDITOR, municipality=None, is_active=False)
    submit(author)
    assert list(Message.objects.values_list("recipient", flat=True)) == [admin.email]


def test_who_hands_in_gets_no_mail_about_it_and_inactive_editors_none(author: User, editor: User) -> None:
    gone = UserFactory(role=Role.EDITOR, municipality=None, is_active=False)
    submit(author)
    assert not Message.objects.filter(recipient__in=[author.email, gone.email]).exists()
    Message.objects.all().delete()
    submit(editor, title="Von der Redaktion")
    assert not Message.objects.exists()


def test_the_author_learns_that_it_is_published_and_where(author: User, editor: User) -> None:
    page, state = submit(author)
    Message.objects.all().delete()
    act(state, editor, "approve")
    page.refresh_from_db()
    mail = only_mail(to=author)
    assert mail.subject == f"Veröffentlicht: {TITLE}"
    assert f"http://portal.test{page.url}" in mail.body
    assert "/admin/" not in mail.body
    assert Message.objects.count() == 1


def test_the_author_reads_what_to_change_and_gets_to_the_form_not_to_the_admin(author: User, editor: User) -> None:
    page, state = submit(author)
    Message.objects.all().delete()
    act(state, editor, "reject", comment='Bitte "Seite 3" & <Anhang> ergänzen.')
    mail = only_mail(to=author)
    assert mail.subject == f"Bitte noch ändern: {TITLE}"
    assert "Vera Rat schreibt:" in mail.body
    assert 'Bitte "Seite 3" & <Anhang> ergänzen.' in mail.body
    assert f"http://portal.test{reverse('contribute:edit', args=[page.pk])}" in mail.body
    assert "/admin/" not in mail.body
    assert "0211 4000-10" in mail.body
    assert Message.objects.count() == 1


def test_handing_in_again_writes_to_the_editors_again(author: User, editor: User) -> None:
    _page, state = submit(author)
    act(state, editor, "reject", comment="Bitte ergänzen.")
    state.refresh_from_db()
    state.resume(user=author)
    assert Message.objects.filter(recipient=editor.email).count() == 2


def test_an_editor_who_is_asked_for_changes_gets_to_the_admin(editor: User) -> None:
    writer = UserFactory(role=Role.EDITOR, municipality=None)
    page, state = submit(writer)
    Message.objects.all().delete()
    act(state, editor, "reject", comment="Bitte ergänzen.")
    assert f"http://portal.test/admin/pages/{page.pk}/edit/" in only_mail(to=writer).body


def test_links_come_from_the_settings_whatever_host_a_site_names(author: User, editor: User, settings) -> None:
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = "https://anders.example"
    _page, state = submit(author)
    act(state, editor, "approve")
    for mail in Message.objects.all():
        assert "https://anders.example/" in mail.body
        assert "portal.test" not in mail.body
