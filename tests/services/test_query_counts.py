"""The pages that everybody opens ask the database as often with 2,000 contributions as with 50."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from benchmarks.fill import COMMON_WORD, RARE_WORD, Filled, fill
from benchmarks.forum import fill_forum
from integration.catalogue.models import Entry, EntryRestriction
from integration.catalogue.services import record
from integration.forum.models import Post, Thread
from integration.models import ContributionPage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

AT_MOST = {"start": 20, "list": 16, "detail": 16, "search, common word": 16, "search, rare word": 16}


def queries(filled: Filled) -> dict[str, int]:
    """Count the queries of each page for a signed-in member, the second time that it is opened."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database that takes its tables for empty plans for minutes of work
    client = Client()
    client.force_login(filled.member)
    counted = {}
    for name, path in {
        "start": filled.start,
        "list": filled.section,
        "detail": filled.detail,
        "search, common word": f"/suche/?q={COMMON_WORD}",
        "search, rare word": f"/suche/?q={RARE_WORD}",
    }.items():
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counted[name] = len(captured)
    return counted


def test_start_list_detail_and_search_cost_the_same_queries_with_50_and_with_2000_contributions() -> None:
    few = queries(fill(50))
    many = queries(fill(2000))
    assert Entry.objects.count() == 2000
    assert few == many
    assert {name: number for name, number in many.items() if number > AT_MOST[name]} == {}


def test_what_is_filled_in_bulk_is_what_the_catalogue_would_record() -> None:
    fill(120)
    assert Page.find_problems() == ([], [], [], [], [])
    assert EntryRestriction.objects.count() == Entry.objects.filter(restricted=True).count() > 0
    for page in ContributionPage.objects.specific().order_by("pk")[::7]:
        data = page.specific.entry_data()
        entry = Entry.objects.get(object_id=page.pk)
        for name in ("title", "teaser", "detail", "url", "state", "live", "municipality_id", "author_id", "starts_at",
                     "ends_at", "file_count", "file_note", "published_at", "contact_user_id"):  # fmt: skip
            assert getattr(entry, name) == getattr(data, name), name
        assert set(entry.topics.values_list("pk", flat=True)) == set(data.topic_ids)
        assert bool(data.restrictions) == entry.restricted
        assert set(entry.documents.values_list("pk", flat=True)) == set(data.document_ids)
        bulk = entry.searchable.text, set(entry.searchable.folded.split())
        text = record(page).searchable
        assert bulk == (text.text, set(text.folded.split()))


def test_the_forum_that_is_filled_in_bulk_is_what_its_services_would_leave() -> None:
    fill(20)
    fill_forum(threads=30, posts=120)
    assert Post.objects.count() == 120
    for thread in Thread.objects.order_by("pk")[::7]:
        assert thread.answer_count == thread.posts.count() - 1 == thread.last_position - 1
        entry = Entry.objects.select_related("searchable").get(kind="thread", object_id=thread.pk)
        bulk = {name: getattr(entry, name) for name in ("title", "teaser", "detail", "url", "author_id", "topic_key")}
        recorded = record(thread)
        assert bulk == {name: getattr(recorded, name) for name in bulk}
        assert entry.searchable.text == recorded.searchable.text
        assert entry.searchable.folded == recorded.searchable.folded
