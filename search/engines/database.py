"""Finds with the portal's own database, SQLite or PostgreSQL alike: every word must occur somewhere in the text."""

from collections import Counter, defaultdict
from functools import reduce
from operator import add
from typing import NamedTuple

from django.db.models import Case, Expression, F, IntegerField, TextField, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from integration.catalogue.models import Entry, EntryQuerySet
from search.engines import Counts, SearchResult
from search.query import Order, SearchQuery

IN_TITLE, IN_TEASER, IN_TEXT = 4, 2, 1  # points of a word by the best place where it stands


class _Row(NamedTuple):
    pk: int
    kind: str
    municipality: str | None


def _contains(column: str, term: str) -> GreaterThan:
    """Compare position instead of LIKE: no character of the term has a meaning of its own."""
    return GreaterThan(StrIndex(F(f"searchable__{column}"), Value(term, output_field=TextField())), 0)


def _points(term: str) -> Expression:
    return Case(
        When(_contains("folded_title", term), then=IN_TITLE),
        When(_contains("folded_teaser", term), then=IN_TEASER),
        default=IN_TEXT,
        output_field=IntegerField(),
    )


class DatabaseEngine:
    """Reads every text that the person may see, once per search; filters and counts are made of that one answer."""

    def search(self, query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> SearchResult:
        rows = self._rows(query, visible)
        topics = self._topics()
        wanted_kinds, wanted_topics = set(query.kinds), set(query.topics)

        kinds: Counter[str] = Counter()
        municipalities: Counter[str] = Counter()
        under: Counter[str] = Counter()
        hits: list[int] = []
        for row in rows:
            if not wanted_topics <= topics[row.pk]:
                continue
            kind_fits = not wanted_kinds or row.kind in wanted_kinds
            place_fits = not query.municipality or row.municipality == query.municipality
            if place_fits:
                kinds[row.kind] += 1
            if kind_fits and row.municipality:
                municipalities[row.municipality] += 1
            if kind_fits and place_fits:
                under.update(topics[row.pk])
                hits.append(row.pk)
        return SearchResult(
            ids=hits[offset : offset + limit],
            total=len(hits),
            counts=Counts(kinds=kinds, topics=under, municipalities=municipalities),
        )

    def _rows(self, query: SearchQuery, visible: EntryQuerySet) -> list[_Row]:
        """Return everything that has the words, best first, whatever the filters."""
        entries = visible.newest()
        for term in query.terms:
            entries = entries.filter(_contains("folded", term))
        if query.terms and query.order == Order.RELEVANCE:
            points = reduce(add, (_points(term) for term in query.terms))
            entries = entries.annotate(points=points).order_by(
                "-points", F("published_at").desc(nulls_last=True), "-pk"
            )
        return [_Row(*values) for values in entries.values_list("pk", "kind", "municipality__ags")]

    def _topics(self) -> defaultdict[int, set[str]]:
        """Return the topics of every entry; only those of hits are counted."""
        topics: defaultdict[int, set[str]] = defaultdict(set)
        for pk, slug in Entry.topics.through.objects.values_list("entry_id", "topic__slug"):
            topics[pk].add(slug)
        return topics
