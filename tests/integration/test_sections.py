"""The list of one kind: filters, pages, order, empty states."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    EventPageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicFactory,
    catalogue_rows,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db
BUDGET = 16  # queries


@pytest.fixture
def client_of_member(signed_in, member):
    return signed_in(member)


@pytest.fixture
def housing(db):
    return TopicFactory(name="Wohnen", slug="wohnen")


@pytest.fixture
def language(db):
    return TopicFactory(name="Sprache", slug="sprache")


def titles(client, address="/projekte/", **query):
    return [entry.title for entry in client.get(address, query).context["entries"]]


def test_a_section_lists_its_kind_only(client_of_member):
    ProjectPageFactory(title="Wohnpaten")
    MaterialPageFactory(title="Hausordnung")
    assert titles(client_of_member) == ["Wohnpaten"]
    assert titles(client_of_member, "/material/") == ["Hausordnung"]


def test_drafts_and_what_is_for_others_are_not_listed(client_of_member, other_member):
    draft(ProjectPageFactory, title="Noch geheim", owner=other_member)
    restrict(ProjectPageFactory(title="Nur AG"), Group.objects.create(name="AG"))
    assert titles(client_of_member) == []


def test_a_row_shows_whom_to_call(client_of_member):
    project = ProjectPageFactory(title="Wohnpaten")
    page = client_of_member.get("/projekte/").content.decode()
    assert project.owner.display_name in page
    assert "tel:+492214710123" in page


def test_several_topics_narrow_further(client_of_member, housing, language):
    ProjectPageFactory(title="Nur Wohnen", topics=[housing])
    ProjectPageFactory(title="Beides", topics=[housing, language])
    assert titles(client_of_member, thema="wohnen") == ["Beides", "Nur Wohnen"]
    assert titles(client_of_member, thema=["wohnen", "sprache"]) == ["Beides"]


def test_a_municipality_narrows(client_of_member, member, municipality):
    ProjectPageFactory(title="Von hier", owner=member)
    ProjectPageFactory(title="Von dort")
    assert titles(client_of_member, kommune=municipality.ags) == ["Von hier"]


def test_each_filter_has_a_link_that_removes_only_it(client_of_member, member, municipality, housing):
    ProjectPageFactory(owner=member, topics=[housing])
    query = {"thema": "wohnen", "kommune": municipality.ags, "seite": "1"}
    response = client_of_member.get("/projekte/", query)
    assert [(chip["label"], chip["url"]) for chip in response.context["filter_form"].chips()] == [
        ("Wohnen", f"?kommune={municipality.ags}"),
        ("Lindlohe", "?thema=wohnen"),
    ]
    assert "Filter entfernen:" in response.content.decode()
    assert "Alle Filter entfernen" in response.content.decode()


def test_filters_that_fit_nothing_together_say_so(client_of_member, member, municipality, housing):
    ProjectPageFactory(topics=[housing])
    ProjectPageFactory(owner=member)
    response = client_of_member.get("/projekte/", {"thema": "wohnen", "kommune": municipality.ags})
    assert "Zu diesen Filtern passt noch nichts" in response.content.decode()
    assert "0 Beiträge" in response.content.decode()


def test_topics_on_offer_say_how_many_there_are_for_this_person(client_of_member, housing):
    ProjectPageFactory(topics=[housing])
    restrict(ProjectPageFactory(topics=[housing]), Group.objects.create(name="AG"))
    MaterialPageFactory(topics=[housing])
    assert [topic.number for topic in client_of_member.get("/projekte/").context["filter_form"].topics] == [1]


def test_an_empty_section_invites_where_members_can_write(client_of_member):
    page = client_of_member.get("/projekte/").content.decode()
    assert "Hier ist noch nichts" in page
    assert reverse("contribute:create", args=("project",)) in page


def test_an_empty_section_of_the_editors_says_whom_to_tell(client_of_member):
    page = client_of_member.get("/themendiskussionen/").content.decode()
    assert "Diesen Teil pflegt die Redaktion" in page
    assert "/beitrag/neu/discussion/" not in page


def test_pages_hold_twenty_and_keep_the_filters(client_of_member, housing):
    catalogue_rows(25, topics=(housing,))
    response = client_of_member.get("/projekte/", {"thema": "wohnen"})
    assert len(response.context["entries"]) == 20
    assert "?thema=wohnen&amp;seite=2" in response.content.decode()
    assert len(titles(client_of_member, thema="wohnen", seite="2")) == 5


@pytest.mark.parametrize("page", ["100000000000000000000", "0", "-1", "x", '"', "1" * 5000, "1.5", "²", ""])
def test_odd_page_numbers_give_a_page(client_of_member, page):
    catalogue_rows(3)
    response = client_of_member.get("/projekte/", {"seite": page})
    assert response.status_code == 200
    assert len(response.context["entries"]) == 3


@pytest.mark.parametrize("value", ['"', "x" * 5000, "' OR 1=1 --", "💥", "gibt-es-nicht"])
def test_odd_filters_are_ignored(client_of_member, value):
    catalogue_rows(3)
    response = client_of_member.get("/projekte/", {"thema": value, "kommune": value})
    assert response.status_code == 200
    assert len(response.context["entries"]) == 3


def test_nul_in_an_address_is_refused_not_an_error(client_of_member):
    assert client_of_member.get("/projekte/?thema=%00").status_code < 500


def test_events_come_next_first_and_then_what_is_over(client_of_member):
    now = timezone.now()
    for title, days in (("lange her", -9), ("bald", 2), ("gestern", -1), ("später", 9)):
        EventPageFactory(title=title, start=now + timedelta(days=days))
    assert titles(client_of_member, "/veranstaltungen/") == ["bald", "später", "gestern", "lange her"]
    page = client_of_member.get("/veranstaltungen/").content.decode()
    assert page.index("Aktuell und demnächst") < page.index("später") < page.index("Bereits vorbei")


def test_open_discussions_come_before_closed_ones(client_of_member):
    today = timezone.localdate()
    TopicDiscussionPageFactory(title="offen")
    TopicDiscussionPageFactory(title="zu", opens=today - timedelta(days=30), closes=today - timedelta(days=9))
    assert titles(client_of_member, "/themendiskussionen/") == ["offen", "zu"]


def test_newest_links_come_first(client_of_member):
    LinkPageFactory(title="älter")
    LinkPageFactory(title="neuer")
    assert titles(client_of_member, "/links/") == ["neuer", "älter"]


@pytest.mark.parametrize("address", ["/projekte/", "/veranstaltungen/"])
def test_a_list_asks_the_database_the_same_at_5_and_60_entries(
    client_of_member, housing, address, django_assert_max_num_queries
):
    kind = {"/projekte/": "project", "/veranstaltungen/": "event"}[address]
    soon = timezone.now() + timedelta(days=1)
    catalogue_rows(5, kind=kind, topics=(housing,), starts_at=soon, ends_at=soon)
    client_of_member.get(address)
    with CaptureQueriesContext(connection) as few:
        client_of_member.get(address)
    MunicipalityFactory()
    catalogue_rows(55, kind=kind, topics=(housing,), starts_at=soon, ends_at=soon)
    with django_assert_max_num_queries(BUDGET) as many:
        assert len(client_of_member.get(address).context["entries"]) == 20
    assert len(many) == len(few)
