"""Finds with the portal's own database, SQLite or PostgreSQL alike, ranked by the index that lies in it.

Whatever ranks, what a person may see of it, filters and counts are made here, of the rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from time import time
from typing import NamedTuple

from django.db.models import F, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from integration.catalogue.models import EntryQuerySet
from search.engines import Counts, SearchResult
from search.engines.expressions import Among, Seconds, TopicSlugs
from search.engines.kept import InDatabase
from search.models import SynonymGroup
from search.query import Order, SearchQuery
from search.ranking import Plan, plan
from search.services import bring_up_to_date_for_a_search

# Of two hits that are about equally good the newer comes first
RECENT = 0.1  # share of its score that a hit of today gets on top
HALF_LIFE = 365 * 24 * 3600  # seconds in which half of that is gone


class _Row(NamedTuple):
    pk: int
    kind: str
    municipality: str | None
    published: float | None  # seconds
    topics: str | None  # slugs with commas between them


class DatabaseEngine:
    """Asks the index in the database, which hears first of what it has not been told yet."""

    def search(self, query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> SearchResult:
        bring_up_to_date_for_a_search()
        index = InDatabase().live()
        wanted = plan(query.text, index, SynonymGroup.objects.read())
        scores = index.find(wanted) if wanted else None
        return answer(query, visible, scores, wanted=wanted, offset=offset, limit=limit)

    def check(self) -> None:
        """The database itself is looked at elsewhere."""


def answer(
    query: SearchQuery,
    visible: EntryQuerySet,
    scores: Mapping[int, float] | None,
    *,
    wanted: Plan,
    offset: int,
    limit: int,
) -> SearchResult:
    """Read what the person may see of what an index found; filters and counts are made of that.

    Without scores there are no words to rank by.
    """
    topics: dict[str | None, frozenset[str]] = {None: frozenset()}  # few sets, of many rows
    wanted_kinds, wanted_topics = set(query.kinds), set(query.topics)

    kinds: Counter[str] = Counter()
    municipalities: Counter[str] = Counter()
    under: Counter[str] = Counter()
    hits: list[_Row] = []
    for row in _rows(query, visible, scores):
        its_topics = topics.get(row.topics)
        if its_topics is None:
            its_topics = topics[row.topics] = frozenset(str(row.topics).split(","))
        if not wanted_topics <= its_topics:
            continue
        kind_fits = not wanted_kinds or row.kind in wanted_kinds
        place_fits = not query.municipality or row.municipality == query.municipality
        if place_fits:
            kinds[row.kind] += 1
        if kind_fits and row.municipality:
            municipalities[row.municipality] += 1
        if kind_fits and place_fits:
            under.update(its_topics)
            hits.append(row)
    ordered = _ordered(hits, scores if query.order == Order.RELEVANCE else None)
    return SearchResult(
        ids=[row.pk for row in ordered[offset : offset + limit]],
        total=len(hits),
        counts=Counts(kinds=kinds, topics=under, municipalities=municipalities),
        meant=wanted.meant,
        synonyms=wanted.synonyms,
    )


def _rows(query: SearchQuery, visible: EntryQuerySet, scores: Mapping[int, float] | None) -> list[_Row]:
    """Return everything that fits the words, whatever the filters; signs without words are looked for as such."""
    entries = visible.order_by()
    if scores is not None:
        entries = entries.filter(Among("pk", scores))
    for term in query.terms if scores is None else query.phrases:
        entries = entries.filter(_contains(term))
    columns = ("pk", "kind", "municipality__ags", Seconds("published_at"), TopicSlugs())
    return [_Row(*values) for values in entries.values_list(*columns)]


def _contains(term: str) -> GreaterThan:
    """Compare position instead of LIKE: no character of the term has a meaning of its own."""
    return GreaterThan(StrIndex(F("searchable__folded"), Value(term, output_field=TextField())), 0)


def _ordered(rows: Iterable[_Row], scores: Mapping[int, float] | None) -> list[_Row]:
    """Return the best first, or the newest where nothing is better than another."""
    newest = sorted(rows, key=lambda row: (row.published or 0.0, row.pk), reverse=True)
    if scores is None:
        return newest
    now = time()

    def worth(row: _Row) -> float:
        age = max(now - row.published, 0.0) if row.published else float("inf")
        return scores[row.pk] * (1 + RECENT * 0.5 ** (age / HALF_LIFE))

    return sorted(newest, key=worth, reverse=True)
