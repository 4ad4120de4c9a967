"""`manage.py measure_search`: how long the first page of a search takes, and how much of it is the machine's fault."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import QueryDict
from tqdm import tqdm

from benchmarks.machine import scheduled
from benchmarks.texts import questions, source
from integration.catalogue.models import Entry
from integration.members.models import User
from search import analysis
from search.choices import Choices
from search.engines.database import DatabaseEngine
from search.engines.elastic_engine import ElasticEngine
from search.engines.kept import kept_indexes
from search.query import SearchQuery, clean_text

ENGINES = {"database": DatabaseEngine, "elasticsearch": ElasticEngine}
ROWS = 20  # of a page
WARM_UP = 5  # queries of each sort


@dataclass(frozen=True)
class Measured:
    """What queries of one sort took: `alone` without the time in which another process had the processor."""

    engine: str
    asked: str
    sort: str
    queries: int
    median_ms: float
    p95_ms: float
    alone_p95_ms: float
    cpu_ms: float


class Command(BaseCommand):
    help = (
        "Asks the engines of this portal, as `fill_entries` filled it, for first pages: `ranked` is the list of the "
        "best alone, `page` that of a member with all that its page counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--texts", type=Path, metavar="DIR", help="the folder that the entries were made of")
        parser.add_argument("--queries", type=int, default=100, help="of each sort (default 100)")
        parser.add_argument("--engine", choices=list(ENGINES), help="only this one")
        parser.add_argument("--json", action="store_true", help="a list of objects instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        member = User.objects.filter(email="person1@messung.example").first()
        if member is None:
            raise CommandError("There is nothing to search: run fill_entries first.")
        asked = questions(source(options["texts"]), options["queries"])
        analysis.warm()
        names = [name for name in kept_indexes() if options["engine"] in (None, name)]
        asking = [
            (name, what, ask)
            for name in names
            for what, ask in (("ranked", partial(_ranked, name)), ("page", partial(_page, name, member)))
        ]
        total = len(asking) * sum(map(len, asked.values()))
        with tqdm(total=total, unit=" queries", leave=False, disable=None) as bar:
            rows = [
                Measured(name, what, sort, *self._measure(texts, ask, bar.update))
                for name, what, ask in asking
                for sort, texts in asked.items()
            ]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(row) for row in rows]))
            return
        self.stdout.write(f"{Entry.objects.live().count()} entries, {connection.vendor}")
        self.stdout.write(f"{'engine':14}{'asked':8}{'queries':>22}{'median':>8}{'p95':>8}{'alone':>8}{'CPU':>8}  ms")
        for row in rows:
            self.stdout.write(
                f"{row.engine:14}{row.asked:8}{row.queries:8} {row.sort:>13}{row.median_ms:8.1f}{row.p95_ms:8.1f}"
                f"{row.alone_p95_ms:8.1f}{row.cpu_ms:8.1f}"
            )

    def _measure(
        self, texts: list[str], ask: Callable[[str], object], progress: Callable[[], object]
    ) -> tuple[int, float, float, float, float]:
        """Return number, median, p95, p95 without waiting for a processor, and CPU of a query, in milliseconds."""
        server = _backend()
        for text in texts[:WARM_UP]:
            ask(text)
        walls: list[float] = []
        alone: list[float] = []
        used: list[float] = []
        for text in texts:
            before = [scheduled(None), *map(scheduled, server)]
            begin = perf_counter()
            ask(text)
            wall = perf_counter() - begin
            spent = [
                now - earlier for now, earlier in zip([scheduled(None), *map(scheduled, server)], before, strict=True)
            ]
            walls.append(wall)
            alone.append(wall - sum(each.waited for each in spent))
            used.append(sum(each.cpu for each in spent))
            progress()
        figures = (median(walls), quantiles(walls, n=20)[-1], quantiles(alone, n=20)[-1], mean(used))
        return len(texts), *(round(seconds * 1000, 1) for seconds in figures)  # type: ignore[return-value]


def _ranked(name: str, text: str) -> object:
    return kept_indexes()[name].live().search(clean_text(text), ROWS)


def _page(name: str, member: User, text: str) -> object:
    query = SearchQuery.from_params(QueryDict(urlencode({"q": text}))).limited_to(Choices.read())
    return ENGINES[name]().search(query, Entry.objects.live().visible_to(member), offset=0, limit=ROWS)


def _backend() -> list[int]:
    """Return the process of the database that works for us, nothing where it is ours."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [int(cursor.fetchone()[0])]
