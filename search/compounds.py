"""Takes compounds apart: a split is as good as its parts are common, by the geometric mean of their frequencies."""

from collections import defaultdict
from functools import lru_cache
from importlib import import_module
from math import log
from threading import Lock
from typing import NamedTuple

from Stemmer import Stemmer

from search.normal_form import normalise
from search.words import LINKS, NO_PART, STOP_WORDS, WITH_S

SHORTEST, LONGEST = 3, 20  # letters of a part
SHORTEST_COMPOUND, LONGEST_COMPOUND = 7, 60
MOST_PARTS = 5
# How common a part must be, by its letters: short ones occur within other words by accident
LEAST_FREQUENCY = {3: 3e-5, 4: 2e-6, 5: 5e-7}
LEAST_OF_LONGER = 2e-8
NEITHER = NO_PART | STOP_WORDS
LINK_COST = 0.5  # a split without linking element wins against one with it
PART_COST = 1.0  # of every part after the second
SPLIT_COST = 1.0  # a common word must be outdone by so much
RARE = -20.0  # logarithm of the frequency of a word that is not among them

_loading = Lock()  # two requests at once shall not both read the dictionary


class _Split(NamedTuple):
    total: float  # sum of logarithms of frequencies
    parts: tuple[str, ...]


def _frequencies() -> dict[str, float]:
    """Return the dictionary, which is read when it is first needed: that takes seconds."""
    if not is_warm():
        with _loading:
            return _read()
    return _read()


@lru_cache(maxsize=1)
def _read() -> dict[str, float]:
    """Return the logarithm of how often a word occurs in German, for words that may be part of another.

    All forms of a word are as common as they are together, so that each form of a compound is cut at the same places.
    """
    wordfreq = import_module("wordfreq")  # here, because processes that never search need neither it nor its words
    together: defaultdict[str, float] = defaultdict(float)
    forms: list[tuple[str, str]] = []
    stemmer = Stemmer("german", 0)
    for word, frequency in wordfreq.get_frequency_dict("de", wordlist="best").items():
        if frequency < LEAST_OF_LONGER or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            continue
        plain = normalise(word)
        if frequency >= LEAST_FREQUENCY.get(len(plain), LEAST_OF_LONGER) and plain not in NEITHER:
            stem = stemmer.stemWord(plain)
            together[stem] += frequency
            forms.append((plain, stem))
    for kept in (wordfreq.get_frequency_dict, wordfreq.get_frequency_list):  # all their words beside ours
        kept.cache_clear()
    return {plain: log(together[stem]) for plain, stem in forms}


def warm() -> None:
    """Read the dictionary now, before somebody waits for it."""
    _frequencies()


def is_warm() -> bool:
    """Say whether the dictionary was read."""
    return bool(_read.cache_info().currsize)


def frequency(word: str) -> float | None:
    """Return the logarithm of a normalised word's frequency, None for one that is rare."""
    return _frequencies().get(word)


def split(word: str) -> tuple[str, ...]:
    """Return the parts of a normalised word without what links them; a word that is no compound is its only part.

    Parts are taken apart as they would be alone, so that a word is cut alike wherever it stands.
    """
    parts = _cut(word)
    return parts if len(parts) == 1 else tuple(piece for part in parts for piece in split(part))


def _cut(word: str) -> tuple[str, ...]:
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or not word.isalpha():
        return (word,)
    known = _frequencies()
    whole = known.get(word)
    # best[end][n]: the best way to cut word[:end] into n parts
    best: list[dict[int, _Split]] = [{} for _ in range(len(word) + 1)]
    best[0][0] = _Split(0.0, ())
    for start in range(len(word) - SHORTEST + 1):
        if not best[start]:
            continue
        for end in range(start + SHORTEST, min(len(word), start + LONGEST) + 1):
            part = word[start:end]
            value = known.get(part)
            if value is None or (start == 0 and end == len(word)):
                continue
            needs_s = part.endswith(WITH_S)
            for link in LINKS:
                after = end + len(link)
                if link and (after >= len(word) or not word.startswith(link, end)):
                    continue
                if needs_s and link != "s" and end < len(word):
                    continue
                if end == len(word) and link:
                    continue
                cost = LINK_COST if link and not needs_s else 0.0
                for count, before in best[start].items():
                    if count >= MOST_PARTS:
                        continue
                    total = before.total + value - cost
                    rival = best[after].get(count + 1)
                    if rival is None or total > rival.total:
                        best[after][count + 1] = _Split(total, (*before.parts, part))
    ways = [
        (found.total / count - PART_COST * (count - 2), found.parts)
        for count, found in best[len(word)].items()
        if count > 1
    ]
    if not ways:
        return (word,)
    mean, parts = max(ways)
    if whole is not None and whole > mean - SPLIT_COST:
        return (word,)
    return parts


def is_feminine(word: str) -> bool:
    """Tell Koordinatorin from Termin: only the former has a plural in -innen, or ends like a profession."""
    return f"{word}nen" in _frequencies() or word.endswith(("erin", "orin", "istin", "antin", "entin", "ogin"))
