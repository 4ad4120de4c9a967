"""What there is already is offered while somebody asks; a search that found nothing is a question already."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from integration.forum.models import Thread
from integration.members.models import User
from integration.models import SectionPage
from search.engines.kept import kept_indexes
from search.services import bring_up_to_date, note_changes
from tests.factories import (
    MaterialPageFactory,
    ProjectPageFactory,
    ThreadFactory,
    UserFactory,
    catalogue_rows,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
SIMILAR = reverse("forum:similar")
TITLE = "Wer bezahlt Dolmetscher beim Elternsprechtag?"


@pytest.fixture
def offered(member: User) -> None:
    """One of each that is about it, one that is not, and two that not everybody may see."""
    ThreadFactory(title="Dolmetscher beim Elternsprechtag: Woher nehmen?")
    MaterialPageFactory(title="Merkblatt: Dolmetscher für den Elternsprechtag bezahlen")
    ProjectPageFactory(title="Fahrradwerkstatt am Bahnhof")
    draft(ProjectPageFactory, title="Entwurf: Dolmetscher bezahlen beim Elternsprechtag")
    secret = ProjectPageFactory(title="Nur für uns: Dolmetscher beim Elternsprechtag bezahlen")
    restrict(secret, Group.objects.create(name="AG"))
    # A word that most contributions have says nothing about any: there must be others
    note_changes(entries=[entry.pk for entry in catalogue_rows(15, title="Formular zur Anmeldung")])
    for kept in kept_indexes().values():
        while bring_up_to_date(kept=kept):
            pass


def test_threads_projects_and_materials_on_it_are_offered_and_nothing_secret(
    offered: None, member: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    html = client.post(SIMILAR, {"title": TITLE, "body": "<!--html--><p>Bei uns <b>niemand</b>.</p>"}).content.decode()
    assert "Woher nehmen?" in html
    assert "Merkblatt" in html
    for other in ("Fahrradwerkstatt", "Entwurf", "Nur für uns"):
        assert other not in html
    assert "<h2" not in client.post(SIMILAR, {"title": "Wer"}).content.decode()


def test_without_javascript_a_button_looks_first_and_keeps_what_was_typed(
    offered: None, member: User, signed_in: SignedIn
) -> None:
    data = {"title": TITLE, "body": "Lange getippt", "sort": "question", "action": "similar"}
    answer = signed_in(member).post(reverse("forum:ask"), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in page for words in ("Woher nehmen?", "Lange getippt", TITLE))
    assert "Bitte prüfen Sie Ihre Angaben" not in page
    assert Thread.objects.count() == 1


def test_a_search_without_hits_offers_the_question_written_already(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    page = client.get("/suche/", {"q": "Sprechtagslotsen <b>"}).content.decode()
    assert 'value="Wer hat etwas zu „Sprechtagslotsen &lt;b&gt;“?"' in page
    form = page[page.index(f'action="{reverse("forum:ask")}"') :]
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    data = {"key": key[1], "title": "Wer hat etwas zu Lotsen?", "body": "Ich suche sie.", "sort": "question"}
    assert client.post(reverse("forum:ask"), data)["Location"] == Thread.objects.get().get_absolute_url()


def test_who_may_not_ask_in_the_forum_is_sent_to_the_editors(signed_in: SignedIn) -> None:
    restrict(SectionPage.objects.get(kind="thread"), Group.objects.create(name="AG Forum"))
    client = signed_in(UserFactory())
    page = client.get("/suche/?q=sprechtagslotsen").content.decode()
    assert reverse("forum:ask") not in page
    assert "/redaktion/fragen/?q=sprechtagslotsen" in page
    assert client.post(SIMILAR, {"title": TITLE}).status_code == 403
    assert client.post(reverse("forum:ask"), {"key": str(uuid.uuid4()), "title": TITLE}).status_code == 403
