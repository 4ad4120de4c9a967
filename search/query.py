"""What was asked: the words and filters of a search, read from an address that anybody may have typed."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from integration.catalogue.folding import INVISIBLE, fold
from integration.catalogue.phases import Phase
from integration.catalogue.registry import kinds
from integration.members.models import SizeClass
from search.choices import Choices, Place

LONGEST_TEXT = 200  # characters; the field in the page takes no more
MOST_TERMS = 12  # each may be looked for in every text
LAST_PAGE = 1_000_000

QUOTED = re.compile(r'["„“”«»]([^"„“”«»]+)["„“”«»]')
QUOTES = re.compile(r'["„“”«»]')
UNSEEN = dict.fromkeys(map(ord, INVISIBLE.replace("\x00", "")))  # soft hyphens, which copied text brings along
AROUND_WORDS = ".,;:!?()[]{}'‚‘’…"
AGS = re.compile(r"[0-9]{8}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,9}")

Value = TypeVar("Value", str, int)


class Order(StrEnum):
    """In which order hits come; the values stand in addresses."""

    RELEVANCE = "treffer"
    NEWEST = "neueste"
    ALIKE = "wie-wir"  # from the own Kreis and of the own size first


@dataclass(frozen=True)
class SearchQuery:
    """A search: `text` as it was typed, `terms` as they are compared letter by letter.

    Those in quotation marks, the `phrases`, must occur; of the others half of the words is enough.
    """

    text: str = ""
    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    municipality: str = ""  # AGS
    kreis: str = ""
    sizes: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    phases: tuple[str, ...] = ()
    person: int = 0  # who is the contact
    order: Order = Order.RELEVANCE
    page: int = 1
    # What the filters are about: without it only those on kinds, years and phases are known
    choices: Choices = field(default_factory=Choices, compare=False, repr=False)
    person_name: str = ""
    home: Place | None = None  # whose like come first, if asked for

    @classmethod
    def from_params(cls, params: QueryDict) -> "SearchQuery":
        """Read the parameters of an address; what makes no sense is left out, never an error."""
        text = clean_text(params.get("q", ""))
        known_kinds = kinds()
        municipality = params.get("kommune", "")
        return cls(
            text=text,
            terms=split_terms(text),
            phrases=split_phrases(text),
            kinds=_each_once(params.getlist("art"), known_kinds.__contains__),
            topics=_each_once(params.getlist("thema")),
            municipality=municipality if AGS.fullmatch(municipality) else "",
            kreis=params.get("kreis", ""),
            sizes=_each_once(_numbers(params.getlist("groesse"), NUMBER), SizeClass.values.__contains__),
            years=_each_once(_numbers(params.getlist("jahr"), YEAR)),
            phases=_each_once(params.getlist("stand"), Phase.values.__contains__),
            person=next(iter(_numbers([params.get("person", "")], NUMBER)), 0),
            order=Order(order) if (order := params.get("sortierung")) in set(Order) else Order.RELEVANCE,
            page=_page_number(params.get("seite", "")),
        )

    def limited_to(self, choices: Choices, *, home: Place | None = None) -> "SearchQuery":
        """Return the same search of somebody from `home`, without what does not exist or makes no sense for them."""
        person = choices.person(self.person) if self.person else None
        return replace(
            self,
            topics=tuple(slug for slug in self.topics if slug in choices.topic_names),
            municipality=self.municipality if self.municipality in choices.by_ags else "",
            kreis=self.kreis if self.kreis in choices.kreise else "",
            order=self.order if home or self.order != Order.ALIKE else Order.RELEVANCE,
            person=person.pk if person else 0,
            person_name=person.display_name if person else "",
            choices=choices,
            home=home,
        )

    def unfiltered(self) -> "SearchQuery":
        """Return the same words in the same order, with no filter set, from the first page."""
        return SearchQuery(
            text=self.text,
            terms=self.terms,
            phrases=self.phrases,
            order=self.order,
            choices=self.choices,
            home=self.home,
        )

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Every filter that is set, as name and value of the parameter in the address."""
        return [
            *(("art", name) for name in self.kinds),
            *(("thema", slug) for slug in self.topics),
            *(("stand", phase) for phase in self.phases),
            *((name, value) for name, value in (("kommune", self.municipality), ("kreis", self.kreis)) if value),
            *(("groesse", str(size)) for size in self.sizes),
            *(("jahr", str(year)) for year in self.years),
            *([("person", str(self.person))] if self.person else []),
        ]

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.filters)


def clean_text(raw: str) -> str:
    """Return what was typed on one line, without control characters, cut at a word where it is too long."""
    seen = raw[: 5 * LONGEST_TEXT].translate(UNSEEN)
    text = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in seen)
    text = " ".join(text.split())
    if len(text) <= LONGEST_TEXT:
        return text
    head = text[: LONGEST_TEXT + 1].rpartition(" ")[0]
    return head or text[:LONGEST_TEXT]


def split_terms(text: str) -> tuple[str, ...]:
    """Return the words of a query, folded, each once; what stands in quotation marks stays together."""
    words = [fold(word.strip(AROUND_WORDS) or word) for word in QUOTES.sub(" ", QUOTED.sub(" ", text)).split()]
    return tuple(dict.fromkeys(term for term in (*split_phrases(text), *words) if term))[:MOST_TERMS]


def split_phrases(text: str) -> tuple[str, ...]:
    """Return what stands in quotation marks, folded, each once."""
    phrases = [fold(phrase) for phrase in QUOTED.findall(text)]
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))[:MOST_TERMS]


def _page_number(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit():
        return 1
    return min(max(int(raw[:20]), 1), LAST_PAGE)


def _numbers(raw: Iterable[str], form: re.Pattern[str]) -> list[int]:
    return [int(text) for text in raw if form.fullmatch(text)]


def _each_once(values: Iterable[Value], is_known: Callable[[Value], bool] = lambda _value: True) -> tuple[Value, ...]:
    return tuple(value for value in dict.fromkeys(values) if is_known(value))
