"""Brings text to the form that search compares: databases disagree on capital umlauts, SQLite even on capitals."""

import re
import unicodedata

# Two spellings of one letter meet in the longer one, so that "Gefluechtete" finds "Geflüchtete" and the other way round
SPELLINGS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
INVISIBLE = "\x00\u00ad\u200b\u200c\u200d\u2060\ufeff"  # NUL, soft hyphen, marks of no width
TABLE = str.maketrans(SPELLINGS | dict.fromkeys(INVISIBLE, ""))
# A word divided at the end of a line, as files have it; not the hyphen of "Kinder- und Jugendhilfe"
DIVIDED = re.compile(r"(?<=\w)[-\u2010][^\S\n]*\n\s*(?!(?:und|oder|bzw|sowie)\b)(?=[^\W\d_A-ZÄÖÜ])")


def fold(text: str) -> str:
    """Return the text in lower case, without accents, umlauts spelled out, words undivided, white space collapsed."""
    text = DIVIDED.sub("", unicodedata.normalize("NFC", text)).lower().translate(TABLE)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(TABLE)
    return " ".join(text.split())
