"""The index in Elasticsearch as one that is kept up to date."""

import fcntl
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

from search.engines.elasticsearch import ElasticIndex
from search.ranking import EngineUnavailable, RankedIndex

LOCK, MAKING = 5_140_278, 5_140_279  # of PostgreSQL, any numbers that nobody else uses
LOOK_AGAIN_SECONDS = 0.05


class InElasticsearch:
    """An index that the worker tells of changes; no transaction of the database is open while it is asked."""

    name = "elasticsearch"
    at_once = False

    def live(self) -> ElasticIndex:
        """Return the index in use."""
        return ElasticIndex(settings.ELASTICSEARCH_INDEX, seconds=settings.ELASTICSEARCH_SECONDS)

    def beside(self, name: str) -> ElasticIndex:
        """Return another generation, which need not exist."""
        return ElasticIndex(settings.ELASTICSEARCH_INDEX, generation=name)

    def promote(self, fresh: RankedIndex) -> None:
        """Let the alias name this generation from now on, and remove all others: nobody else fills one meanwhile."""
        if not isinstance(fresh, ElasticIndex):
            raise TypeError("only an index of Elasticsearch takes the place of one")
        fresh.serve()
        fresh.prune()

    def available(self) -> bool:
        """Say whether the index serves, so that there is sense in telling it anything."""
        try:
            self.live().check()
        except EngineUnavailable:
            return False
        return True

    def missing(self) -> bool:
        """Say whether the server answers and knows nothing of the index."""
        try:
            return not self.live().exists()
        except EngineUnavailable:
            return False

    @contextmanager
    def making(self) -> Iterator[bool]:
        """Hold a lock of its own beside that of writers, who go on meanwhile; it ends with its process, too."""
        with ExitStack() as stack:
            try:
                stack.enter_context(_lock(MAKING, "elasticsearch-making", 0.0))
            except OperationalError:
                yield False
            else:
                yield True

    @contextmanager
    def alone(self, patience: float | None = None) -> Iterator[None]:
        """Hold a lock that ends with its process and that no writer of the portal waits for.

        PostgreSQL has such locks. SQLite has but the one of all writers, and all of its processes are on one machine:
        there it is a file beside the database.
        """
        with _lock(LOCK, "elasticsearch", patience):
            yield


def _lock(number: int, name: str, patience: float | None) -> AbstractContextManager[None]:
    if connection.vendor == "postgresql":
        return _advisory_lock(number, patience)
    return _file_lock(_lock_file(name), patience)


@contextmanager
def _advisory_lock(number: int, patience: float | None) -> Iterator[None]:
    """Belongs to the connection, not to a transaction: there need not be one."""
    with connection.cursor() as cursor:
        if patience is None:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        else:
            deadline = time.monotonic() + patience
            while True:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
                if cursor.fetchone()[0]:
                    break
                _go_on_until(deadline)
        try:
            yield
        finally:
            if connection.connection is not None and not connection.connection.closed:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _lock_file(name: str) -> Path:
    """Return a file that every process with this database finds."""
    database = Path(connection.settings_dict["NAME"])
    if database.is_absolute() and database.parent.is_dir():
        return database.with_name(f"{database.name}-{name}.lock")
    known_by = hashlib.sha256(str(database).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"portal-{name}-{known_by}.lock")


@contextmanager
def _file_lock(path: Path, patience: float | None) -> Iterator[None]:
    with path.open("a") as file:
        if patience is None:
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            deadline = time.monotonic() + patience
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    _go_on_until(deadline)
        yield


def _go_on_until(deadline: float) -> None:
    """Wait for a moment, unless it is too late.

    Raises `OperationalError` as a database does.
    """
    if time.monotonic() >= deadline:
        raise OperationalError("somebody else writes to the index in Elasticsearch")
    time.sleep(LOOK_AGAIN_SECONDS)
