"""What was asked: the words and filters of a search, read from an address that anybody may have typed."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import QueryDict

from integration.catalogue.folding import fold
from integration.catalogue.registry import kinds

LONGEST_TEXT = 200  # characters; the field in the page takes no more
MOST_TERMS = 12  # each may be looked for in every text
LAST_PAGE = 1_000_000

QUOTED = re.compile(r'["„“”«»]([^"„“”«»]+)["„“”«»]')
QUOTES = re.compile(r'["„“”«»]')
AROUND_WORDS = ".,;:!?()[]{}'‚‘’…"
AGS = re.compile(r"[0-9]{8}")


class Order(StrEnum):
    """In which order hits come; the values stand in addresses."""

    RELEVANCE = "treffer"
    NEWEST = "neueste"


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
    municipality: str = ""
    order: Order = Order.RELEVANCE
    page: int = 1

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
            kinds=tuple(dict.fromkeys(name for name in params.getlist("art") if name in known_kinds)),
            topics=tuple(dict.fromkeys(params.getlist("thema"))),
            municipality=municipality if AGS.fullmatch(municipality) else "",
            order=Order.NEWEST if params.get("sortierung") == Order.NEWEST else Order.RELEVANCE,
            page=_page_number(params.get("seite", "")),
        )

    def limited_to(self, *, topics: Collection[str], municipalities: Collection[str]) -> "SearchQuery":
        """Return the same search without filters on topics and municipalities that do not exist."""
        return replace(
            self,
            topics=tuple(slug for slug in self.topics if slug in topics),
            municipality=self.municipality if self.municipality in municipalities else "",
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.kinds or self.topics or self.municipality)


def clean_text(raw: str) -> str:
    """Return what was typed on one line, without control characters, cut at a word where it is too long."""
    text = "".join(
        " " if unicodedata.category(letter).startswith("C") else letter for letter in raw[: 5 * LONGEST_TEXT]
    )
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
