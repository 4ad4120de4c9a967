"""Makes an index anew beside the one in use, which answers until the other takes its place."""

import logging
from collections.abc import Callable, Iterator
from secrets import token_hex

from django.db import DatabaseError

from search import analysis
from search.documents import published_entries, read_documents
from search.engines.kept import KeptIndex, together
from search.models import IndexChange, Rebuild
from search.ranking import Document, EngineUnavailable, NamedIndex, RankedIndex
from search.services import bring
from search.titles import keep_titles_again

READ = 100  # entries in memory at once
BATCH = 500  # changes told at once
FEW = 20  # changes that are told while everybody else waits

Progress = Callable[[int], object]

logger = logging.getLogger(__name__)


class OvertakenError(Exception):
    """Another rebuild of the same index has begun since."""


def make_missing(kept: KeptIndex) -> bool:
    """Make an index that nobody has made yet, unless another process is at it; return whether it was made."""
    if not kept.missing():
        return False
    with kept.making() as first:
        if not first or not kept.missing():
            return False
        logger.warning("The search index %s is missing and is made.", kept.name)
        number = _rebuild(kept, lambda entries: None)
        logger.warning("The search index %s was made: %d entries.", kept.name, number)
        return True


def rebuild(kept: KeptIndex, progress: Progress = lambda entries: None) -> int:
    """Make an index anew and use it from then on; return the number of its entries. `progress` hears how many came.

    Killed anywhere it leaves the old index in use; the next rebuild clears up. What is saved meanwhile is told to the
    index in use as always, and to the new one before it takes over.
    """
    with kept.making():  # whoever would make what is missing leaves it to us; who was told to make it anew does not
        return _rebuild(kept, progress)


def _rebuild(kept: KeptIndex, progress: Progress) -> int:
    analysis.warm()
    fresh = _begin(kept)
    try:
        fresh.fill(_published(kept, progress))
        told: set[int] = set()
        while len(changes := _meanwhile(kept, told)) > FEW:
            told |= _tell(fresh, changes)
        with kept.alone():
            if not Rebuild.objects.filter(index=kept.name, beside=fresh.name).exists():
                fresh.drop()  # of a server that makes an index again for whoever writes to it
                raise OvertakenError
            _tell(fresh, _meanwhile(kept, told))
            number = sum(1 for _ in fresh.ids())
            with together(kept):
                # In this order: what is left of a killed rebuild is removed, what serves must not be
                Rebuild.objects.filter(index=kept.name).delete()
                kept.promote(fresh)
    except (DatabaseError, EngineUnavailable) as error:
        if not Rebuild.objects.filter(index=kept.name, beside=fresh.name).exists():
            raise OvertakenError from error  # its tables are gone
        raise
    return number


def _published(kept: KeptIndex, progress: Progress) -> Iterator[Document]:
    """Yield all that belongs into an index, read in portions: few enough to hold the texts of long files."""
    for entries in published_entries(size=READ):
        yield from read_documents(entries)
        if kept.at_once:
            keep_titles_again(entries)
        progress(len(entries))


def _begin(kept: KeptIndex) -> NamedIndex:
    """Make an empty index beside the one in use, in place of what a killed rebuild left.

    Changes that the index in use knows by now are forgotten, so that those found at the end came since: numbers do not
    tell, as a row may become visible after one with a higher number.
    """
    fresh = kept.beside(f"search_{token_hex(6)}")
    with kept.alone():
        for left in Rebuild.objects.filter(index=kept.name):
            kept.beside(left.beside).drop()
        Rebuild.objects.update_or_create(index=kept.name, defaults={"beside": fresh.name})
        IndexChange.objects.filter(index=kept.name).exclude(done_at=None).delete()
        fresh.create()
    return fresh


def _meanwhile(kept: KeptIndex, told: set[int]) -> dict[int, int]:
    """Return the changes since the rebuild began that were not told yet, with their entries."""
    changes = IndexChange.objects.filter(index=kept.name).values_list("pk", "entry_id")
    return {pk: entry for pk, entry in changes if pk not in told}


def _tell(fresh: RankedIndex, changes: dict[int, int]) -> set[int]:
    entries = sorted(set(changes.values()))
    for start in range(0, len(entries), BATCH):
        bring(index=fresh, entries=entries[start : start + BATCH])
    return set(changes)
