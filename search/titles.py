"""Words of titles as suggestions find them: every spelling that people type, up to forty letters of each word."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from integration.catalogue.folding import INVISIBLE, fold
from integration.catalogue.models import Entry
from search.models import TitleWord
from search.normal_form import normalise

SHORTEST, LONGEST = 2, 40  # letters that are compared
OPEN, RESTRICTED = 100, 1000  # words that are looked at: fewer of titles that everybody may read
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))

_Row = tuple[int, bytes, bool, bool]  # entry, word, whether it leads, whether the entry is for some groups only


def typed_words(text: str) -> list[str]:
    """Return the words of what was typed as they are looked up, each once, umlauts as two letters."""
    return list(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(fold(text))))


@lru_cache(maxsize=20_000)
def spellings(text: str) -> tuple[frozenset[str], ...]:
    """Return for each word of a title or name how it may be typed: with ae or without the dots, with ss."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return tuple(
        frozenset(spelling[:LONGEST] for typed in (fold(word), normalise(word)) for spelling in _WORD.findall(typed))
        for word in _WORD.findall(text)
    )


def title_words(title: str) -> dict[bytes, bool]:
    """Return all that is kept of a title, and whether the title begins with it."""
    words: dict[bytes, bool] = {}
    for number, typed in enumerate(spellings(title)):
        for spelling in typed:
            words.setdefault(spelling.encode(), number == 0)
    return words


@transaction.atomic
def keep_titles(entries: Collection[int]) -> None:
    """Write the words of these titles as far as they changed; of what is not published none are kept.

    The transaction must have written the entries, or hold them: see `keep_titles_again`.
    """
    wanted, kept = _wanted(entries), _kept(entries)
    if gone := [pk for row, pk in kept.items() if row not in wanted]:
        TitleWord.objects.filter(pk__in=gone).delete()
    TitleWord.objects.bulk_create(
        TitleWord(entry_id=entry, word=word, leads=leads, restricted=restricted)
        for entry, word, leads, restricted in sorted(wanted - kept.keys())
    )


@transaction.atomic
def keep_titles_again(entries: Collection[int]) -> None:
    """Do the same for entries that others may write at this moment: one after the other."""
    list(Entry.objects.filter(pk__in=entries).order_by("pk").select_for_update().values_list("pk"))
    keep_titles(entries)


def differing_titles(entries: Collection[int]) -> list[int]:
    """Return those of these entries of whose titles other words are kept than they have."""
    return sorted({entry for entry, *_ in _wanted(entries) ^ _kept(entries).keys()})


def _wanted(entries: Collection[int]) -> set[_Row]:
    titles = Entry.objects.filter(pk__in=entries).live().values_list("pk", "title", "restricted")
    return {
        (pk, word, leads, restricted) for pk, title, restricted in titles for word, leads in title_words(title).items()
    }


def _kept(entries: Collection[int]) -> dict[_Row, int]:
    kept = TitleWord.objects.filter(entry__in=entries).values_list("pk", "entry_id", "word", "leads", "restricted")
    return {(entry, bytes(word), leads, restricted): pk for pk, entry, word, leads, restricted in kept}


def _range(word: str) -> list[bytes]:
    """Return the bounds between which all lies that begins with a word; UTF-8 has no byte as large as the last one."""
    return [word.encode(), word.encode() + b"\xff"]


class TitleHasWords(Func):
    """True for an entry whose title has words that begin like all of these.

    Of very many the index gives those with the shortest words, titles that begin with them and the newest first, and
    apart from each other those for everybody and those for some: the latter never displace the former.
    """

    output_field = BooleanField()

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(F("pk"))
        self.words = sorted(words, key=len, reverse=True)  # the longest stands in fewest titles

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        other = (
            " AND EXISTS (SELECT 1 FROM search_titleword other"
            " WHERE other.entry_id = first.entry_id AND other.word >= %s AND other.word < %s)"
        )
        some = (
            "SELECT entry_id FROM (SELECT first.entry_id FROM search_titleword first"  # noqa: S608
            f" WHERE first.restricted = %s AND first.word >= %s AND first.word < %s{other * (len(self.words) - 1)}"
            " ORDER BY first.word, first.leads DESC, first.entry_id DESC LIMIT %s) AS found"
        )
        bounds = [bound for word in self.words for bound in _range(word)]
        asked = [False, *bounds, OPEN, True, *bounds, RESTRICTED]
        return f"{column} IN ({some} UNION ALL {some})", [*params, *asked]

    as_postgresql = as_sqlite


class TitleLeadsWith(Func):
    """True for an entry whose title begins with a word that begins like this."""

    output_field = BooleanField()

    def __init__(self, word: str) -> None:
        super().__init__(F("pk"))
        self.word = word

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        lead = f"SELECT 1 FROM search_titleword lead WHERE lead.entry_id = {column} AND lead.leads"  # noqa: S608
        return f"EXISTS ({lead} AND lead.word >= %s AND lead.word < %s)", [*params, *_range(self.word)]

    as_postgresql = as_sqlite
