"""Finds with the portal's own database, SQLite or PostgreSQL alike, ranked by the index that lies in it.

Whatever ranks, what a person may see of it, filters and counts are made here, of the rows.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from heapq import nlargest
from itertools import compress

from django.db.models import F, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from integration.catalogue.models import EntryQuerySet
from search import editorial
from search.editorial import Guidance, put_first
from search.engines import SearchResult
from search.engines.counting import Columns, counted
from search.engines.expressions import Among
from search.engines.kept import InDatabase
from search.query import Order, SearchQuery
from search.ranking import Plan, plan
from search.services import bring_up_to_date_for_a_search

# Of two hits that are about equally good the newer comes first
RECENT = 0.1  # share of its score that a hit of today gets on top
HALF_LIFE = 365 * 24 * 3600  # seconds in which half of that is gone


class DatabaseEngine:
    """Asks the index in the database, which hears first of what it has not been told yet."""

    def search(self, query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> SearchResult:
        bring_up_to_date_for_a_search()
        index = InDatabase().live()
        guidance = editorial.read()
        wanted = plan(query.text, index, guidance.synonyms)
        return answer(query, visible, index.find, wanted=wanted, guidance=guidance, offset=offset, limit=limit)

    def best(self, wanted: Plan, *, limit: int) -> list[tuple[int, float]]:
        return InDatabase().live().best(wanted, limit)

    def check(self) -> None:
        """The database itself is looked at elsewhere."""


def answer(
    query: SearchQuery,
    visible: EntryQuerySet,
    find: Callable[[Plan], Mapping[int, float]],
    *,
    wanted: Plan,
    guidance: Guidance,
    offset: int,
    limit: int,
) -> SearchResult:
    """Read what the person may see of what an index finds; filters and counts are made of that.

    Without words there is nothing to rank by. What is recommended is a hit whatever its words, the first of all.
    Whether more is looked for depends on what this person sees, never on what others do.
    """
    recommended = guidance.first(wanted.asked)
    scores = find(wanted) if wanted else None
    if scores is not None and recommended:
        scores = put_first(scores, recommended)
    fitting, counts = counted(query, Columns.of(_found(query, visible, scores)))
    if not fitting.pks and wanted.loosened:
        scores = find(wanted.loosened)
        fitting, counts = counted(query, Columns.of(_found(query, visible, scores)))
    return SearchResult(
        ids=_page(query, fitting, scores or {}, offset, limit),
        total=len(fitting.pks),
        counts=counts,
        meant=wanted.meant,
        synonyms=wanted.synonyms,
        recommended=recommended,
    )


def _found(query: SearchQuery, visible: EntryQuerySet, scores: Mapping[int, float] | None) -> EntryQuerySet:
    """Return what fits the words and the person, whatever the other filters; signs without words are looked for too."""
    entries = visible
    if scores is not None:
        entries = entries.filter(Among("pk", scores))
    if query.person:
        entries = entries.filter(contact_user=query.person)
    for term in query.terms if scores is None else query.phrases:
        entries = entries.filter(_contains(term))
    return entries


def _contains(term: str) -> GreaterThan:
    """Compare position instead of LIKE: no character of the term has a meaning of its own."""
    return GreaterThan(StrIndex(F("searchable__folded"), Value(term, output_field=TextField())), 0)


def _page(query: SearchQuery, hits: Columns, scores: Mapping[int, float], offset: int, limit: int) -> list[int]:
    """Return the keys on one page; where like municipalities come first, those most alike are a list before others."""
    ids: list[int] = []
    for group in _groups(query, hits):
        if offset < len(group.pks) and len(ids) < limit:
            ids += _best(group, scores if query.order != Order.NEWEST else {}, offset, limit - len(ids))
        offset = max(offset - len(group.pks), 0)
    return ids


def _groups(query: SearchQuery, hits: Columns) -> list[Columns]:
    if query.order != Order.ALIKE or query.home is None:
        return [hits]
    alike = {str(place.pk): place.alike(query.home) for place in query.choices.places}
    ranks = [alike.get(place, 0) for place in hits.places]
    return [hits.where([rank == wanted for rank in ranks]) for wanted in (2, 1, 0)]


def _best(hits: Columns, scores: Mapping[int, float], offset: int, limit: int) -> list[int]:
    """Return some of these in their order: those with a score by what they are worth, then the newest."""
    pks = list(map(int, hits.pks))
    worth = _worth()
    rated = [
        (worth(score, published), published, pk)
        for pk, published in zip(pks, hits.published, strict=True)
        if (score := scores.get(pk, 0.0)) > 0
    ]
    ids = [pk for _worth, _published, pk in sorted(rated, reverse=True)[offset : offset + limit]]
    if len(ids) == limit or len(rated) == len(pks):
        return ids
    others: Iterable[tuple[str, int]] = zip(hits.published, pks, strict=True)
    if rated:
        others = compress(others, [scores.get(pk, 0.0) <= 0 for pk in pks])
    first = max(offset - len(rated), 0)
    missing = limit - len(ids)
    return ids + [pk for _published, pk in nlargest(first + missing, others)[first:]]


def _worth() -> Callable[[float, str], float]:
    """Return what tells how much a score is worth, which is a little more for what is new."""
    now = timezone.now().timestamp()

    def worth(score: float, published: str) -> float:
        if not published:
            return score
        age = max(now - datetime.fromisoformat(published).replace(tzinfo=UTC).timestamp(), 0.0)
        return score * (1 + RECENT * 0.5 ** (age / HALF_LIFE))

    return worth
