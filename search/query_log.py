"""What was searched for, counted by day for the editors' list: words only, nothing by which a person is known."""

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.utils import timezone

from integration.catalogue.folding import fold
from search.models import LoggedQuery
from search.names import addresses_somebody, mentions_one_of

logger = logging.getLogger(__name__)

KEEP = timedelta(days=90)
LONGEST_TEXT = 100  # characters; longer ones are no words somebody looks for, but pasted text
MOST_OF_A_DAY = 2000  # different texts
MOST_DIGITS = 5  # years are not counted, a postcode is allowed
PATIENCE_MS = 50  # that a search waits on SQLite while somebody else writes

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d\d)(?!\d)")  # of birth, perhaps
_ADDRESS = re.compile(r"@|\(at\)|\[at\]|\bwww\.|://")

WRITE = f"""
INSERT INTO {LoggedQuery._meta.db_table} (day, text, typed, searches, hits)
SELECT %s, %s, %s, 1, %s WHERE (SELECT count(*) FROM {LoggedQuery._meta.db_table} WHERE day = %s) < %s
ON CONFLICT (day, text) DO UPDATE
SET searches = {LoggedQuery._meta.db_table}.searches + 1, hits = excluded.hits, typed = excluded.typed
"""  # noqa: S608 - a name of ours


def loggable(text: str) -> str:
    """Return what of a query is kept: its folded form, or nothing where it may name or reach a person."""
    folded = fold(text)
    return "" if _tells_too_much(folded) or addresses_somebody(text) else folded


def _tells_too_much(text: str) -> bool:
    if not text or len(text) > LONGEST_TEXT or _ADDRESS.search(text):
        return True
    return bool(_DATE.search(text)) or sum(letter.isdigit() for letter in _YEAR.sub(" ", text)) > MOST_DIGITS


def note(*, text: str, hits: int, names: Iterable[str] = ()) -> None:
    """Count a search in one statement, unless it has one of these last names.

    It must not keep the search waiting nor fail it: then it is not counted.
    """
    kept = loggable(text)
    if not kept or mentions_one_of(text, names):
        return
    typed = "" if _tells_too_much(text.lower()) else text
    day = timezone.localdate()
    try:
        _write([day, kept, typed, hits, day, MOST_OF_A_DAY])
    except DatabaseError as error:
        logger.info("A search was not counted: %s", error)


def _write(values: Sequence[date | str | int]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            cursor.execute(WRITE, values)
            return
        usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            cursor.execute(WRITE, values)
        finally:
            connection.connection.execute(f"PRAGMA busy_timeout = {int(usual)}")


def delete_old() -> None:
    """Delete what was searched for long ago, and what has the name of a person with an account."""
    LoggedQuery.objects.filter(day__lt=timezone.localdate() - KEEP).delete()
    names = list(get_user_model().objects.values_list("last_name", flat=True))
    logged = LoggedQuery.objects.values_list("pk", "text")
    LoggedQuery.objects.filter(pk__in=[pk for pk, text in logged if mentions_one_of(text, names)]).delete()
