"""An index made anew beside the one in use: nothing is lost, nothing is missing meanwhile; and what drift is found."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from integration.catalogue.models import Entry
from search.drift import find_differing_titles, find_drift
from search.engines.kept import LIVE, kept_indexes
from search.models import Rebuild, TitleWord
from search.ranking import Document
from search.rebuild import OvertakenError, rebuild
from search.services import bring_up_to_date
from tests.factories import ProjectPageFactory, catalogue_rows

pytestmark = pytest.mark.django_db

DATABASE = kept_indexes()["database"]
GHOST = 10**9


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    """The portal's own pages are told."""
    while bring_up_to_date(kept=DATABASE):
        pass


def found(query: str) -> set[int]:
    return {pk for pk, _ in DATABASE.live().search(query, 1000)}


def pks(entries: list[Entry]) -> set[int]:
    return {entry.pk for entry in entries}


def indexes_there() -> set[str]:
    """Return the names of all indexes that have tables."""
    return {
        name.removesuffix("_words")
        for name in connection.introspection.table_names()
        if name.startswith("search_") and name.endswith("_words")
    }


def test_a_rebuild_brings_what_the_index_never_heard_of_and_leaves_ghosts_behind() -> None:
    entries = catalogue_rows(7, title="Zwirbelhahn")
    DATABASE.live().index([Document(GHOST, "Zwirbelhahn", "")])
    seen: list[int] = []
    assert rebuild(DATABASE, seen.append) == Entry.objects.live().count()
    assert found("Zwirbelhahn") == pks(entries)
    assert sum(seen) == Entry.objects.live().count()
    assert indexes_there() == {LIVE}


def test_a_rebuild_that_is_killed_leaves_the_old_index_in_use_and_the_next_clears_up() -> None:
    page = ProjectPageFactory(title="Zwirbelhahn")
    bring_up_to_date(kept=DATABASE)

    def killed(entries: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(DATABASE, killed)
    assert len(indexes_there()) == 2
    assert found("Zwirbelhahn") == {Entry.objects.get(object_id=page.pk).pk}
    rebuild(DATABASE)
    assert indexes_there() == {LIVE}
    assert not Rebuild.objects.exists()
    assert found("Zwirbelhahn") == {Entry.objects.get(object_id=page.pk).pk}


@pytest.mark.parametrize("told_meanwhile", [False, True])
def test_what_is_saved_and_deleted_during_a_rebuild_is_in_the_new_index(told_meanwhile: bool) -> None:
    kept, gone, changed = (ProjectPageFactory(title=f"Zwirbelhahn {number}") for number in range(3))
    made: list[int] = []

    def meanwhile(entries: int) -> None:
        if made:
            return
        made.extend(ProjectPageFactory(title=f"Zwirbelhahn neu {number}").pk for number in range(25))
        gone.delete()
        changed.title = "Etwas anderes"
        changed.save_revision().publish()
        if told_meanwhile:
            while bring_up_to_date(kept=DATABASE):
                pass

    rebuild(DATABASE, meanwhile)
    expected = set(Entry.objects.filter(object_id__in=[kept.pk, *made], kind="project").values_list("pk", flat=True))
    assert found("Zwirbelhahn") == expected
    while bring_up_to_date(kept=DATABASE):
        pass
    assert found("Zwirbelhahn") == expected
    assert not find_drift(DATABASE)


def test_of_two_rebuilds_the_later_wins_and_the_earlier_says_so() -> None:
    entries = catalogue_rows(3, title="Zwirbelhahn")
    begun: list[int] = []

    def again(number: int) -> None:
        if not begun:
            begun.append(number)
            rebuild(DATABASE)

    with pytest.raises(OvertakenError):
        rebuild(DATABASE, again)
    assert found("Zwirbelhahn") == pks(entries)
    assert indexes_there() == {LIVE}


@pytest.fixture
def drifted() -> Callable[[], tuple[set[int], set[int], set[int]]]:
    """Make an index wrong in every way; returns what is missing, stale, and there without an entry."""

    def make() -> tuple[set[int], set[int], set[int]]:
        entries = catalogue_rows(60, title="Zwirbelhahn")
        rebuild(DATABASE)
        missing, stale = pks(entries[:3]), pks(entries[3:53])
        DATABASE.live().remove(sorted(missing))
        DATABASE.live().index([Document(pk, "Zwirbelhahn", "verdorben") for pk in stale])
        ghosts = set(range(GHOST, GHOST + 9))
        withdrawn = entries[53].pk
        Entry.objects.filter(pk=withdrawn).update(live=False)
        DATABASE.live().index([Document(pk, "Zwirbelhahn", "") for pk in ghosts])
        return missing, stale, ghosts | {withdrawn}

    return make


def test_drift_is_found_and_put_right(drifted: Callable[[], tuple[set[int], set[int], set[int]]]) -> None:
    missing, stale, ghosts = drifted()
    drift = find_drift(DATABASE)
    assert (set(drift.missing), set(drift.stale), set(drift.ghosts)) == (missing, stale, ghosts)
    call_command("search_check", "--repair")
    assert not find_drift(DATABASE)
    assert found("Zwirbelhahn") == set(
        Entry.objects.filter(title="Zwirbelhahn", live=True).values_list("pk", flat=True)
    )


def test_what_waits_to_be_told_is_no_drift() -> None:
    ProjectPageFactory(title="Zwirbelhahn")
    assert not find_drift(DATABASE)


def test_the_commands_say_what_they_did(
    drifted: Callable[[], tuple[set[int], set[int], set[int]]], capsys: pytest.CaptureFixture[str]
) -> None:
    drifted()
    with pytest.raises(CommandError, match="--repair"):
        call_command("search_check")
    assert "database: 3 missing, 50 stale, 10 ghosts, 0 changes waiting." in capsys.readouterr().out
    call_command("search_check", "--repair", engine="database")
    assert "database: 63 entries put right." in capsys.readouterr().out
    call_command("search_check")
    assert "0 missing, 0 stale, 0 ghosts" in capsys.readouterr().out
    call_command("search_index")
    assert f"database: {Entry.objects.live().count()} entries in" in capsys.readouterr().out


def test_titles_that_suggestions_know_otherwise_are_found_and_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    right, renamed, hidden = (ProjectPageFactory(title=title).pk for title in ("Zwirbelhahn", "Altname", "Verborgen"))
    bring_up_to_date(kept=DATABASE)
    entries = {entry.object_id: entry for entry in Entry.objects.filter(object_id__in=[right, renamed, hidden])}
    Entry.objects.filter(object_id=renamed).update(title="Neuname")
    Entry.objects.filter(object_id=hidden).update(live=False)
    wrong = sorted(entries[page].pk for page in (renamed, hidden))
    assert find_differing_titles() == wrong
    with pytest.raises(CommandError, match="suggested titles"):
        call_command("search_check")
    assert "suggested titles: 2 stale." in capsys.readouterr().out
    call_command("search_check", "--repair")
    assert "suggested titles: 2 entries put right." in capsys.readouterr().out
    assert find_differing_titles() == []
    known = TitleWord.objects.filter(entry__in=entries.values()).values_list("entry", "word")
    assert {(entry, bytes(word)) for entry, word in known} == {
        (entries[right].pk, b"zwirbelhahn"),
        (entries[renamed].pk, b"neuname"),
    }
