"""The index of the database that is in use."""

from django.db import DEFAULT_DB_ALIAS, connections

from search.engines.postgresql import PostgresIndex
from search.engines.sqlite import SqliteIndex
from search.ranking import RankedIndex


def database_index(name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> RankedIndex:
    """Return the index of this name in the portal's database, which need not exist yet."""
    kind = PostgresIndex if connections[using].vendor == "postgresql" else SqliteIndex
    return kind(name, temporary=temporary, using=using)
