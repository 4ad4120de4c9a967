"""Ranks documents by words: what an index keeps, what a query asks of it, and the interface of both engines."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

from search.analysis import END, GRAM, Word, analyse_word, content_words
from search.participles import noun_of
from search.spelling import repair
from search.synonyms import NO_SYNONYMS, Alternative, Phrase, Synonyms

MOST_WORDS = 40  # of a query; more say nothing new
TELLING_PART = 6  # letters; shorter ones, like those of Rathaus and Arbeitskreis, stand everywhere
MOST_SYNONYMS = 40  # of a query
MORE_THAN_HALF = 0.6
KNOWN_GRAMS = 0.7  # share of a word's grams that must stand somewhere, lest others look like it by accident
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
    is_open: bool = True  # to everybody who may search


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as an index keeps it."""

    id: int
    tokens: dict[Field, list[str]]
    words: frozenset[str]  # in normal form, to repair misspelled ones; none of what only some may read

    @classmethod
    def of(cls, document: "Document | Indexed") -> "Indexed":
        """Analyse a document, unless that has been done."""
        if isinstance(document, Indexed):
            return document
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
            words=frozenset(word.normal for word in found) if document.is_open else frozenset(),
        )

    @property
    def digest(self) -> str:
        """Fingerprint of what an index must have of this document."""
        return digest({name: Counter(tokens) for name, tokens in self.tokens.items()})


