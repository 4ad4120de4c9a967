"""Turns German text into what engines index and look for; one analysis for all engines, documents and queries.

Three fields: `exact` holds the stems, `parts` those of compounds' parts, `grams` four letters each with `_` for the
ends of a word. In fields of their own, so that long compounds do not drown the other words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from search import compounds
from search.normal_form import CACHED_WORDS, normalise, prepare
from search.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
GRAM = 4
END = "_"  # marks both ends of a word in its grams

_stemmer = Stemmer("german", 0)  # `analyse_word` keeps what it was asked


class Word(NamedTuple):
    """One word as it is looked for: its stem, the stems of its parts, its grams."""

    normal: str
    stem: str
    parts: tuple[str, ...]
    grams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """The tokens of a text, in its order; every token consists of letters, digits and `_` only."""

    exact: list[str]
    parts: list[str]
    grams: list[str]


def warm() -> None:
    """Read the dictionary now, before somebody waits for it."""
    compounds.warm()


def is_warm() -> bool:
    """Say whether the dictionary is there, for those who would rather do without than wait for it."""
    return compounds.is_warm()


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in normal form, function words too."""
    for word in _WORD.findall(prepare(text)):
        plain = normalise(word)
        if plain.isascii() and plain.isalnum():
            yield plain
        else:  # what was one letter may now be several and a sign: ½, ⒚, vowels of other scripts
            yield from _WORD.findall(plain)


def content_words(text: str) -> list[str]:
    """Return the words in normal form that say something about the text."""
    return [word for word in words(text) if word and word not in STOP_WORDS]


def stem(word: str) -> str:
    """Return the stem of a normalised word; a woman's is that of a man (Koordinatorin, Koordinator)."""
    if word.endswith("innen") and len(word) > 8:
        word = word[:-5]
    elif word.endswith("in") and len(word) > 6 and compounds.is_feminine(word):
        word = word[:-2]
    return str(_stemmer.stemWord(word)) or word


def grams(word: str) -> tuple[str, ...]:
    """Return four letters each, with marks for both ends; a shorter word is one gram."""
    marked = f"{END}{word}{END}"
    return tuple(marked[start : start + GRAM] for start in range(max(1, len(marked) - GRAM + 1)))


@lru_cache(maxsize=CACHED_WORDS)
def analyse_word(word: str) -> Word:
    """Return what is looked for of a normalised word."""
    stemmed = stem(word)
    return Word(
        normal=word,
        stem=stemmed,
        parts=tuple(stem(part) for part in compounds.split(word)),
        grams=grams(stemmed),
    )


def analyse(text: str) -> Analysed:
    """Return the tokens of a text, whatever it holds."""
    found = [analyse_word(word) for word in content_words(text)]
    return Analysed(
        exact=[word.stem for word in found],
        parts=[part for word in found for part in word.parts],
        grams=[gram for word in found for gram in word.grams],
    )
