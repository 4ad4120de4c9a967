"""The editors' hand on the search: words that mean the same, and what comes first, read with every search."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import IntegerField, TextField, Value
from django.db.models.functions import Concat

from integration.taxonomy.models import Topic
from search.analysis import Word
from search.models import Recommendation, SynonymGroup
from search.synonyms import NO_SYNONYMS, Phrase, Synonyms, is_form_of, phrases

FAR_ABOVE = 10  # times the best score: what is recommended stays above whatever else is weighed in
MOST_RECOMMENDED = 30  # for one search, of which a person sees what is visible
NO_ENTRY, NO_REASON = Value(0, IntegerField()), Value("", TextField())


@dataclass(frozen=True)
class Recommended:
    """What editors put first for some words."""

    words: str
    entry: int
    reason: str


@dataclass(frozen=True)
class Guidance:
    """All that editors tell the search."""

    synonyms: Synonyms = NO_SYNONYMS
    recommended: tuple[Recommended, ...] = ()

    def first(self, asked: Sequence[Word]) -> dict[int, str]:
        """Return which entries come first for these words, with the reasons.

        All words of a recommendation are searched for, and they are at least half of what is. The more the earlier.
        """
        found: list[tuple[int, int, Recommended]] = []
        for number, recommended in enumerate(self.recommended):
            fitting = [len(phrase.words) for phrase in _phrases(recommended.words) if _fits(phrase, asked)]
            if fitting:
                found.append((-max(fitting), number, recommended))
        entries: dict[int, str] = {}
        for _length, _number, recommended in sorted(found, key=lambda fitting: fitting[:2]):
            entries.setdefault(recommended.entry, recommended.reason)
        return dict(list(entries.items())[:MOST_RECOMMENDED])


def read() -> Guidance:
    """Return what editors keep now, in one query."""
    columns = ("words", "entry_id", "reason", "sort_order", "pk")
    nothing = {"its_entry": NO_ENTRY, "its_reason": NO_REASON, "its_place": Value(0, IntegerField())}
    rows = Recommendation.objects.order_by().values_list(*columns)
    groups = SynonymGroup.objects.order_by().annotate(**nothing)
    topics = Topic.objects.order_by().exclude(synonyms="").annotate(**nothing)
    named = topics.annotate(named=Concat("name", Value(", "), "synonyms", output_field=TextField()))
    rows = rows.union(groups.values_list("words", *nothing, "pk"), named.values_list("named", *nothing, "pk"), all=True)
    # Sorted, so that what was read before is known again
    found = sorted(rows, key=lambda row: (row[3], row[4], row[0]))
    return Guidance(
        Synonyms.of(words for words, entry, *_ in found if not entry),
        tuple(Recommended(words, entry, reason) for words, entry, reason, *_ in found if entry),
    )


def put_first(scores: Mapping[int, float], entries: Collection[int]) -> dict[int, float]:
    """Return scores by which these entries come first in their order, found or not."""
    best = FAR_ABOVE * max(scores.values(), default=0.0) or FAR_ABOVE
    return {**scores, **{entry: best * 2.0 ** (len(entries) - place) for place, entry in enumerate(entries)}}


def _fits(phrase: Phrase, asked: Sequence[Word]) -> bool:
    enough = 2 * len(phrase.words) >= len(asked)
    return enough and all(any(is_form_of(word, other) for other in asked) for word in phrase.words)


@lru_cache(maxsize=2048)
def _phrases(words: str) -> tuple[Phrase, ...]:
    return tuple(phrases(words))
