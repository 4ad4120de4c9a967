"""The indexes that are kept up to date, and how one takes the place of another."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction

from search.engines.kept_elsewhere import InElasticsearch
from search.engines.ranked import DatabaseIndex, database_index
from search.ranking import NamedIndex, RankedIndex

LIVE = "search_live"  # the index that is searched, whichever was made last
LOCK = 5_140_277  # of PostgreSQL, any number that nobody else uses


class KeptIndex(Protocol):
    """An index in use under a name of its own, to which another can be promoted."""

    name: str
    at_once: bool  # lies where the entries lie: a search itself tells it what it has not heard of

    def live(self) -> RankedIndex:
        """Return the index in use."""
        ...

    def beside(self, name: str) -> NamedIndex:
        """Return another one of this name, which need not exist."""
        ...

    def promote(self, fresh: RankedIndex) -> None:
        """Use this one from now on, and throw away what was in use; searches see the one or the other."""
        ...

    def available(self) -> bool:
        """Say whether there is sense in telling it anything now."""
        ...

    def missing(self) -> bool:
        """Say whether nobody has made it yet; what is away is not missing."""
        ...

    def making(self) -> AbstractContextManager[bool]:
        """Say who makes it anew inside; False where another process is at it, which does not wait for the end."""
        ...

    def alone(self, patience: float | None = None) -> AbstractContextManager[None]:
        """Let nobody else write to it inside; wait for it at most so many seconds, then raise OperationalError."""
        ...


class InDatabase:
    """The index in the portal's own database."""

    name = "database"
    at_once = True

    def live(self) -> DatabaseIndex:
        """Return the index in use."""
        return database_index(LIVE)

    def beside(self, name: str) -> DatabaseIndex:
        """Return another one of this name, which need not exist."""
        return database_index(name)

    def promote(self, fresh: RankedIndex) -> None:
        """Use this one from now on, by its name; whoever searches waits for the moment or sees the old one."""
        if not isinstance(fresh, DatabaseIndex):
            raise TypeError("only an index of the database takes the place of one")
        with transaction.atomic():
            self.live().drop()
            fresh.rename(LIVE)

    def available(self) -> bool:
        """The database is where the changes come from."""
        return True

    def missing(self) -> bool:
        """A migration makes it."""
        return False

    def making(self) -> AbstractContextManager[bool]:
        """Nobody makes it anew but who is told to."""
        return nullcontext(True)

    @contextmanager
    def alone(self, patience: float | None = None) -> Iterator[None]:
        """Hold the lock of writers: SQLite has but one, taken at the begin of a transaction."""
        if connection.vendor == "postgresql":
            with transaction.atomic(), connection.cursor() as cursor:
                if patience is not None:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{round(patience * 1000)}ms"])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                yield
        else:
            with _sqlite_patience(patience), transaction.atomic():
                yield


@contextmanager
def _sqlite_patience(seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def together(kept: KeptIndex) -> AbstractContextManager[object]:
    """Make what is written to an index and about it one thing, where both lie in the database.

    An index elsewhere is asked outside of transactions: SQLite lets nobody else write during one.
    """
    return transaction.atomic() if kept.at_once else nullcontext()


def kept_indexes() -> Mapping[str, KeptIndex]:
    """Return the indexes that hear of every change, by name."""
    kept: dict[str, KeptIndex] = {InDatabase.name: InDatabase()}
    if settings.ELASTICSEARCH_URL:
        kept[InElasticsearch.name] = InElasticsearch()
    return kept
