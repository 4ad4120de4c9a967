"""Brings words to the form that is analysed: lower case, one spelling of umlauts, no gender marks."""

import re
import unicodedata
from functools import lru_cache

from integration.catalogue.folding import DIVIDED, INVISIBLE

CACHED_WORDS = 100_000
LONGEST_WORD = 64  # letters; what follows is cut off, on both sides alike

# Feminine endings after a mark (Bürger*innen, Helfer:in, Mitarbeiter/-innen, Teilnehmer(innen)); the capital I
_MARKED = re.compile(
    r"(?<=[^\W\d_])(?:[*:_·•]-?[Ii]nnen|(?:[*:_·•]-?|/-?)[Ii]n(?:nen)?(?![^\W_])|/?\(-?[Ii]n(?:nen)?\))"
)
_CAPITAL = re.compile(r"(?<=[a-zäöüß])(?:Innen|In(?![^\W_]))")
# Endings of articles, pronouns and adjectives: jede*r, ein:e, Angestellte/r, Beauftragte(r)
_ENDING = re.compile(r"(?<=[^\W\d_]{2})(?:[*:_·•/]-?(?:innen|in|e[rnms]?|[rnms])|\((?:e[rnms]?|[rnms])\))(?![\w])")

_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_LETTERS = str.maketrans({"ß": "ss", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d", "ı": "i"})
# ae, oe, ue are umlauts; not the e of Frauen, neue, Quelle, but the ü of Bauüberwachung
_DIGRAPHS = re.compile(r"(?<![aeiouyq])([aou])e|(?<=[aeo]u)(u)e")


def fold_gender(text: str) -> str:
    """Return the text with forms for several genders in one word brought to the shortest of them."""
    return _ENDING.sub("", _CAPITAL.sub("", _MARKED.sub("", text)))


def normalise(word: str) -> str:
    """Return a word in lower case without accents; ä, ae and a are one letter, ß is ss."""
    return _known(word) if len(word) <= LONGEST_WORD else _normalise(word)


def _normalise(word: str) -> str:
    word = word.lower().translate(_LETTERS)
    if not word.isascii():
        word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
        word = word.lower()
    return _DIGRAPHS.sub(r"\1\2", word[:LONGEST_WORD])


_known = lru_cache(maxsize=CACHED_WORDS)(_normalise)


def prepare(text: str) -> str:
    """Return text whose words can be told apart: without invisible characters, divided words and gender marks."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return fold_gender(DIVIDED.sub("", text))
