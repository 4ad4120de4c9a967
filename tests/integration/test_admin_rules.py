"""What the admin lets editors do, and what it keeps them from."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from integration.members.models import User
from integration.models import EventPage, SectionPage
from tests.factories.pages import EventPageFactory, ProjectPageFactory

pytestmark = pytest.mark.django_db


def editor_fields(html: str) -> dict[str, str]:
    """Return what the editor's form would send, without what its scripts add."""
    return querydict_from_html(html, form_id="page-edit-form").dict() | {"body-count": "0"}


@pytest.mark.parametrize(
    "choice", [{"restriction_type": "password", "password": "geheim"}, {"restriction_type": "login"}]
)
def test_a_page_can_be_kept_for_groups_but_not_behind_a_password(
    choice: dict[str, str], editor: User, signed_in: Callable[[User], Client]
) -> None:
    page = ProjectPageFactory()
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    client = signed_in(editor)
    shown = client.get(url).json()["html"]
    assert 'value="groups"' in shown
    assert f'value="{choice["restriction_type"]}"' not in shown
    answer = client.post(url, choice)
    assert answer.json()["step"] == "set_privacy"
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
@pytest.mark.parametrize("role", ["editor", "admin"])
def test_nobody_takes_away_a_section_or_the_start_page(
    action: str, role: str, request: pytest.FixtureRequest, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(request.getfixturevalue(role))
    section = SectionPage.objects.get(kind="project")
    other = SectionPage.objects.get(kind="material")
    for page in (section, section.get_parent()):
        before = Page.objects.get(pk=page.pk)
        if action == "move":
            client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk]))
        else:
            client.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{bulk}?id={page.pk}", {"chooser": other.pk, "move_applicable": "on"})
        after = Page.objects.get(pk=page.pk)
        assert (after.live, after.path) == (before.live, before.path)


def test_the_refusal_to_delete_a_section_is_said(editor: User, signed_in: Callable[[User], Client]) -> None:
    section = SectionPage.objects.get(kind="project")
    answer = signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[section.pk]), follow=True)
    assert "gehört zum Gerüst des Portals" in answer.content.decode()


def test_a_contribution_can_still_be_deleted(editor: User, signed_in: Callable[[User], Client]) -> None:
    page = ProjectPageFactory()
    signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_page_below_an_unpublished_section_is_not_found(member: User, signed_in: Callable[[User], Client]) -> None:
    page = ProjectPageFactory()
    client = signed_in(member)
    assert client.get(page.url).status_code == 200
    Page.objects.filter(pk=page.get_parent().pk).update(live=False)
    assert client.get(page.url).status_code == 404


def test_forms_of_the_admin_speak_german_words_that_also_have_a_plural(
    editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    section = SectionPage.objects.get(kind="project")
    for url in (
        reverse("wagtailadmin_pages:add", args=["integration", "projectpage", section.pk]),
        reverse("wagtailusers_users:add"),
    ):
        shown = client.get(url).content.decode()
        assert "Kommune" in shown
        assert "Municipality" not in shown


def test_nobody_sets_who_may_see_a_collection(admin: User, signed_in: Callable[[User], Client]) -> None:
    collection = Collection.get_first_root_node().add_child(name="Intern")
    client = signed_in(admin)
    url = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    assert url not in client.get(reverse("wagtailadmin_collections:edit", args=[collection.pk])).content.decode()
    assert client.get(url).status_code == 404
    assert client.post(url, {"restriction_type": "login"}).status_code == 404
    assert not CollectionViewRestriction.objects.exists()


def test_the_admin_carries_the_name_of_the_portal_and_its_own_words(
    editor: User, signed_in: Callable[[User], Client]
) -> None:
    page = ProjectPageFactory(draft=True)
    shown = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "- Integrationsportal</title>" in shown
    assert "Sobald veröffentlicht, für alle angemeldeten Personen sichtbar" in shown
    assert "Alle mit den nötigen Rechten" in shown
    assert "für jeden sichtbar" not in shown
    assert "Jeder kann" not in shown


def test_topics_have_their_own_place_in_the_menu(editor: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(editor)
    shown = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailsnippets_taxonomy_topic:list") in shown
    assert f'"{reverse("wagtailsnippets:index")}"' not in shown
    assert client.get(reverse("wagtailsnippets_taxonomy_topic:add")).status_code == 200


def test_the_editor_writes_and_reads_german_dates(editor: User, signed_in: Callable[[User], Client]) -> None:
    start = timezone.make_aware(datetime(2027, 3, 9, 14, 30))
    page = EventPageFactory(start=start)
    client = signed_in(editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.get(url)
    assert 'value="09.03.2027 14:30"' in answer.content.decode()
    fields = editor_fields(answer.content.decode()) | {"start": "10.03.2027 15:45"}
    assert client.post(url, fields).status_code == 302
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert isinstance(latest, EventPage)
    assert latest.start == timezone.make_aware(datetime(2027, 3, 10, 15, 45))
