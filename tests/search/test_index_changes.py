"""Every change of the catalogue reaches the index, in the order of the changes, whatever happens in between."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from integration.catalogue.models import Entry
from integration.catalogue.services import record
from integration.models import SectionPage
from search import periodic
from search.engines.kept import InDatabase, kept_indexes
from search.models import IndexChange
from search.ranking import Document, Field, Indexed, NamedIndex, RankedIndex
from search.services import bring_up_to_date, delete_old_changes, note_changes
from tests.factories import (
    DocumentFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    UserFactory,
    add_file,
    catalogue_rows,
    draft,
)

pytestmark = pytest.mark.django_db

DATABASE = kept_indexes()["database"]


def told() -> None:
    while bring_up_to_date(kept=DATABASE):
        pass


def titles(query: str) -> list[str]:
    """Tell the index what changed and return the titles of what it finds; what was deleted has none."""
    told()
    names = dict(Entry.objects.values_list("pk", "title"))
    return [names.get(pk, "deleted") for pk, _ in DATABASE.live().search(query, 10)]


def test_what_is_published_is_found_by_title_text_people_place_and_file() -> None:
    owner = UserFactory(last_name="Hagedorn", municipality=MunicipalityFactory(name="Telgenbach"))
    document = DocumentFactory(title="Dienstanweisung", text="Der Zwirbelhahn wird gewartet.")
    MaterialPageFactory(title="Nähstube", teaser="Garn und Faden", owner=owner, tags=["Lotsen"], documents=[document])
    for word in ("Nähstuben", "Faden", "Hagedorn", "Telgenbach", "Lotse", "Zwirbelhahn", "Dienstanweisung"):
        assert titles(word) == ["Nähstube"], word


def test_drafts_are_not_in_the_index() -> None:
    draft(ProjectPageFactory, title="Kanarienvogel")
    assert titles("Kanarienvogel") == []


def changed(page: Page) -> None:
    page.title = "Garten"
    page.save_revision().publish()


def with_a_file(page: Page) -> None:
    add_file(page, DocumentFactory(text="Garten"))


def branch_deleted(page: Page) -> None:
    SectionPage.objects.get(pk=page.get_parent().pk).delete()


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (changed, 1, 0),
        (lambda page: page.unpublish(), 1, 0),
        (lambda page: page.delete(), 1, 0),
        (branch_deleted, 1, 0),
        (lambda page: Entry.objects.all().delete(), 1, 0),
    ],
)
def test_a_change_reaches_the_index(change: Callable[[Page], None], before: int, after: int) -> None:
    page = ProjectPageFactory(title="Kanarienvogel")
    assert len(titles("Kanarienvogel")) == before
    change(page)
    assert len(titles("Kanarienvogel")) == after


def test_a_text_that_was_read_from_a_file_later_reaches_the_index() -> None:
    document = DocumentFactory(text="")
    MaterialPageFactory(title="Spät gelesen", documents=[document])
    assert titles("Zwirbelhahn") == []
    document.text = "Zwirbelhahn"
    document.save()
    assert titles("Zwirbelhahn") == ["Spät gelesen"]


def test_what_was_rolled_back_is_not_told() -> None:
    told()
    with transaction.atomic():
        ProjectPageFactory(title="Kanarienvogel")
        transaction.set_rollback(True)
    assert not IndexChange.objects.due("database").exists()


def test_the_worker_tells_the_index_and_clears_up() -> None:
    ProjectPageFactory(title="Kanarienvogel")
    while periodic.bring_up_to_date():
        pass
    assert len(DATABASE.live().search("Kanarienvogel", 10)) == 1
    IndexChange.objects.update(done_at=timezone.now() - timedelta(days=2))
    note_changes(entries=[1])
    periodic.delete_old_changes()
    assert IndexChange.objects.count() == 1


def test_done_changes_of_today_stay_for_a_rebuild() -> None:
    ProjectPageFactory()
    told()
    number = IndexChange.objects.count()
    delete_old_changes()
    assert IndexChange.objects.count() == number > 0


class Elsewhere:
    """An index that somebody else runs: it keeps titles, refuses some and may be away."""

    name = "elsewhere"
    at_once = False

    def __init__(self) -> None:
        self.titles: dict[int, str] = {}
        self.refused: set[int] = set()
        self.away = False
        self.meanwhile: Callable[[], None] = lambda: None
        self.analysed: list[bool] = []  # whether texts came analysed

    def live(self) -> RankedIndex:
        return self

    def beside(self, name: str) -> NamedIndex:
        return self

    def promote(self, fresh: RankedIndex) -> None: ...

    def available(self) -> bool:
        return not self.away

    def alone(self, patience: float | None = None) -> AbstractContextManager[None]:
        return nullcontext()

    def create(self) -> None: ...

    def drop(self) -> None: ...

    def index(self, documents: Iterable[Document | Indexed]) -> int:
        number = 0
        for document in documents:
            if self.away or document.id in self.refused:
                raise ConnectionError(f"refused\x00 {document.id}")
            self.analysed.append(isinstance(document, Indexed))
            self.titles[document.id] = " ".join(Indexed.of(document).tokens[Field.TITLE])
            number += 1
        self.meanwhile()
        return number

    def fill(self, documents: Iterable[Document]) -> int:
        return self.index(documents)

    def remove(self, ids: Sequence[int]) -> None:
        for number in ids:
            self.titles.pop(number, None)

    def search(self, query: str, limit: int) -> list[tuple[int, float]]:
        return []

    def ids(self) -> Iterator[int]:
        return iter(self.titles)

    def digests(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {}


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


def noted(*entries: int) -> None:
    IndexChange.objects.note(index="elsewhere", entries=entries)


def test_one_that_fails_waits_and_the_others_are_told(elsewhere: Elsewhere) -> None:
    bad, good = catalogue_rows(2)
    elsewhere.refused = {bad.pk}
    noted(bad.pk, good.pk, bad.pk)
    assert bring_up_to_date(kept=elsewhere) is False
    assert set(elsewhere.titles) == {good.pk}
    waiting = IndexChange.objects.waiting("elsewhere")
    assert {(change.entry_id, change.attempts) for change in waiting} == {(bad.pk, 1)}
    assert all("refused" in change.error and change.next_attempt_at > timezone.now() for change in waiting)


def test_an_index_that_was_away_hears_of_everything_after_its_return(elsewhere: Elsewhere) -> None:
    entries = catalogue_rows(3)
    noted(*(entry.pk for entry in entries))
    elsewhere.away = True
    for _ in range(3):
        assert bring_up_to_date(kept=elsewhere) is False
    assert {change.attempts for change in IndexChange.objects.waiting("elsewhere")} == {0}
    elsewhere.away = False  # no pause has grown meanwhile
    bring_up_to_date(kept=elsewhere)
    assert set(elsewhere.titles) == {entry.pk for entry in entries}
    assert not IndexChange.objects.waiting("elsewhere").exists()


def test_an_index_that_goes_away_while_it_is_told_hears_the_rest_after_its_return(elsewhere: Elsewhere) -> None:
    entries = catalogue_rows(2)
    noted(*(entry.pk for entry in entries))

    def go() -> None:
        elsewhere.away = True
        raise ConnectionError

    elsewhere.meanwhile = go
    assert bring_up_to_date(kept=elsewhere) is False
    assert {change.attempts for change in IndexChange.objects.waiting("elsewhere")} == {0}
    elsewhere.away, elsewhere.meanwhile = False, lambda: None
    bring_up_to_date(kept=elsewhere)
    assert not IndexChange.objects.waiting("elsewhere").exists()
    assert set(elsewhere.titles) == {entry.pk for entry in entries}


def test_pauses_grow_and_no_change_is_ever_given_up() -> None:
    change = IndexChange(index="elsewhere", entry_id=1)
    change.save()
    pauses = []
    for _ in range(60):
        change.failed(ConnectionError())
        pauses.append(change.next_attempt_at - timezone.now())
    assert pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) <= timedelta(hours=1)
    assert change.attempts == 60


def test_what_changes_while_the_index_is_told_is_told_next(elsewhere: Elsewhere) -> None:
    (entry,) = catalogue_rows(1)
    noted(entry.pk)

    def write() -> None:
        elsewhere.meanwhile = lambda: None
        Entry.objects.filter(pk=entry.pk).update(title="Lotse")
        noted(entry.pk)

    elsewhere.meanwhile = write
    bring_up_to_date(kept=elsewhere)
    assert IndexChange.objects.waiting("elsewhere").count() == 1
    bring_up_to_date(kept=elsewhere)
    assert elsewhere.titles == {entry.pk: "lots"}


def test_texts_are_analysed_before_others_wait_and_long_ones_come_in_portions(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.services.LETTERS_AT_ONCE", 10)
    entries = [catalogue_rows(1, teaser=f"Zwirbelhahn {number}")[0] for number in range(3)]
    noted(*(entry.pk for entry in entries))
    assert [bring_up_to_date(kept=elsewhere) for _ in entries] == [True, True, False]
    assert elsewhere.analysed == [True, True, True]


def test_many_changes_come_in_portions(elsewhere: Elsewhere) -> None:
    entries = catalogue_rows(150)
    noted(*(entry.pk for entry in entries))
    assert bring_up_to_date(kept=elsewhere) is True
    assert bring_up_to_date(kept=elsewhere) is False
    assert len(elsewhere.titles) == 150


def test_recording_twice_in_one_transaction_is_told_once_at_the_end() -> None:
    page = ProjectPageFactory(title="Kanarienvogel")
    record(page)
    record(page)
    told()
    assert list(DATABASE.live().ids()).count(Entry.objects.get(object_id=page.pk).pk) == 1
    assert isinstance(DATABASE, InDatabase)
