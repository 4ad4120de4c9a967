"""The index of the database that is in use."""

from typing import Protocol, runtime_checkable

from django.db import DEFAULT_DB_ALIAS, connections

from search.engines.postgresql import PostgresIndex
from search.engines.sqlite import SqliteIndex
from search.ranking import NamedIndex, Plan, Vocabulary


@runtime_checkable
class DatabaseIndex(NamedIndex, Vocabulary, Protocol):
    """What an index in the portal's database can do besides."""

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return everything that has at least half of the words, with a score; of very many only the best have one."""
        ...

    def best(self, wanted: Plan, limit: int) -> list[tuple[int, float]]:
        """Return those with most of what is looked for, with their scores, best first."""
        ...

    def rename(self, name: str) -> None:
        """Give the index another name, which no other bears."""
        ...


def database_index(name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> DatabaseIndex:
    """Return the index of this name in the portal's database, which need not exist yet."""
    kind = PostgresIndex if connections[using].vendor == "postgresql" else SqliteIndex
    return kind(name, temporary=temporary, using=using)
