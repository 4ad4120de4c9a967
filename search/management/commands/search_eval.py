"""Measures how well the search ranks, with documents and judged queries of a folder and the portal's own engine."""

import json
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from search import editorial
from search.engines.elasticsearch import ElasticIndex, configured, connect
from search.engines.ranked import database_index
from search.evaluation import CollectionError, Variant, load, measure
from search.models import SynonymGroup
from search.ranking import EngineUnavailable, NamedIndex
from search.synonyms import NO_SYNONYMS, Synonyms
from tools.elastic import running
from tools.throwaway import ServerError

PATIENCE = 60.0  # seconds for an answer: slowness is measured here, and falls back to nothing


@contextmanager
def _database() -> Iterator[NamedIndex]:
    yield database_index("search_eval", temporary=True)


@contextmanager
def _elasticsearch() -> Iterator[NamedIndex]:
    """Use the server of the settings, otherwise one that is started for this."""
    name = f"search_eval_{secrets.token_hex(4)}"
    if settings.ELASTICSEARCH_URL:
        yield ElasticIndex(name, configured(), seconds=PATIENCE)
        return
    with running() as cluster:
        yield ElasticIndex(name, connect(cluster.url), seconds=PATIENCE)


def _synonyms() -> Synonyms:
    """Return what the editors keep; a database that nobody has migrated has none."""
    if SynonymGroup._meta.db_table not in connection.introspection.table_names():
        return NO_SYNONYMS
    return editorial.read().synonyms


# How each engine makes an index that is thrown away afterwards
ENGINES = {"database": _database, "elasticsearch": _elasticsearch}


class Command(BaseCommand):
    help = (
        "Ranks the documents of a folder for its judged queries and prints how good and how quick that was. "
        "The folder has docs.jsonl, queries.jsonl and qrels.tsv; the index is thrown away afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="docs.jsonl, queries.jsonl, qrels.tsv")
        parser.add_argument("--engine", choices=list(ENGINES), default="database")
        parser.add_argument("--variant", choices=[str(variant) for variant in Variant], default=str(Variant.CLEAN))
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            collection = load(options["folder"])
        except CollectionError as error:
            raise CommandError(str(error)) from error
        try:
            with ENGINES[options["engine"]]() as index:
                index.drop()
                index.create()
                try:
                    index.fill(collection.documents)
                    figures = measure(index, collection, Variant(options["variant"]), _synonyms())
                finally:
                    index.drop()
        except (ServerError, EngineUnavailable) as error:
            raise CommandError(str(error)) from error
        result = {
            "engine": options["engine"],
            "collection": collection.name,
            "documents": len(collection.documents),
            "queries": len(collection.queries),
            **asdict(figures),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for name, value in result.items():
                self.stdout.write(f"{name:12} {value}")
