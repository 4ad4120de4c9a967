"""Compares an index with the catalogue: what it lacks, what it has otherwise, what it has though nobody else does."""

from collections.abc import Callable
from dataclasses import dataclass, field

from integration.catalogue.models import Entry
from search import analysis
from search.documents import published_entries, read_documents
from search.engines.batches import batches
from search.engines.kept import KeptIndex
from search.models import IndexChange
from search.ranking import Indexed
from search.services import bring
from search.titles import differing_titles, keep_titles_again

BATCH = 200  # entries

Progress = Callable[[int], object]


@dataclass
class Drift:
    """Keys of entries in which an index is wrong."""

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    ghosts: list[int] = field(default_factory=list)

    @property
    def entries(self) -> list[int]:
        """All of them."""
        return sorted({*self.missing, *self.stale, *self.ghosts})

    def __bool__(self) -> bool:
        return bool(self.entries)


def find_drift(kept: KeptIndex, progress: Progress = lambda entries: None) -> Drift:
    """Compare what is stored in the index with what the analysis makes of every published entry.

    What waits to be told is no drift. Suspects are looked at again while nobody writes, because both change meanwhile.
    """
    analysis.warm()
    live = kept.live()
    suspects: set[int] = set()
    for entries in published_entries(size=BATCH):
        suspects.update(_compare(kept, entries).entries)
        progress(len(entries))
    for some in batches(sorted(live.ids()), BATCH):
        suspects.update(_compare(kept, some).ghosts)
    found = Drift()
    for some in batches(sorted(suspects), BATCH):
        with kept.alone():
            again = _compare(kept, some)
        found.missing += again.missing
        found.stale += again.stale
        found.ghosts += again.ghosts
    return found


def repair(kept: KeptIndex, drift: Drift) -> int:
    """Put right what is wrong, as it is now; return the number of entries."""
    for some in batches(drift.entries, BATCH):
        with kept.alone():
            bring(index=kept.live(), entries=some)
    return len(drift.entries)


def find_differing_titles() -> list[int]:
    """Return the entries, published or not, of which suggestions know other words than their titles have.

    Writers may be halfway: suspects are looked at again.
    """
    every = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    suspects = [entry for some in batches(every, BATCH) for entry in differing_titles(some)]
    return [entry for some in batches(suspects, BATCH) for entry in differing_titles(some)]


def repair_titles(entries: list[int]) -> None:
    """Put right what suggestions know of these titles."""
    for some in batches(entries, BATCH):
        keep_titles_again(some)


def _compare(kept: KeptIndex, entries: list[int]) -> Drift:
    stored = kept.live().digests(entries)
    expected = {document.id: Indexed.of(document).digest for document in read_documents(entries)}
    waiting = set(
        IndexChange.objects.waiting(kept.name).filter(entry_id__in=entries).values_list("entry_id", flat=True)
    )
    looked_at = [entry for entry in entries if entry not in waiting]
    return Drift(
        missing=[entry for entry in looked_at if entry in expected and entry not in stored],
        stale=[
            entry for entry in looked_at if entry in expected and stored.get(entry, expected[entry]) != expected[entry]
        ],
        ghosts=[entry for entry in looked_at if entry in stored and entry not in expected],
    )
