"""What a write costs the catalogue: one recording, which writes only what differs, and nothing is missed."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from integration.catalogue.models import Entry, EntryText
from integration.catalogue.services import record, recorded_once
from integration.members.models import User
from integration.models import ContributionFile, ContributionPage, SectionPage
from search.models import IndexChange
from tests.factories import (
    DocumentFactory,
    ProjectPageFactory,
    TopicFactory,
    TopicProposalFactory,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 18  # of one recording, its savepoint included


@pytest.fixture
def saved() -> Iterator[list[str]]:
    """Return the names of the tables of the catalogue in the order of their saves."""
    names: list[str] = []

    def note(sender: type, **kwargs: object) -> None:
        if sender in {Entry, EntryText}:
            names.append(sender.__name__)

    post_save.connect(note)
    yield names
    post_save.disconnect(note)


def entry_of(page: ContributionPage) -> Entry:
    return Entry.objects.get(object_id=page.pk)


def changes_of(page: ContributionPage) -> int:
    return IndexChange.objects.filter(index="database", entry_id=entry_of(page).pk).count()


def test_a_publish_writes_row_and_text_once_and_tells_the_index_once(saved: list[str]) -> None:
    page = draft(ProjectPageFactory, title="Sprachcafé")
    before = changes_of(page)
    page.title = "Nähstube"
    revision = page.save_revision()
    del saved[:]
    with CaptureQueriesContext(connection) as captured:
        revision.publish()
    assert saved == ["Entry"]  # the text is that of the draft
    assert changes_of(page) == before + 2  # the draft with its new title, and its publication
    ours = [query["sql"] for query in captured if '"catalogue_' in query["sql"] or '"search_' in query["sql"]]
    assert len([sql for sql in ours if sql.startswith(("INSERT", "UPDATE")) and "catalogue_entry" in sql]) == 1
    assert entry_of(page).live


def test_recording_what_has_not_changed_writes_nothing_and_asks_little(saved: list[str]) -> None:
    topics = [TopicFactory(), TopicFactory()]
    page = ProjectPageFactory(topics=topics, documents=[DocumentFactory(text="Worte")], tags=["Ehrenamt"])
    restrict(page, Group.objects.create(name="AG Wohnen"))
    before = changes_of(page)
    del saved[:]
    fresh = type(page).objects.get(pk=page.pk)
    with CaptureQueriesContext(connection) as captured:
        record(fresh)
    assert saved == []
    assert changes_of(page) == before
    writes = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
    assert len(captured) <= MOST_QUERIES


def renamed_topic(page: ContributionPage) -> str:
    page.topics.all().update(name="Quittenernte")
    return "quittenernte"


def renamed_municipality(page: ContributionPage) -> str:
    type(page.municipality).objects.filter(pk=page.municipality_id).update(name="Telgenbach")
    return "telgenbach"


def renamed_person(page: ContributionPage) -> str:
    User.objects.filter(pk=page.owner_id).update(last_name="Hagedorn")
    return "hagedorn"


@pytest.mark.parametrize("rename", [renamed_topic, renamed_municipality, renamed_person])
def test_a_name_that_changed_is_written_with_the_next_recording(rename: Callable[[ContributionPage], str]) -> None:
    page = ProjectPageFactory(topics=[TopicFactory(name="Alt")])
    before = changes_of(page)
    name = rename(page)
    record(type(page).objects.get(pk=page.pk))
    assert name in EntryText.objects.get(entry__object_id=page.pk).folded
    assert changes_of(page) == before + 1


def test_a_new_text_of_a_file_is_told_even_where_it_reads_alike() -> None:
    document = DocumentFactory(text="strasse", text_state="done")
    page = ProjectPageFactory(documents=[document])
    before = changes_of(page)
    document.text = "Straße"
    document.save()
    assert changes_of(page) == before + 1


def test_what_is_taken_off_is_taken_off_the_catalogue() -> None:
    page = ProjectPageFactory(topics=[TopicFactory()], documents=[DocumentFactory(title="Merkblatt", text="Worte")])
    restriction = restrict(page, Group.objects.create(name="AG Wohnen"))
    entry = entry_of(page)
    assert (entry.topics.count(), entry.documents.count(), entry.restrictions.count()) == (1, 1, 1)
    page.refresh_from_db()
    page.topics.clear()
    page.files.all().delete()
    page.files = []
    page.save_revision().publish()
    restriction.delete()
    entry = entry_of(page)
    assert (entry.topics.count(), entry.documents.count(), entry.restrictions.count()) == (0, 0, 0)
    assert not entry.restricted
    assert "worte" not in entry.searchable.folded


def test_a_page_that_is_added_at_once_is_recorded_with_its_topics_and_files() -> None:
    section, topic = SectionPage.objects.get(kind="project"), TopicFactory()
    page = ProjectPageFactory._meta.model(title="Ohne Umweg", slug="ohne-umweg", teaser="Kurz.")
    page.topics = [topic]
    page.files.add(ContributionFile(document=DocumentFactory()))
    section.add_child(instance=page)
    entry = entry_of(page)
    assert entry.live
    assert list(entry.topics.all()) == [topic]
    assert entry.file_count == entry.documents.count() == 1


def test_several_events_are_recorded_once_at_their_end(saved: list[str]) -> None:
    page = ProjectPageFactory(title="Sprachcafé")
    del saved[:]
    with recorded_once():
        for title in ("Erster", "Zweiter", "Dritter"):
            page.title = title
            page.save_revision().publish()
        assert entry_of(page).title == "Sprachcafé"
    assert entry_of(page).title == "Dritter"
    assert saved == ["EntryText", "Entry"]


def test_events_that_are_undone_leave_the_catalogue_as_it_was() -> None:
    page = ProjectPageFactory(title="Sprachcafé")
    before = changes_of(page)

    def fail() -> None:
        with transaction.atomic(), recorded_once():
            page.title = "Nie gesehen"
            page.save_revision().publish()
            ProjectPageFactory(title="Nie dagewesen")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [entry.title for entry in Entry.objects.all()] == ["Sprachcafé"]
    assert changes_of(page) == before
    page.refresh_from_db()
    page.title = "Danach"
    page.save_revision().publish()
    assert entry_of(page).title == "Danach"


def test_what_is_deleted_within_is_not_recorded() -> None:
    with recorded_once():
        page = ProjectPageFactory()
        Page.objects.get(pk=page.pk).delete()
    assert not Entry.objects.exists()


def test_restricting_a_section_reaches_its_pages_and_what_is_listed_there_without_being_a_page() -> None:
    ProjectPageFactory()
    TopicProposalFactory()
    group = Group.objects.create(name="AG Wohnen")
    for kind in ("project", "proposal"):
        restrict(SectionPage.objects.get(kind=kind), group)
    for entry in Entry.objects.all():
        assert entry.restricted
        assert [list(one.groups.all()) for one in entry.restrictions.all()] == [[group]]
    for restriction in PageViewRestriction.objects.all():
        restriction.delete()
    assert not Entry.objects.filter(restricted=True).exists()
