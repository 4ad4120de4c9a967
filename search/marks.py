"""Which words of a text a query means: those with its letters, and those that the analysis takes for the same."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from integration.catalogue.folding import fold
from search.analysis import Word, analyse_word, content_words
from search.highlight import Marker
from search.normal_form import normalise
from search.query import SearchQuery
from search.ranking import TELLING_PART
from search.synonyms import Phrase

SHORTEST_PIECE = 5  # letters; a shorter word is marked within others only where nothing else is found
ALIKE = 0.6  # share of a word's grams that another needs to look like it

_WORD = re.compile(r"[^\W_]+")


@dataclass
class Term:
    """One term of a query with the forms of it that texts have."""

    term: str
    asked: Sequence[Word] = ()
    synonyms: Sequence[Phrase] = ()
    forms: set[str] = field(default_factory=set)

    def take_forms(self, words: Iterable[str]) -> None:
        """Keep those of these words that are forms of the term, or of a word that means the same."""
        alike = [phrase.words[0] for phrase in self.synonyms if len(phrase.words) == 1]
        near = _near((*self.asked, *alike))
        if near is None:
            return
        for word in words:
            plain = normalise(word)
            if not near(plain):
                continue
            other = analyse_word(plain)
            if any(_same(asked, other) for asked in self.asked) or any(_has(other, synonym) for synonym in alike):
                self.forms.add(fold(word))

    @property
    def pieces(self) -> list[str]:
        """Return what is marked wherever it stands, within words too; synonyms of several words as they are written."""
        short = self.term.isalnum() and len(self.term) < SHORTEST_PIECE
        several = [fold(phrase.text) for phrase in self.synonyms if len(phrase.words) > 1]
        return several if short and self.forms else [self.term, *several]

    def marker(self) -> Marker:
        """Return what finds the term in texts whose words were taken."""
        return Marker.of(self.pieces, sorted(self.forms))


@dataclass
class Terms:
    """All terms of a query."""

    terms: list[Term]
    meant: frozenset[str] = frozenset()  # what misspelled words mean, in normal form
    written: dict[str, str] = field(default_factory=dict)  # these as texts have them

    @classmethod
    def of(
        cls,
        query: SearchQuery,
        meant: Mapping[str, str],
        synonyms: Mapping[str, Sequence[Phrase]] = MappingProxyType({}),
    ) -> "Terms":
        """Return the terms of a query, of which misspelled words mean others; phrases are only themselves."""

        def read(term: str) -> Term:
            asked = [analyse_word(meant.get(word, word)) for word in content_words(term)]
            return Term(term, asked, [phrase for word in asked for phrase in synonyms.get(word.normal, ())])

        terms = [Term(term) if term in query.phrases else read(term) for term in query.terms]
        return cls(terms, frozenset(meant.values()))

    def take_forms(self, texts: Iterable[str]) -> None:
        """Learn the forms that the words have in these texts."""
        words = {word for text in texts for word in _WORD.findall(unicodedata.normalize("NFC", text))}
        for term in self.terms:
            term.take_forms(words)
        for word in sorted(words, reverse=True) if self.meant else ():  # so that not the one in capitals is taken
            if (plain := normalise(word)) in self.meant:
                self.written.setdefault(plain, word)

    def marker(self) -> Marker:
        """Return what marks all terms in texts whose words were taken."""
        pieces = [piece for term in self.terms for piece in term.pieces]
        return Marker.of(pieces, sorted({form for term in self.terms for form in term.forms}))


@lru_cache(maxsize=256)
def _near(words: tuple[Word, ...]) -> Callable[[str], object] | None:
    """Return what tells quickly whether another word has any four letters in common with these; most have not."""
    grams = {gram.strip("_") for word in words for gram in word.grams}
    return re.compile("|".join(map(re.escape, sorted(grams)))).search if grams else None


def _has(other: Word, synonym: Word) -> bool:
    """Tell whether a word is a synonym or a compound with it; one that only looks like it is not marked."""
    return synonym.stem == other.stem or set(synonym.parts) <= set(other.parts)


def _same(asked: Word, other: Word) -> bool:
    if asked.stem == other.stem or asked.stem in other.parts or other.stem in asked.parts:
        return True
    shared = set(asked.parts) & set(other.parts)
    if any(len(part) >= TELLING_PART for part in shared):
        return True
    grams = set(asked.grams)
    return len(grams) > 2 and len(grams.intersection(other.grams)) >= ALIKE * len(grams)
