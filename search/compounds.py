"""Takes compounds apart: a split is as good as its parts are common, by the geometric mean of their frequencies."""

from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from search import dictionary
from search.dictionary import LONGEST, SHORTEST
from search.words import LINKS, WITH_S

SHORTEST_COMPOUND, LONGEST_COMPOUND = 7, 60
MOST_PARTS = 5
LINK_COST = 0.5  # a split without linking element wins against one with it
PART_COST = 1.0  # of every part after the second
SPLIT_COST = 1.0  # a common word must be outdone by so much

_loading = Lock()  # two requests at once shall not both read the dictionary


class _Split(NamedTuple):
    total: float  # sum of logarithms of frequencies
    parts: tuple[str, ...]


def _frequencies() -> dict[str, float]:
    """Return the dictionary, which is read when it is first needed: that takes a moment."""
    if not is_warm():
        with _loading:
            return _read()
    return _read()


@lru_cache(maxsize=1)
def _read() -> dict[str, float]:
    return dictionary.read()


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
