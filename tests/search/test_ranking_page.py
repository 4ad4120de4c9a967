"""What the page finds beyond the letters that were typed, shows of it, and keeps to itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from integration.catalogue.models import Entry, EntryRestriction
from integration.members.models import User
from search.engines.kept import LOCK, kept_indexes
from search.models import IndexChange
from search.services import bring_up_to_date_for_a_search
from tests.factories import (
    DocumentFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicFactory,
    catalogue_rows,
    restrict,
)
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db

Find = Callable[..., Any]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Dolmetscherinnen", "Dolmetscher*innen"),
        ("Unterkünften", "Unterkunft"),
        ("Geflüchtetenunterkunft", "Unterkünfte"),
        ("Unterkünfte", "Flüchtlingsunterkunft"),
        ("Sprachmittlerpool", "Sprachmittlung"),
        ("Kinderbetreuung", "Kinderbetreung"),
        ("Begleiter", "Begleitung"),
        ("Nachbarschaftsfest", "Nachbarsch"),
        ("Asylbewerberleistungsgesetz", "Asyl"),
        ("Einbürgerung", "einbürgern"),
        ("Einbürgerung", "eingebürgert"),
        ("Kinderbetreuung", "betreute"),
        ("Integrationskurse", "Intergrationskurs"),
    ],
)
@on_both_engines
def test_other_forms_of_a_word_are_found_and_marked(find: Find, member: User, written: str, asked: str) -> None:
    page = ProjectPageFactory(title="Ohne das Wort", teaser="Ein Satz")
    page.worked = f"Davor {written} danach"
    page.save_revision().publish()
    ProjectPageFactory(title="Etwas anderes", teaser="Ein Satz")
    (hit,) = find(member, q=asked).hits
    assert hit.entry.title == "Ohne das Wort"
    assert f"<mark>{written}</mark>" in hit.snippet


def test_another_form_that_stands_only_inside_a_file_is_found_there(find: Find, member: User) -> None:
    document = DocumentFactory(title="Anlage", text="Die Zwirbelhähne werden gewartet.")
    MaterialPageFactory(title="Wartung", documents=[document, DocumentFactory(title="Leer", text="Nichts davon")])
    (hit,) = find(member, q="Zwirbelhahn").hits
    assert [file["title"] for file in hit.found_in] == ["Anlage"]
    assert "Die <mark>Zwirbelhähne</mark> werden gewartet." in hit.snippet


def test_a_short_word_is_not_marked_within_others(find: Find, member: User) -> None:
    ProjectPageFactory(title="Integration berät den Rat")
    (hit,) = find(member, q="rat").hits
    assert hit.title == "Integration berät den <mark>Rat</mark>"


def test_a_compound_is_no_hit_for_what_has_only_its_short_part(find: Find, member: User) -> None:
    ProjectPageFactory(title="Im Rathaus")
    ProjectPageFactory(title="Der Rat")
    ProjectPageFactory(title="Das Haus")
    assert find(member, q="rathaus").titles == ["Im Rathaus"]


def test_half_of_a_compound_is_enough_only_where_nobody_may_read_more(find: Find, member: User) -> None:
    restrict(ProjectPageFactory(title="Integrationslotsen geheim"), Group.objects.create(name="AG Geheim"))
    ProjectPageFactory(title="Integration im Verein")
    assert find(member, q="Integrationslotsen").titles == ["Integration im Verein"]
    ProjectPageFactory(title="Integrationslotsen im Quartier")
    assert find(member, q="Integrationslotsen").titles == ["Integrationslotsen im Quartier"]


@on_both_engines
def test_what_is_hidden_changes_nothing_in_what_a_slip_finds(find: Find, member: User) -> None:
    ProjectPageFactory(title="Quastelheim")
    before = [find(member, q=slip).titles for slip in ("Quastelheam", "Quastelheym")]
    hidden = [ProjectPageFactory(title=f"Quastelheam {number}") for number in range(3)]
    for page in hidden:
        restrict(page, Group.objects.create(name=f"AG {page.pk}"))
    assert [find(member, q=slip).titles for slip in ("Quastelheam", "Quastelheym")] == before == [["Quastelheim"]] * 2


def test_words_of_function_are_found_letter_by_letter(find: Find, member: User) -> None:
    ProjectPageFactory(title="Wir und unsere Nachbarn")
    ProjectPageFactory(title="Etwas anderes")
    for asked in ("und unsere", '"und unsere"'):
        assert find(member, q=asked).titles == ["Wir und unsere Nachbarn"]


def test_words_that_look_alike_by_accident_are_no_hits(find: Find, member: User) -> None:
    ProjectPageFactory(title="Müll trennen im Wohnheim")
    assert find(member, q="Mülheim").total == 0


def test_numbers_of_filters_count_what_has_half_of_the_words(find: Find, member: User) -> None:
    housing = TopicFactory(slug="wohnen", name="Wohnen")
    ProjectPageFactory(title="Wohnraum für Familien", topics=[housing])
    ProjectPageFactory(title="Wohnraum", topics=[housing])
    MaterialPageFactory(title="Familien")
    MaterialPageFactory(title="Etwas anderes", topics=[housing])
    result = find(member, q="wohnraum familien")
    assert result.titles[0] == "Wohnraum für Familien"
    assert (result.total, result.counts["art"]) == (3, {"project": 2, "material": 1})
    assert result.counts["thema"] == {"wohnen": 2}


def test_what_was_just_saved_is_found_without_a_worker(find: Find, member: User) -> None:
    for number in range(3):
        ProjectPageFactory(title=f"Zwirbelhahn {number}")
        assert find(member, q="zwirbelhahn").total == number + 1


@on_both_engines
def test_a_misspelled_word_of_what_is_hidden_gives_nothing_away(find: Find, member: User) -> None:
    restrict(ProjectPageFactory(title="Zwirbelhahn"), Group.objects.create(name="AG Geheim"))
    result = find(member, q="Zwirbelhanh")
    assert result.total == 0
    assert "wirbelhahn" not in result.html.lower()


def test_with_hundreds_of_restrictions_a_search_still_works_and_numbers_are_right(
    find: Find, member: User, editor: User
) -> None:
    groups = [Group.objects.create(name=f"AG {number}") for number in range(600)]
    member.groups.add(groups[3], groups[4])
    entries = catalogue_rows(620, title="Zwirbelhahn")
    Entry.objects.filter(pk__in=[entry.pk for entry in entries[:600]]).update(restricted=True)
    for entry, group in zip(entries[:600], groups, strict=True):
        EntryRestriction.objects.create(entry=entry).groups.set([group])
    IndexChange.objects.note(index="database", entries=[entry.pk for entry in entries])
    for _ in range(7):  # a search takes a hundred of them
        found = find(member, q="zwirbelhahn")
    assert found.total == 22
    assert found.counts["art"] == {"project": 22}
    assert sum(found.counts["kommune"].values()) == found.counts["kreis"]["Kreis Muster"] == 22
    assert found.counts["groesse"] == {"20000": 22}
    assert sum(found.counts["jahr"].values()) == 22
    assert find(member, q="zwirbelhahn", art="project", groesse="20000", sortierung="wie-wir").total == 22
    assert find(member).total == 22
    assert find(editor, q="zwirbelhahn").total == 620


@pytest.fixture
def another_writer(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection that holds the lock of those who write to the index."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        else:
            cursor.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_search_does_not_wait_for_other_writers(another_writer: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        note_one()
    else:  # nobody else can write now: note it through the writer itself
        with another_writer.cursor() as cursor:
            cursor.execute("COMMIT")
        note_one()
        with another_writer.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
    bring_up_to_date_for_a_search()
    assert IndexChange.objects.due("database").exists()
    another_writer.close()
    bring_up_to_date_for_a_search()
    assert not IndexChange.objects.due("database").exists()


def note_one() -> None:
    IndexChange.objects.note(index=kept_indexes()["database"].name, entries=[1])
