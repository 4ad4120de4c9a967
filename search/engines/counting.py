"""Counts what fits the filters of a search, column by column: ten thousands of hits within a moment."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntFlag
from itertools import compress
from operator import or_
from typing import Any, TypeVar

from django.utils import timezone

from integration.catalogue.models import EntryQuerySet
from integration.catalogue.phases import phase_now
from search.choices import Place
from search.engines import Counts
from search.engines.expressions import Together
from search.query import SearchQuery

Name = TypeVar("Name", str, int)
ANY = 0


class Missed(IntFlag):
    """A filter that something does not pass."""

    KIND = 1
    TOPIC = 2
    MUNICIPALITY = 4
    KREIS = 8
    SIZE = 16
    YEAR = 32
    PHASE = 64


@dataclass(frozen=True)
class Columns:
    """What is counted and sorted of some entries, a list for each column, as text: as databases give it."""

    pks: list[str]
    kinds: list[str]
    places: list[str]  # keys of municipalities, empty for none
    topics: list[str]  # keys with blanks between them
    phases: list[str]
    published: list[str]  # ISO format in UTC, empty for never; databases differ in what follows the seconds

    @classmethod
    def of(cls, entries: EntryQuerySet) -> "Columns":
        """Read them, in one query."""
        found = entries.order_by().aggregate(
            pks=Together("pk"),
            kinds=Together("kind"),
            places=Together("municipality_id"),
            topics=Together("topic_key"),
            phases=Together(phase_now()),
            published=Together("published_at"),
        )
        return cls(**{name: text.split(",") if text is not None else [] for name, text in found.items()})

    def where(self, chosen: Sequence[bool]) -> "Columns":
        """Return the rows that are chosen."""
        return Columns(**{name: list(compress(column, chosen)) for name, column in vars(self).items()})

    def years(self) -> list[int]:
        """Return the years of publication by the calendar here, 0 for what never was published."""
        if not any(self.published):
            return [0] * len(self.published)
        first, last = int(min(filter(None, self.published))[:4]), int(max(self.published)[:4])
        begins = [_begin(year) for year in range(first, last + 2)]
        return [bisect(begins, moment) + first - 1 if moment else 0 for moment in self.published]


def _begin(year: int) -> str:
    here = datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())
    return f"{here.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def counted(query: SearchQuery, columns: Columns) -> tuple[Columns, Counts]:
    """Return the rows that pass all filters, and how many hits each choice would give."""
    years = columns.years()
    missed = _missed(query, columns, years)

    def count(column: Sequence[Name], own: Missed) -> Counter[Name]:
        """Count the values in what passes all filters but perhaps this one."""
        if not query.is_narrowed:
            return Counter(column)
        return Counter(compress(column, [what in (ANY, own) for what in missed]))

    places = {str(place.pk): place for place in query.choices.places}
    topics = {str(topic.pk): topic.slug for topic in query.choices.topics}
    under: Counter[str] = Counter()
    for key, number in count(columns.topics, Missed(ANY)).items():
        under.update({topics[topic]: number for topic in key.split() if topic in topics})
    counts = Counts(
        kinds=count(columns.kinds, Missed.KIND),
        topics=under,
        municipalities=_by(lambda place: place.ags, places, count(columns.places, Missed.MUNICIPALITY)),
        kreise=_by(lambda place: place.kreis, places, count(columns.places, Missed.KREIS)),
        sizes=_by(lambda place: place.size_class, places, count(columns.places, Missed.SIZE)),
        years=count(years, Missed.YEAR),
        phases=count(columns.phases, Missed.PHASE),
    )
    return (columns.where([not what for what in missed]) if query.is_narrowed else columns), counts


def _missed(query: SearchQuery, columns: Columns, years: list[int]) -> list[int]:
    """Return of each row which filters it does not pass; each value is judged once."""
    places = {str(place.pk): place for place in query.choices.places}
    topics = query.choices.topic_numbers(query.topics)

    def of_place(fits: Callable[[Place], bool]) -> Callable[[str], bool]:
        return lambda pk: pk in places and fits(places[pk])

    filters: list[tuple[Missed, object, Sequence[Any], Callable[[Any], bool]]] = [
        (Missed.KIND, query.kinds, columns.kinds, query.kinds.__contains__),
        (Missed.TOPIC, query.topics, columns.topics, lambda key: topics.issubset(key.split())),
        (Missed.PHASE, query.phases, columns.phases, query.phases.__contains__),
        (Missed.YEAR, query.years, years, query.years.__contains__),
        (
            Missed.MUNICIPALITY,
            query.municipality,
            columns.places,
            of_place(lambda place: place.ags == query.municipality),
        ),
        (Missed.KREIS, query.kreis, columns.places, of_place(lambda place: place.kreis == query.kreis)),
        (Missed.SIZE, query.sizes, columns.places, of_place(lambda place: place.size_class in query.sizes)),
    ]
    missed: list[int] = [ANY] * len(columns.pks)
    for name, chosen, column, fits in filters:
        if chosen:
            verdicts = {value: ANY if fits(value) else int(name) for value in set(column)}
            missed = list(map(or_, missed, map(verdicts.__getitem__, column)))
    return missed


def _by(name: Callable[[Place], Name], places: Mapping[str, Place], found: Mapping[str, int]) -> Counter[Name]:
    """Return numbers by a fact of the municipality in place of its key; nothing for what has none."""
    counts: Counter[Name] = Counter()
    for pk, number in found.items():
        if pk in places and (fact := name(places[pk])) != "":
            counts[fact] += number
    return counts
