"""What finds: the interface of a search engine, and the one in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from integration.catalogue.models import EntryQuerySet
from search.query import SearchQuery
from search.ranking import Plan
from search.synonyms import Phrase


@dataclass(frozen=True)
class Counts:
    """How many hits each choice of a filter would give, by name of the kind, slug of the topic, AGS and so on.

    Topics narrow further. The choices of every other filter are alternatives, so each is counted as if none of the
    same filter were set.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    municipalities: Mapping[str, int] = field(default_factory=dict)
    kreise: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[int, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    phases: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchResult:
    """Primary keys of the entries on one page in their order, and the number of all hits.

    `meant` says what misspelled words were taken for, both in normal form; it is for marking words in hits only, since
    it comes from everything in the index, and must not be shown by itself. `synonyms` are what was looked for besides,
    of words in normal form. `recommended` are entries that editors put first, with their reasons; of these the person
    may see those in `ids` only.
    """

    ids: list[int]
    total: int
    counts: Counts
    meant: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, Sequence[Phrase]] = field(default_factory=dict)
    recommended: Mapping[int, str] = field(default_factory=dict)


class Engine(Protocol):
    """Finds entries. Whatever it returns and counts lies within `visible`."""

    def search(self, query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> SearchResult:
        """Return the hits from `offset` on, at most `limit` of them."""
        ...

    def best(self, wanted: Plan, *, limit: int) -> list[tuple[int, float]]:
        """Return entries that have most of what is looked for, with scores, best first; of all that is published.

        Whoever shows them asks what the person may see.
        """
        ...

    def check(self) -> None:
        """Raise `EngineUnavailable` where a search would."""
        ...
