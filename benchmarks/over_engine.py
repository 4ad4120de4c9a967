"""What the page of results takes beside its engine: everything else that one request does, in one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engines import in_use

WARM_UP = 5  # requests
REQUESTS = 60


@dataclass(frozen=True)
class OverEngine:
    """Medians of one address, in ms, and its questions to the database."""

    page: str
    path: str
    page_ms: float
    engine_ms: float
    over_ms: float
    over_cpu_ms: float  # of our process, whatever else the machine does
    ratio: float
    queries: int


@dataclass(frozen=True)
class _Spent:
    """Milliseconds that passed, and that this thread had the processor."""

    wall: float
    cpu: float

    @classmethod
    def so_far(cls) -> "_Spent":
        return cls(perf_counter() * 1000, thread_time() * 1000)

    def __sub__(self, earlier: "_Spent") -> "_Spent":
        return _Spent(self.wall - earlier.wall, self.cpu - earlier.cpu)


def measure_over_engine(client: Client, page: str, path: str) -> OverEngine:
    """Ask for one page of results again and again."""
    for _number in range(WARM_UP):
        client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    queries = len(captured)  # later requests forget them
    pages: list[_Spent] = []
    engines: list[_Spent] = []
    with _timed(engines):
        for _number in range(REQUESTS):
            begin = _Spent.so_far()
            answer = client.get(path)
            pages.append(_Spent.so_far() - begin)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
    over = [whole - own for whole, own in zip(pages, engines, strict=True)]
    whole, own = median(spent.wall for spent in pages), median(spent.wall for spent in engines)
    return OverEngine(
        page=page,
        path=path,
        page_ms=round(whole, 1),
        engine_ms=round(own, 1),
        over_ms=round(median(spent.wall for spent in over), 1),
        over_cpu_ms=round(median(spent.cpu for spent in over), 1),
        ratio=round(whole / own, 1),
        queries=queries,
    )


@contextmanager
def _timed(engines: list[_Spent]) -> Iterator[None]:
    """Note how long the engine takes for each page."""
    search = in_use.search

    def timed(*args: Any, **options: Any) -> Any:
        begin = _Spent.so_far()
        try:
            return search(*args, **options)
        finally:
            engines.append(_Spent.so_far() - begin)

    in_use.search = timed
    try:
        yield
    finally:
        in_use.search = search
