"""How common German words are, for taking compounds apart; every process reads it from a list that is made beforehand.

`manage.py search_words` makes the list, as part of an installation. Without it each process makes its own, in memory,
which takes seconds.
"""

import json
from collections import defaultdict
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from math import log
from pathlib import Path

from django.conf import settings
from Stemmer import Stemmer

from search import normal_form, words
from search.normal_form import normalise
from search.words import NO_PART, STOP_WORDS

SHORTEST, LONGEST = 3, 20  # letters of a part
# How common a part must be, by its letters: short ones occur within other words by accident
LEAST_FREQUENCY = {3: 3e-5, 4: 2e-6, 5: 5e-7}
LEAST_OF_LONGER = 2e-8
NEITHER = NO_PART | STOP_WORDS
RARE = -20.0  # logarithm of the frequency of a word that is not among them


def read() -> dict[str, float]:
    """Return the logarithm of how often a word occurs in German, for words that may be part of another."""
    return _written() or _make()


def write() -> Path:
    """Make the list for the processes to come in place of older ones, unless it is there; return where it is."""
    target = path()
    if not _written():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(json.dumps(_make()), encoding="ascii")
        for old in target.parent.glob("*.json"):
            old.unlink()
        part.rename(target)
    return target


def _written() -> dict[str, float]:
    """Return the list; an empty one where there is none, or only a broken one."""
    try:
        return dict(json.loads(path().read_text(encoding="ascii")))
    except (OSError, ValueError):
        return {}


def path() -> Path:
    """Return where the list is; another name for each version of all that it is made of."""
    made = blake2b(digest_size=8)
    for module in (__file__, normal_form.__file__, words.__file__):
        made.update(Path(module).read_bytes())
    for package in ("wordfreq", "PyStemmer"):
        made.update(f"{package} {version(package)}".encode())
    return Path(settings.WORDS_DIR) / f"{made.hexdigest()}.json"


def _make() -> dict[str, float]:
    """Count all forms of a word together, so that each form of a compound is cut at the same places."""
    wordfreq = import_module("wordfreq")  # here, because who finds the list needs neither it nor its words
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
