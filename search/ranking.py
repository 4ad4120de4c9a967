"""Ranks documents by words: what an index keeps, what a query asks of it, and the interface of both engines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from search.analysis import Word, analyse_word, content_words, words
from search.spelling import repair

MOST_WORDS = 40  # of a query; more say nothing new
GRAMS_OF_A_WORD = 3  # the rarest of each word: the common ones cost most and say least


class Field(StrEnum):
    """What is kept of a document; the values name columns."""

    EXACT = "exact"
    TITLE = "title"
    PARTS = "parts"
    GRAMS = "grams"


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed; the words of the title are words of the document too."""

    id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as an index keeps it."""

    id: int
    tokens: dict[Field, list[str]]
    words: frozenset[str]  # in normal form, to repair misspelled ones

    @classmethod
    def of(cls, document: Document) -> "Indexed":
        """Analyse a document."""
        title = [analyse_word(word) for word in content_words(document.title)]
        found = title + [analyse_word(word) for word in content_words(document.text)]
        return cls(
            id=document.id,
            tokens={
                Field.EXACT: [word.stem for word in found],
                Field.TITLE: [word.stem for word in title],
                Field.PARTS: [part for word in found for part in word.parts],
                Field.GRAMS: [gram for word in found for gram in word.grams],
            },
            words=frozenset(word.normal for word in found),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query looks for in each field, each token once."""

    stems: list[str]
    parts: list[str]
    grams: list[str]

    def __bool__(self) -> bool:
        return bool(self.stems)


class EngineUnavailable(Exception):  # noqa: N818 - says what is the case, not what went wrong
    """The engine did not do what it was asked, in time or at all; the text says why."""


class RankedIndex(Protocol):
    """Keeps documents and finds them again, best first."""

    def create(self) -> None:
        """Make the index, empty."""
        ...

    def drop(self) -> None:
        """Remove the index with all that is in it."""
        ...

    def index(self, documents: Iterable[Document]) -> int:
        """Put documents in, in place of those with the same id; return their number."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; unknown ones do not matter."""
        ...

    def search(self, query: str, limit: int) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        ...


class Vocabulary(Protocol):
    """What an index says of single words."""

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        ...

    def documents_with(self, grams: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these grams stands; one that stands nowhere is left out."""
        ...


def query_words(query: str) -> list[Word]:
    """Return the words to look for, each once; function words only where there is nothing else."""
    chosen = content_words(query) or [word for word in words(query) if word]
    return [analyse_word(word) for word in list(dict.fromkeys(chosen))[:MOST_WORDS]]


def plan(query: str, vocabulary: Vocabulary) -> Plan:
    """Return what to look for, with words that were probably meant beside those that are misspelled."""
    asked = query_words(query)
    if not asked:
        return Plan([], [], [])
    meant = repair([word.normal for word in asked], vocabulary.seen)
    asked = [analyse_word(meant.get(word.normal, word.normal)) for word in asked]
    return Plan(
        stems=list(dict.fromkeys(word.stem for word in asked)),
        parts=list(dict.fromkeys(part for word in asked for part in word.parts)),
        grams=_rarest(asked, vocabulary),
    )


def _rarest(asked: Sequence[Word], vocabulary: Vocabulary) -> list[str]:
    """Return the grams that tell most about each word."""
    counted = vocabulary.documents_with({gram for word in asked for gram in word.grams})
    chosen: dict[str, None] = {}
    for word in asked:
        there = [gram for gram in dict.fromkeys(word.grams) if gram in counted]
        chosen.update(dict.fromkeys(sorted(there, key=lambda gram: (counted[gram], gram))[:GRAMS_OF_A_WORD]))
    return list(chosen)
