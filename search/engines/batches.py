"""Handing over many things in portions."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from search.ranking import Document, Indexed

TOKENS = 400_000  # of the documents that are in memory at once; a single one may have more

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of at most `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def analysed(documents: Iterable[Document | Indexed]) -> Iterator[list[Indexed]]:
    """Yield documents as an index keeps them, as many at once as there is memory for."""
    rows: list[Indexed] = []
    waiting = 0
    for document in documents:
        rows.append(Indexed.of(document))
        waiting += sum(map(len, rows[-1].tokens.values()))
        if waiting >= TOKENS:
            yield rows
            rows, waiting = [], 0
    if rows:
        yield rows
