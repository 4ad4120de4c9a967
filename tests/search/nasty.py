"""Queries that nobody means well: seeded, so that a failure can be repeated."""

import random
from collections.abc import Callable, Iterator

WORDS = (
    "Haus", "Sprachcafé", "Münster", "Größe", "ﬁnden", "straße", "ΑΒΓ", "مرحبا", "שלום", "Привет", "漢字かな",
    "İstanbul", "ẞ", "o\u0308ffnen", "Bürger*innen", "Mitarbeiter/-innen", "KollegInnen", "Nr.7", "§13", "a", "und",
    "1234567890123",
)  # fmt: skip
SIGNS = (
    '"', '""', "'", "„", "“", "»", "«", "\\", "\\\\", "%", "_", "*", "?", "^", "~", "(", ")", "[", "]", "{", "}", "+",
    "-", "&&", "||", "!", ":", ";--", "/*", "*/", "<", ">", "$$", "#", "@", "=", "|", "`", "AND", "OR", "NOT", "NEAR(",
    "NEAR/2", "a:b", "exact:", "rowid:", "_exists_:x", "[* TO *]", "/.*/", "fuzzy~2", "boost^1e9", "{{7*7}}",
    "${jndi:x}", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u00ad",
    "\u0301", "\u0000", "\r\n", "\t", "\x1b[0m", "\x7f", "\ufffd", "\uffff",
    "\U0010ffff", "🏠", "👩‍👩‍👧‍👦", "🇩🇪", "½", "⒚", "ﷺ", "ǅ",
)  # fmt: skip


def _mixed(dice: random.Random) -> str:
    return dice.choice(("", " ")).join(dice.choice(WORDS + SIGNS) for _ in range(dice.randint(1, 14)))


def _any_characters(dice: random.Random) -> str:
    ranges = ((0, 0x250), (0x300, 0x370), (0x590, 0x700), (0x2000, 0x2070), (0x1F300, 0x1F6FF), (0, 0xD7FF))
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.randint(1, 60)))


def _long(dice: random.Random) -> str:
    return (dice.choice(WORDS + SIGNS) + dice.choice(("", " "))) * dice.choice((500, 3000, 10_000))


def _one_long_word(dice: random.Random) -> str:
    return "".join(dice.choice("abcdefghijklmnopqrstuvwxyzäöüß") for _ in range(dice.choice((64, 200, 10_000))))


def _wrapped(dice: random.Random) -> str:
    sign = dice.choice(SIGNS)
    return f"{sign}{dice.choice(WORDS)} {dice.choice(WORDS)}{sign * dice.randint(0, 40)}"


def _slip(dice: random.Random) -> str:
    letters = list(dice.choice(WORDS) * 2)
    dice.shuffle(letters)
    return "".join(letters)


MAKERS: tuple[Callable[[random.Random], str], ...] = (_mixed, _any_characters, _wrapped, _slip, _mixed, _one_long_word)


def nasty_queries(number: int, seed: int = 8) -> Iterator[str]:
    """Yield so many queries, the same ones each time."""
    dice = random.Random(seed)
    for position in range(number):
        yield _long(dice) if position % 50 == 49 else MAKERS[position % len(MAKERS)](dice)
