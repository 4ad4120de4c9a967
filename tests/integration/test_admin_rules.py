"""What the admin lets editors do, and what it keeps them from."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from integration.members.models import User
from integration.models import SectionPage
from tests.factories.pages import ProjectPageFactory

pytestmark = pytest.mark.django_db


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
