"""Words that mean the same: what a query looks for besides its own words, as the editors keep it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from integration.catalogue.folding import fold
from search.analysis import Word, analyse_word, content_words

SEPARATORS = re.compile(r"[,;\n]")
MOST_OF_A_WORD = 20  # synonyms
LONGEST_ENDING = 2  # letters of a plural
SHORTEST_WITHIN = 4  # letters of a word whose synonyms stand for it within compounds, too


@dataclass(frozen=True, slots=True)
class Phrase:
    """One of the words that mean the same, which may be several (“Deutsch als Zweitsprache”)."""

    text: str  # as somebody wrote it
    words: tuple[Word, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """Return what makes it differ from other phrases."""
        return tuple(word.stem for word in self.words)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what stands side by side in a text that says this, within a compound or not."""
        return tuple(part for word in self.words for part in word.parts)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a document may have in place of a word: a phrase, and of a compound the parts that the phrase leaves."""

    phrase: Phrase
    left: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the parts that such a document has, each once."""
        return tuple(dict.fromkeys((*self.phrase.parts, *self.left)))


Group = tuple[Phrase, ...]


@dataclass(frozen=True)
class Synonyms:
    """Groups of phrases that mean the same."""

    groups: tuple[Group, ...] = ()
    known: frozenset[str] = frozenset()  # words in normal form, which are no slips
    _saying: dict[str, list[tuple[Phrase, Group]]] = field(default_factory=dict, compare=False)
    _within: dict[str, list[tuple[tuple[str, ...], Group]]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, groups: Iterable[str]) -> "Synonyms":
        """Read groups, each a text with commas between its phrases; what says nothing is left out."""
        return _read(tuple(groups))

    def of_words(self, asked: Sequence[Word]) -> list[tuple[Alternative, ...]]:
        """Return for each of these words in the order of a query what may stand in its place."""
        if not self.groups:
            return [()] * len(asked)
        found: list[dict[Alternative, None]] = [{} for _ in asked]  # sets that keep their order
        for place, word in enumerate(asked):
            for said, group in (pair for form in sorted(forms(word)) for pair in self._saying.get(form, ())):
                end = place + len(said.words)
                if len(asked) >= end and all(map(is_form_of, asked[place:end], said.words)):
                    others = {Alternative(phrase): None for phrase in group if phrase.stems != said.stems}
                    for its_place in range(place, end):
                        found[its_place].update(others)
            found[place].update(dict.fromkeys(self._of_parts(word)))
        return [tuple(alternatives)[:MOST_OF_A_WORD] for alternatives in found]

    def _of_parts(self, word: Word) -> Iterable[Alternative]:
        """Yield what may stand for a part of a compound, or for several side by side."""
        if len(word.parts) < 2:
            return
        for place, part in enumerate(word.parts):
            for said, group in self._within.get(part, ()):
                end = place + len(said)
                if word.parts[place:end] == said:
                    left = (*word.parts[:place], *word.parts[end:])
                    yield from (Alternative(phrase, left) for phrase in group if phrase.parts != said)


def forms(word: Word) -> frozenset[str]:
    """Return what a word has in common with its other forms: stems alone differ (Kur, Kurs), or keep an s (Kitas)."""
    singular = word.normal[:-1] if word.normal.endswith("s") and len(word.normal) > SHORTEST_WITHIN else word.normal
    return frozenset((word.normal, word.stem, singular))


def is_form_of(word: Word, other: Word) -> bool:
    """Return whether two words are the same but for their endings."""
    return not forms(word).isdisjoint(forms(other))


def phrases(text: str) -> list[Phrase]:
    """Return the phrases of a text with commas between them, each once; forms of one word stay, as texts have them."""
    found: dict[str, Phrase] = {}
    for piece in SEPARATORS.split(text):
        written = " ".join(piece.split())
        phrase = Phrase(written, tuple(analyse_word(word) for word in content_words(written)))
        if phrase.words:
            found.setdefault(fold(written), phrase)
    return list(found.values())


def are_forms(phrase: Phrase, other: Phrase) -> bool:
    """Return whether two phrases are the same but for the endings of their words."""
    return len(phrase.words) == len(other.words) and all(map(is_form_of, phrase.words, other.words))


def are_one_word(phrase: Phrase, other: Phrase) -> bool:
    """Return whether an editor takes two phrases for one (Kurs, Kurse); a stem may be that of more (Ehrenamtliche)."""
    return are_forms(phrase, other) and all(
        _differ_at_the_end(word.normal, its.normal) for word, its in zip(phrase.words, other.words, strict=True)
    )


def _differ_at_the_end(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= LONGEST_ENDING


def say_something(group: Sequence[Phrase]) -> bool:
    """Return whether these phrases are not just forms of the same one (Kurs, Kurse)."""
    return any(not are_forms(group[0], other) for other in group[1:])


@lru_cache(maxsize=16)
def _read(texts: tuple[str, ...]) -> Synonyms:
    """Analyse groups once; as soon as the editors change one the texts are others."""
    groups = tuple(group for group in (tuple(phrases(text)) for text in texts) if say_something(group))
    saying: defaultdict[str, list[tuple[Phrase, Group]]] = defaultdict(list)
    within: defaultdict[str, list[tuple[tuple[str, ...], Group]]] = defaultdict(list)
    for group in groups:
        for phrase in group:
            for form in forms(phrase.words[0]):
                saying[form].append((phrase, group))
            if len(phrase.words) == 1 and len(phrase.words[0].normal) >= SHORTEST_WITHIN:
                within[phrase.parts[0]].append((phrase.parts, group))
    known = frozenset(word.normal for group in groups for phrase in group for word in phrase.words)
    return Synonyms(groups, known, dict(saying), dict(within))


NO_SYNONYMS = Synonyms()
