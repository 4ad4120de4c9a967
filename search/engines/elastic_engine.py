"""Finds with Elasticsearch what the index there holds; what a person may see of it is read from the database."""

from integration.catalogue.models import EntryQuerySet
from search import analysis, editorial
from search.engines import SearchResult
from search.engines.database import answer
from search.engines.elasticsearch import Questions
from search.engines.kept_elsewhere import InElasticsearch
from search.query import SearchQuery
from search.ranking import Plan, plan


class ElasticEngine:
    """Raises `EngineUnavailable` where the index does not answer in time; a search without words does not ask it."""

    def search(self, query: SearchQuery, visible: EntryQuerySet, *, offset: int, limit: int) -> SearchResult:
        analysis.warm()  # takes seconds, the first time, which are not the server's
        guidance = editorial.read()  # is not the server's time either
        questions = Questions(InElasticsearch().live())
        wanted = plan(query.text, questions, guidance.synonyms)
        return answer(query, visible, questions.find, wanted=wanted, guidance=guidance, offset=offset, limit=limit)

    def best(self, wanted: Plan, *, limit: int) -> list[tuple[int, float]]:
        return Questions(InElasticsearch().live()).best(wanted, limit)

    def check(self) -> None:
        InElasticsearch().live().check()
