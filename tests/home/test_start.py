"""The members' start page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import PortalSettings
from tests.factories import (
    EventPageFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicFactory,
    catalogue_rows,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db
BUDGET = 20  # queries


@pytest.fixture
def editor_known():
    settings = PortalSettings.load()
    settings.editor_name, settings.editor_phone = "Katrin Hellweg", "0221 4710-200"
    settings.office_hours = "Dienstag von 9 bis 15 Uhr"
    settings.save()


def test_the_start_page_shows_newest_event_discussion_topics_and_the_editor(signed_in, member, editor_known):
    topic = TopicFactory(name="Wohnen", slug="wohnen")
    ProjectPageFactory(title="Wohnpaten", topics=[topic])
    EventPageFactory(title="Fachtag Wohnen")
    TopicDiscussionPageFactory(title="Ehrenamt gewinnen")
    page = signed_in(member).get("/").content.decode()
    for text in ("Wohnpaten", "Fachtag Wohnen", "Ehrenamt gewinnen", "Ansehen", "Katrin Hellweg", "0221 4710-200"):
        assert text in page
    assert f"{reverse('search')}?thema=wohnen" in page
    assert "tel:+492214710123" in page  # the contact of a contribution, to be called from the list


def test_an_empty_start_page_says_what_to_do(signed_in, member):
    page = signed_in(member).get("/").content.decode()
    assert "Noch ist nichts veröffentlicht" in page
    assert reverse("contribute:choose") in page
    assert "Im Moment stehen keine Termine an" in page
    assert "Ansehen" not in page
    assert "p-figures" not in page


def test_administration_is_asked_to_enter_the_editors_name_while_there_is_none(signed_in, member, editor, admin):
    address = reverse("wagtailsettings:edit", args=("home", "portalsettings"))
    assert address in signed_in(admin).get("/").content.decode()
    for nobody in (member, editor):
        assert address not in signed_in(nobody).get("/").content.decode()


def test_drafts_past_events_closed_discussions_and_others_groups_stay_away(signed_in, member, other_member):
    draft(ProjectPageFactory, title="Noch geheim", owner=other_member)
    restrict(ProjectPageFactory(title="Nur AG"), Group.objects.create(name="AG"))
    EventPageFactory(title="War gestern", start=timezone.now() - timedelta(days=1))
    today = timezone.localdate()
    TopicDiscussionPageFactory(title="Ist zu", opens=today - timedelta(days=20), closes=today - timedelta(days=2))
    context = signed_in(member).get("/").context
    assert {entry.title for entry in context["newest"]} == {"War gestern", "Ist zu"}
    assert context["events"] == []
    assert context["discussion"] is None
    assert context["entry_count"] == 2


def test_numbers_count_what_this_person_may_see(signed_in, member):
    catalogue_rows(7)
    restrict(ProjectPageFactory(), Group.objects.create(name="AG"))
    context = signed_in(member).get("/").context
    assert context["entry_count"] == context["contact_count"] == 7


def test_the_start_page_asks_the_database_the_same_at_5_and_60_entries(
    signed_in, member, editor_known, django_assert_max_num_queries
):
    topic = TopicFactory()
    TopicDiscussionPageFactory(topics=[topic])
    catalogue_rows(5, topics=(topic,))
    client = signed_in(member)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    catalogue_rows(55, topics=(topic,))
    soon = timezone.now() + timedelta(days=1)
    catalogue_rows(6, kind="event", starts_at=soon, ends_at=soon)
    with django_assert_max_num_queries(BUDGET) as many:
        assert client.get("/").status_code == 200
    assert len(many) == len(few)
