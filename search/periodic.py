"""What the worker does for the search."""

import logging
from threading import Thread

from django.db import connection

from integration.jobs.periodic import periodic
from search import query_log, services
from search.engines.kept import KeptIndex, kept_indexes
from search.rebuild import make_missing

logger = logging.getLogger(__name__)


@periodic(seconds=5)
def bring_up_to_date() -> bool:
    """Tell the indexes what changed."""
    more = [services.bring_up_to_date(kept=kept) for kept in kept_indexes().values()]
    return any(more)


@periodic(minutes=1)
def make_missing_indexes() -> None:
    """Make an index that has just been connected, beside the other work, which does not wait for it."""
    for kept in kept_indexes().values():
        if kept.missing():
            if connection.in_atomic_block:  # as in tests: nobody else sees what is there
                _make(kept)
            else:
                Thread(target=_make_beside, args=[kept], name=f"make {kept.name}", daemon=True).start()


def _make_beside(kept: KeptIndex) -> None:
    try:
        _make(kept)
    finally:
        connection.close()


def _make(kept: KeptIndex) -> None:
    try:
        make_missing(kept)
    except Exception:  # the next minute brings another attempt
        logger.exception("The search index %s could not be made", kept.name)


@periodic(hours=24)
def delete_old_changes() -> None:
    """Keep the list of changes short."""
    services.delete_old_changes()


@periodic(hours=24)
def delete_old_queries() -> None:
    """Keep no longer what was searched for than editors look at it."""
    query_log.delete_old()