def digest(occurrences: Mapping[Field, Mapping[str, int]]) -> str:
    """Return the fingerprint of what an index has of a document: how often each token stands in each field."""
    made = blake2b(digest_size=16)
    for name in Field:
        for token, number in sorted(occurrences.get(name, {}).items()):
            made.update(f"{name} {token} {number}\n".encode())
    return made.hexdigest()


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a query.

    A document has it by its stem, by all of these grams, by all parts of a synonym, or in part by parts of a compound.
    """

    stem: str
    parts: tuple[str, ...]
    grams: tuple[str, ...]  # empty where the index has too few of the word's to tell
    synonyms: tuple[tuple[str, ...], ...] = ()  # the parts of each

    @property
    def telling_parts(self) -> list[str]:
        """Return the parts that say something by themselves, as short ones do not (Rathaus, Rat, Haus)."""
        return [part for part in self.parts if len(part) >= TELLING_PART]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query looks for in each field, each token once; and its words one by one."""

    stems: list[str]
    parts: list[str]
    grams: list[str]
    words: tuple[Sought, ...] = ()
    meant: Mapping[str, str] = field(default_factory=dict)  # misspelled words in normal form, with what was meant
    counted: Mapping[str, int] = field(
        default_factory=dict
    )  # in how many documents tokens stand, as far as it is known
    synonyms: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)  # of words in normal form
    asked: tuple[Word, ...] = ()  # the words as they were analysed
    is_loose: bool = False  # where else nothing is found: half of a compound is enough, of the only word too

    def __bool__(self) -> bool:
        return bool(self.stems)

    @property
    def phrases(self) -> list[Phrase]:
        """Return the synonyms that score, each once."""
        return list(dict.fromkeys(phrase for found in self.synonyms.values() for phrase in found))[:MOST_SYNONYMS]

    @property
    def alike(self) -> dict[Field, list[str]]:
        """Return the tokens by which synonyms score where each is asked for by itself.

        A word is found within compounds too, by its part; a compound only as a whole, since its parts say something
        else (the second one of Asylsuchende).
        """
        words = [word for phrase in self.phrases for word in phrase.words]
        parts = {part: None for word in words if len(word.parts) == 1 for part in word.parts}
        stems = {word.stem: None for word in words if len(word.parts) > 1}
        return {
            Field.PARTS: [part for part in parts if part not in self.parts],
            Field.EXACT: [stem for stem in stems if stem not in self.stems],
        }

    @property
    def least(self) -> float:
        """How many of its words a hit must have; of a single one more than half."""
        return MORE_THAN_HALF if len(self.words) == 1 and not self.is_loose else len(self.words) / 2

    @property
    def loosened(self) -> "Plan | None":
        """Return what finds more, None where there is no such thing."""
        can_be = len(self.words) == 1 and not self.is_loose and bool(self.words[0].telling_parts)
        return replace(self, is_loose=True) if can_be and len(self.words[0].parts) > 1 else None


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

    def index(self, documents: Iterable[Document | Indexed]) -> int:
        """Put documents in, in place of those with the same id; return their number."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; unknown ones do not matter."""
        ...

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        ...

    def ids(self) -> Iterator[int]:
        """Yield what is in the index."""
        ...

    def digests(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Return the fingerprints of those of these documents that are in the index, made of what is stored."""
        ...


class NamedIndex(RankedIndex, Protocol):
    """An index beside others."""

    name: str

    def fill(self, documents: Iterable[Document]) -> int:
        """Put very many documents into an index that is empty and that nobody else sees; each may come once."""
        ...


class Vocabulary(Protocol):
    """What an index says of single words."""

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        ...

    def documents_with(self, tokens: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these tokens stands, of grams at least; none that stands nowhere."""
        ...


def query_words(query: str) -> list[Word]:
    """Return the words to look for, each once; no index has function words, which are looked for letter by letter."""
    return [analyse_word(word) for word in list(dict.fromkeys(content_words(query)))[:MOST_WORDS]]


def plan(query: str, vocabulary: Vocabulary, synonyms: Synonyms = NO_SYNONYMS) -> Plan:
    """Return what to look for, with words that were probably meant in place of those that are misspelled."""
    asked = query_words(query)
    if not asked:
        return Plan([], [], [])

    def known(words: Collection[str]) -> Mapping[str, int]:
        """Return what documents have, and what the editors take for words, which leads to what documents have."""
        return dict.fromkeys(synonyms.known.intersection(words), 1) | dict(vocabulary.seen(words))

    meant = repair([word.normal for word in asked if word.normal not in synonyms.known], known)
    asked = [analyse_word(meant.get(word.normal, word.normal)) for word in asked]
    instead = [(*its, *_noun(word)) for its, word in zip(synonyms.of_words(asked), asked, strict=True)]
    counted = vocabulary.documents_with(_tokens(asked, instead))
    grams = [_rarest(word.grams, counted) for word in asked]
    sought = [
        Sought(
            word.stem,
            tuple(dict.fromkeys(word.parts)),
            _telling(word, counted),
            tuple(dict.fromkeys(alternative.parts for alternative in its)),
        )
        for word, its in zip(asked, instead, strict=True)
    ]
    return Plan(
        stems=list(dict.fromkeys(word.stem for word in asked)),
        parts=list(dict.fromkeys(part for word in asked for part in word.parts)),
        grams=list(dict.fromkeys(gram for chosen in grams for gram in chosen)),
        words=tuple({word.stem: word for word in sought}.values()),
        meant=meant,
        counted=counted,
        synonyms={
            word.normal: tuple(dict.fromkeys(alternative.phrase for alternative in its))
            for word, its in zip(asked, instead, strict=True)
            if its
        },
        asked=tuple(asked),
    )


def _noun(word: Word) -> Iterator[Alternative]:
    """Yield what means the same without an editor saying so: the noun of a participle."""
    if noun := noun_of(word.normal):
        yield Alternative(Phrase(noun, (analyse_word(noun),)))


def _tokens(asked: Iterable[Word], instead: Iterable[Iterable[Alternative]]) -> set[str]:
    """Return everything of which an index may say in how many documents it stands."""
    own = {token for word in asked for token in (word.stem, *word.parts, *word.grams)}
    return own | {part for its in instead for alternative in its for part in alternative.parts}


def _rarest(grams: Iterable[str], counted: Mapping[str, int]) -> list[str]:
    """Return the grams that tell most about a word, of those that documents have."""
    there = [gram for gram in dict.fromkeys(grams) if gram in counted]
    return sorted(there, key=lambda gram: (counted[gram], gram))[:GRAMS_OF_A_WORD]


def _telling(word: Word, counted: Mapping[str, int]) -> tuple[str, ...]:
    """Return the grams by which a document is said to have the word; none where many of them stand nowhere.

    The end of a word does not count, so that longer ones are found by how they begin (Asyl, Asylbewerber).
    """
    every = list(dict.fromkeys(word.grams))
    if len(word.stem) >= GRAM:
        every = [gram for gram in every if not gram.endswith(END)]
    known = sum(1 for gram in every if gram in counted)
    rarest = _rarest(every, counted)
    is_told = len(rarest) == min(GRAMS_OF_A_WORD, len(every)) and known >= KNOWN_GRAMS * len(every)
    return tuple(rarest) if is_told else ()
