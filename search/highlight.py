"""Shows where the words stand: marks them in the text as people wrote it, found by the rules of `folding.fold`."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from integration.catalogue.folding import DIVIDED, INVISIBLE, fold

BEFORE, LENGTH = 70, 230  # characters of an excerpt: in front of the first hit, and in all
BETWEEN = rf"[{INVISIBLE}]*(?:[-\u2010][^\S\n]*\n\s*)?"  # what a word may have inside without being another


def _variants() -> dict[str, list[str]]:
    """Return the letters that fold to the same one or two, so that marking never disagrees with finding."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for letter in map(chr, range(0xC0, 0x250)):
        folded = fold(letter)
        if letter.isalpha() and folded.isascii() and 0 < len(folded) <= 2:
            found[folded].append(letter)
    found["ss"].append("ẞ")
    return dict(found)


VARIANTS = _variants()


def _letter(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if letter not in VARIANTS:
        return re.escape(letter)
    return f"[{re.escape(letter)}{''.join(VARIANTS[letter])}]"


def _term_pattern(term: str) -> str:
    parts = []
    position = 0
    while position < len(term):
        pair = term[position : position + 2]
        if pair == "ss":  # three of them may be sß or ßs
            length = len(term[position:]) - len(term[position:].lstrip("s"))
            some = f"(?:{BETWEEN}(?:{_letter('s')}|[ßẞ]))"
            parts.append(f"{some}{{{(length + 1) // 2},{length}}}")
            position += length
        elif len(pair) == 2 and pair in VARIANTS:
            parts.append(f"(?:{_letter(pair[0])}{BETWEEN}{_letter(pair[1])}|[{''.join(VARIANTS[pair])}])")
            position += 2
        else:
            parts.append(_letter(pair[0]))
            position += 1
    return BETWEEN.join(parts)


@lru_cache(maxsize=1024)
def _pattern(terms: tuple[str, ...], whole: tuple[str, ...]) -> re.Pattern[str]:
    patterns = list(map(_term_pattern, terms))
    if whole:
        patterns.append(f"(?<![^\\W_])(?:{'|'.join(map(_term_pattern, whole))})(?![^\\W_])")
    return re.compile("|".join(patterns), re.IGNORECASE)


@dataclass(frozen=True)
class Marker:
    """Finds and marks some terms."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, terms: Sequence[str], whole: Sequence[str] = ()) -> "Marker":
        """Return a marker of these folded terms and of whole words, of which there must be one."""
        return cls(_pattern(tuple(sorted(terms, key=len, reverse=True)), tuple(sorted(whole, key=len, reverse=True))))

    def find(self, text: str) -> re.Match[str] | None:
        """Return the first place."""
        return self.pattern.search(text)

    def mark(self, text: str) -> SafeString:
        """Return the text as HTML, each word that holds a term marked as a whole."""
        text = unicodedata.normalize("NFC", text)
        parts: list[str] = []
        done = 0
        for start, end in self._words(text):
            parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
            done = end
        parts.append(escape(text[done:]))
        return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above

    def _words(self, text: str) -> list[tuple[int, int]]:
        """Return where the marked words begin and end, those that touch joined."""
        found: list[tuple[int, int]] = []
        for match in self.pattern.finditer(text):
            start, end = match.span()
            while start > 0 and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and text[end].isalnum():
                end += 1
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def excerpt(self, text: str, *, marks: "Marker") -> SafeString | None:
        """Return the surroundings of the first place as HTML with what `marks` finds marked, None without a place."""
        text = unicodedata.normalize("NFC", text)
        match = self.find(text)
        if match is None:
            return None
        start = max(0, match.start() - BEFORE)
        if start:
            blank = text.find(" ", start, match.start())
            start = blank + 1 if blank >= 0 else match.start()
        end = max(match.end(), start + LENGTH)
        if end < len(text):
            blank = text.rfind(" ", match.end(), end)
            end = blank if blank >= 0 else end
        piece = " ".join(DIVIDED.sub("", text[start:end]).split())
        front, back = ("… " if start else ""), (" …" if end < len(text) else "")
        return mark_safe(front + marks.mark(piece) + back)  # noqa: S308 - `mark` escapes
