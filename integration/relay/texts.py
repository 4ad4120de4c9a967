"""What somebody typed, without what nobody sees: signs that turn lines around, and those that end a header."""

import unicodedata

JOINERS = "\u200c\u200d"  # Persian and Hindi are not written without them, nor is a family in one emoji


def _is_seen(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C") or sign in JOINERS


def clean_text(raw: str) -> str:
    """Return a text of several lines without control characters, bidirectional overrides and lone surrogates."""
    lines = "\n".join(raw.replace("\r\n", "\n").splitlines()).split("\n")
    kept = ["".join(sign for sign in line.replace("\t", " ") if _is_seen(sign)).rstrip() for line in lines]
    return "\n".join(kept).strip()


def clean_line(raw: str) -> str:
    """Return a text on one line, such as a title in the subject of a mail."""
    return " ".join(clean_text(raw).split())
