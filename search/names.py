"""People and municipalities whose name is what somebody typed, in full, in part or nearly.

They are few, so that every name is compared at each search and no index has to be kept up to date
(`docs/decisions/009-names-are-compared-at-each-search.md`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.db.models import Count, Q

from integration.catalogue.models import EntryQuerySet
from integration.members.models import User, kreis_label
from integration.members.sorting import german_key
from search import compounds
from search.analysis import content_words, words
from search.choices import Place
from search.query import SearchQuery
from search.spelling import slips

MOST_WORDS = 5  # of a query that may be a name
MOST_SHOWN = 4  # of each sort
SHORTEST_START, SHORTEST_SLIP = 3, 5  # letters
EXACT, SOUNDS, STARTS, SLIP = 1.0, 0.9, 0.7, 0.5  # how well a word fits
KNOWN_NAMES = 20_000
# What stands in front of a name and is none, as the analysis leaves it
FORMS_OF_ADDRESS = frozenset(["frau", "fr", "herr", "herrn", "hr", "dr", "prof", "professor", "professorin", "doktor"])

# Spellings of one sound in names: Meier, Maier and Meyer; Schmidt and Schmitt; Walther and Walter
_SOUNDS = (("th", "t"), ("dt", "t"), ("ph", "f"), ("ck", "k"), ("tz", "z"), ("y", "i"), ("ai", "ei"), ("c", "k"))
_TWICE = re.compile(r"(.)\1")

Candidate = TypeVar("Candidate")


@dataclass(frozen=True)
class Named:
    """A municipality or a person, with the number of contributions from there that the reader may see."""

    thing: Place | User
    place: str
    entry_count: int


@dataclass(frozen=True)
class Names:
    """Whose name was typed, and how many more there are of each sort."""

    municipalities: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    more_people: int = 0

    def __len__(self) -> int:
        return len(self.municipalities) + len(self.people) + self.more_people


def find_names(query: SearchQuery, visible: EntryQuerySet, *, tolerant: bool) -> Names:
    """Return those whose name has every word of the query, or has one while the others say where or what they are.

    Words that German has are not taken for parts or slips of people's names (Schule is not Schulz), unless nothing else
    was found and so the search is `tolerant`.
    """
    asked = [word for word in dict.fromkeys(content_words(query.text)) if word not in FORMS_OF_ADDRESS]
    if not asked or len(asked) > MOST_WORDS:
        return Names()
    places = [place for place in query.choices.places if place.active]
    fitting_places = _best(
        [_Asked(word, starts=True, slips=tolerant or not _is_german(word)) for word in asked],
        [(place, place.name, f"{place.kind} Stadt Gemeinde Kreis {place.kreis}") for place in places],
    )
    fitting_people = _people(query, asked, tolerant=tolerant)
    if not fitting_places and not fitting_people:
        return Names()
    shown_places, shown_people = fitting_places[:MOST_SHOWN], fitting_people[:MOST_SHOWN]
    of_place, of_person = _numbers(visible, shown_places, shown_people)
    by_pk = query.choices.by_pk
    return Names(
        municipalities=tuple(Named(place, _where(place), of_place[place.pk]) for place in shown_places),
        people=tuple(
            Named(person, _name(by_pk.get(person.municipality_id or 0)), of_person[person.pk])
            for person in shown_people
        ),
        more_people=len(fitting_people) - len(shown_people),
    )


def addresses_somebody(text: str) -> bool:
    """Return whether a text has a form of address beside another word, which is somebody's name then."""
    found = set(words(text))
    return len(found) > 1 and not found.isdisjoint(FORMS_OF_ADDRESS)


def mentions_one_of(text: str, names: Iterable[str]) -> bool:
    """Return whether a text has all words of one of these last names, letter by letter but for accents."""
    found = set(words(text))
    return any(own and found.issuperset(own) for own in map(_words, names))


def _people(query: SearchQuery, asked: Sequence[str], *, tolerant: bool) -> list[User]:
    towns = query.choices.by_pk
    forms = [_Asked(word, starts=loose, slips=loose) for word in asked for loose in [tolerant or not _is_german(word)]]
    candidates = [
        (
            person,
            f"{person.first_name} {person.last_name}",
            f"{person.function} {_name(towns.get(person.municipality_id or 0))}",
        )
        for person in query.choices.people
    ]
    return [person.user() for person in _best(forms, candidates)]


class _Asked:
    """A word of the query, with what fits it."""

    def __init__(self, word: str, *, starts: bool, slips: bool) -> None:
        self.word, self.sound = word, _sound(word)
        self.starts, self.slips = starts and len(word) >= SHORTEST_START, slips and len(word) >= SHORTEST_SLIP
        self.known: dict[str, float] = {}  # many people have the same first name

    def fit(self, other: str) -> float:
        """Return how well a word of a name fits."""
        if other not in self.known:
            self.known[other] = self._fit(other)
        return self.known[other]

    def _fit(self, other: str) -> float:
        if other == self.word:
            return EXACT
        if len(self.word) >= SHORTEST_START and _sound(other) == self.sound:
            return SOUNDS
        if self.starts and other.startswith(self.word):
            return STARTS
        return SLIP if self.slips and other in _slips(self.word) else 0.0


def _best(asked: Sequence[_Asked], candidates: Iterable[tuple[Candidate, str, str]]) -> list[Candidate]:
    """Return those that fit, best first; each comes with its name and with what may be typed beside the name."""
    found = []
    for candidate, name, beside in candidates:
        own = _words(name)
        fits = [max(map(word.fit, own), default=0.0) for word in asked]
        if not any(fits):
            continue
        others = _words(beside)
        if all(
            fit or any(word.fit(other) >= SOUNDS for other in others) for fit, word in zip(fits, asked, strict=True)
        ):
            found.append((-sum(fits) / len(own), german_key(" ".join(reversed(name.split()))), candidate))
    return [candidate for _fit, _key, candidate in sorted(found, key=lambda each: each[:2])]


@lru_cache(maxsize=KNOWN_NAMES)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word)


@lru_cache(maxsize=KNOWN_NAMES)
def _sound(word: str) -> str:
    """Return a normalised word as it is spoken, roughly."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _TWICE.sub(r"\1", word)


@lru_cache(maxsize=16)
def _slips(word: str) -> frozenset[str]:
    return frozenset(slips(word))


def _is_german(word: str) -> bool:
    return compounds.frequency(word) is not None


def _numbers(
    visible: EntryQuerySet, places: Sequence[Place], people: Sequence[User]
) -> tuple[Counter[int], Counter[int]]:
    """Count the visible contributions of each, in one query."""
    of_place, of_person = Counter[int](), Counter[int]()
    place_pks, person_pks = {place.pk for place in places}, {person.pk for person in people}
    theirs = visible.filter(Q(municipality__in=place_pks) | Q(contact_user__in=person_pks))
    counted = theirs.order_by().values_list("municipality", "contact_user").annotate(number=Count("pk"))
    for place, person, number in counted:
        of_place[place] += number
        of_person[person] += number
    return of_place, of_person


def _where(place: Place) -> str:
    return kreis_label(place.kreis) if place.kreis else place.kind


def _name(place: Place | None) -> str:
    return place.name if place else ""
