"""Repairs words no document has: the commonest word one slip away takes their place."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import log

from search import compounds, dictionary

SHORTEST, LONGEST = 4, 30  # letters of a word that is repaired
MOST_REPAIRED = 6  # words of one query: each asks for some hundred spellings
LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMMON = -13.0  # logarithm of the frequency of a word that nobody doubts: two in a million
MUCH_LIKELIER = 5.0  # logarithm of how many times as common
SLIP_AT_START = 3.0  # the first letter is rarely wrong

Lookup = Callable[[Collection[str]], Mapping[str, int]]


def slips(word: str) -> set[str]:
    """Return all words that one missing, additional, wrong or swapped letter turns into this one."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return (dropped | swapped | replaced | added) - {word}


def repair(words: Sequence[str], known: Lookup) -> dict[str, str]:
    """Return what unknown words were probably meant to be.

    A common word of German is no slip, nor is a compound of such words; both stay. Dictionaries have slips too, so
    what is much rarer than what it could be is none of German's.
    """
    doubtful = [
        word
        for word in dict.fromkeys(words)
        if SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha() and not _is_common(word)
    ][:MOST_REPAIRED]
    if not doubtful:
        return {}
    spellings = {word: slips(word) for word in doubtful}
    found = known(set(doubtful).union(*spellings.values()))
    repaired: dict[str, str] = {}
    for word, candidates in spellings.items():
        likely = [each for each in candidates if each in found and _is_likelier(each, word)]
        if likely and word not in found:
            repaired[word] = max(likely, key=lambda candidate: (_likelihood(word, candidate, found), candidate))
    return repaired


def _is_common(word: str) -> bool:
    """Return whether nobody doubts this word of German, or this compound of such words."""
    if (compounds.frequency(word) or dictionary.RARE) > COMMON:
        return True
    parts = compounds.split(word)
    return len(parts) > 1 and all(_is_common(part) for part in parts)


def _is_likelier(candidate: str, word: str) -> bool:
    """Return whether a word that German has, if rarely, is so rare beside another that it must be a slip."""
    frequency = compounds.frequency(word)
    return frequency is None or (compounds.frequency(candidate) or dictionary.RARE) - frequency > MUCH_LIKELIER


def _likelihood(word: str, candidate: str, found: Mapping[str, int]) -> float:
    common = log(found[candidate]) + 0.3 * (compounds.frequency(candidate) or dictionary.RARE)
    return common - (SLIP_AT_START if word[0] != candidate[0] else 0.0)
