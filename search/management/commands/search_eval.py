"""Measures how well the search ranks, with documents and judged queries of a folder and the portal's own engine."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.ranked import database_index
from search.evaluation import CollectionError, Variant, load, measure

# How each engine makes an index that is thrown away afterwards
ENGINES = {"database": lambda: database_index("search_eval", temporary=True)}


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
        index = ENGINES[options["engine"]]()
        index.drop()
        index.create()
        try:
            index.index(collection.documents)
            figures = measure(index, collection, Variant(options["variant"]))
        finally:
            index.drop()
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
