"""What is suggested while somebody types: titles, topics, municipalities and kinds whose words begin like that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from integration.catalogue.models import EntryQuerySet
from integration.catalogue.registry import kinds
from integration.members.models import Municipality
from integration.taxonomy.models import Topic
from search.query import clean_text
from search.titles import SHORTEST, TitleHasWords, TitleLeadsWith, spellings, typed_words

MOST_WORDS = 6  # of what was typed
TOPICS, MUNICIPALITIES, KINDS, TITLES = 3, 5, 2, 6  # suggestions of each sort


@dataclass(frozen=True)
class Suggestion:
    """Something to go to."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Suggestions of one sort."""

    label: str
    suggestions: Sequence[Suggestion]


@dataclass(frozen=True)
class _Name:
    """A topic, a municipality or a kind, with the filter that it stands for."""

    parameter: str
    value: str
    text: str
    note: str = ""
    weight: int = 0  # of several the heaviest comes first

    def begins_with(self, word: str) -> bool:
        own = spellings(self.text)
        return bool(own) and any(spelling.startswith(word) for spelling in own[0])

    @property
    def url(self) -> str:
        """The results under this filter."""
        params = QueryDict(mutable=True)
        params[self.parameter] = self.value
        return f"{reverse('search')}?{params.urlencode()}"


def suggest(text: str, visible: EntryQuerySet) -> list[Group]:
    """Return what begins like the typed words, of each sort a few, lists before pages; titles only of what is visible.

    A single letter says too little: it is left out beside longer words, and alone it finds nothing.
    """
    words = [word for word in typed_words(clean_text(text)) if len(word) >= SHORTEST][:MOST_WORDS]
    if not words:
        return []
    found = _names(words)
    groups = [
        Group(_("Topics"), found["thema"][:TOPICS]),
        Group(_("Municipalities"), found["kommune"][:MUNICIPALITIES]),
        Group(_("Kinds"), found["art"][:KINDS]),
        Group(_("Contributions"), _titles(words, visible)),
    ]
    return [group for group in groups if group.suggestions]


def _titles(words: Sequence[str], visible: EntryQuerySet) -> list[Suggestion]:
    """Return titles that have all the words, those that begin with the first one in front, then the newest."""
    rows = visible.filter(TitleHasWords(words)).order_by(TitleLeadsWith(words[0]).desc(), "-pk")
    return [
        Suggestion(title, url, ", ".join(filter(None, [str(kinds()[kind].kind_label), place])))
        for title, url, kind, place in rows.values_list("title", "url", "kind", "municipality__name")[:TITLES]
    ]


def _names(words: Sequence[str]) -> dict[str, list[Suggestion]]:
    """Return what fits among names, by the parameter of its filter; those that begin with it first."""
    found: dict[str, list[_Name]] = {"thema": [], "kommune": [], "art": []}
    for row in _all_names():
        if _fits(row[2], words):
            found[row[0]].append(_Name(*row))
    return {
        parameter: [
            Suggestion(name.text, name.url, name.note)
            for name in sorted(names, key=lambda name: (not name.begins_with(words[0]), -name.weight, name.text))
        ]
        for parameter, names in found.items()
    }


def _fits(name: str, words: Sequence[str]) -> bool:
    """Tell whether every word that was typed begins a word of the name."""
    own = [spelling for typed in spellings(name) for spelling in typed]
    return all(any(spelling.startswith(word) for spelling in own) for word in words)


def _all_names() -> Iterable[tuple[str, str, str, str, int]]:
    """Yield what makes the few hundred names there are, read in one query; their spellings are remembered."""
    text = CharField()
    topics = Topic.objects.order_by().values_list(
        Value("thema", text), F("slug"), F("name"), Value("", text), -Cast("sort_order", IntegerField())
    )
    places = (
        Municipality.objects.active()
        .order_by()
        .values_list(Value("kommune", text), F("ags"), F("name"), F("kreis"), Cast("population", IntegerField()))
    )
    yield from topics.union(places, all=True)
    for name, kind in kinds().items():
        yield "art", name, str(kind.kind_label_plural), "", 0
