"""Repairs words no document has: the commonest word one slip away takes their place."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import log

from search import compounds

SHORTEST, LONGEST = 4, 30  # letters of a word that is repaired
MOST_REPAIRED = 6  # words of one query: each asks for some hundred spellings
LETTERS = "abcdefghijklmnopqrstuvwxyz"
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

    A word German has is no slip, nor is one whose parts can be found; both stay.
    """
    doubtful = [
        word
        for word in dict.fromkeys(words)
        if SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha() and not _is_german(word)
    ][:MOST_REPAIRED]
    if not doubtful:
        return {}
    spellings = {word: slips(word) for word in doubtful}
    found = known(set(doubtful).union(*spellings.values()))
    repaired: dict[str, str] = {}
    for word, candidates in spellings.items():
        if word in found:
            continue
        meant = [candidate for candidate in candidates if candidate in found]
        if meant:
            repaired[word] = max(meant, key=lambda candidate: (_likelihood(word, candidate, found), candidate))
    return repaired


def _is_german(word: str) -> bool:
    return compounds.frequency(word) is not None or len(compounds.split(word)) > 1


def _likelihood(word: str, candidate: str, found: Mapping[str, int]) -> float:
    common = log(found[candidate]) + 0.3 * (compounds.frequency(candidate) or compounds.RARE)
    return common - (SLIP_AT_START if word[0] != candidate[0] else 0.0)
