"""What the worker does for the search."""

from integration.jobs.periodic import periodic
from search import query_log, services
from search.engines.kept import kept_indexes


@periodic(seconds=5)
def bring_up_to_date() -> bool:
    """Tell the indexes what changed."""
    more = [services.bring_up_to_date(kept=kept) for kept in kept_indexes().values()]
    return any(more)


@periodic(hours=24)
def delete_old_changes() -> None:
    """Keep the list of changes short."""
    services.delete_old_changes()


@periodic(hours=24)
def delete_old_queries() -> None:
    """Keep no longer what was searched for than editors look at it."""
    query_log.delete_old()
