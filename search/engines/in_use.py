"""The engine of the portal: Elasticsearch where there is one, the database without it and while it is away."""

from functools import lru_cache

from django.conf import settings

from integration.catalogue.models import EntryQuerySet
from search.engines import Engine, SearchResult
from search.engines.database import DatabaseEngine
from search.engines.elastic_engine import ElasticEngine
from search.engines.fallback import Answer, Fallback
from search.query import SearchQuery
from search.ranking import Plan


def search(query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> Answer[SearchResult]:
    """Ask the engine of the settings; the answer says whether the database stood in for it."""
    engines = _engines()
    if engines is None:
        return Answer(DatabaseEngine().search(query, visible, offset=offset, limit=limit), reduced=False)
    return engines.ask(lambda engine: engine.search(query, visible, offset=offset, limit=limit))


def best(wanted: Plan, *, limit: int) -> list[tuple[int, float]]:
    """Ask the engine of the settings, or the database, for what has most of what is looked for."""
    engines = _engines()
    if engines is None:
        return DatabaseEngine().best(wanted, limit=limit)
    return engines.ask(lambda engine: engine.best(wanted, limit=limit)).result


def is_reduced() -> bool:
    """Say whether a search would be answered by the database in place of Elasticsearch."""
    engines = _engines()
    return engines is not None and engines.is_reduced(lambda engine: engine.check())


def _engines() -> Fallback[Engine] | None:
    if not settings.ELASTICSEARCH_URL:
        return None
    return _with_fallback(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX)


@lru_cache(maxsize=4)
def _with_fallback(url: str, index: str) -> Fallback[Engine]:
    """Return what all threads of this process share, as failures are counted there."""
    return Fallback(ElasticEngine(), DatabaseEngine())
