"""Measures a ranking: collections with judged queries, figures, and queries misspelled on purpose."""

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter

from search.ranking import Document, RankedIndex
from search.synonyms import NO_SYNONYMS, Synonyms

DEPTH = 10  # hits that count
SHORTEST_MISSPELLED = 5  # letters
SEED = 20240501


class Variant(StrEnum):
    """How queries are typed."""

    CLEAN = "clean"
    TYPO = "typo"
    UMLAUT = "umlaut"


class CollectionError(Exception):
    """The folder is no collection; the text says why."""


@dataclass(frozen=True)
class Query:
    """What is asked, and the documents that answer it with their grades."""

    id: str
    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class EvaluationSet:
    """Documents in the order of the file, whose position is their number in the index, and judged queries."""

    name: str
    ids: list[str]
    documents: list[Document]
    queries: list[Query]


@dataclass(frozen=True)
class Figures:
    """How good and how quick a ranking was."""

    ndcg_10: float
    mrr_10: float
    recall_1: float
    recall_10: float
    empty: int
    median_ms: float
    p95_ms: float


def load(folder: Path) -> EvaluationSet:
    """Read a collection; queries without a judged document are left out, since nothing can be said of them."""
    try:
        rows = list(_json_lines(folder / "docs.jsonl"))
        questions = list(_json_lines(folder / "queries.jsonl"))
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
            judged = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
        grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for query, document, grade in judged:
            grades[query][document] = int(grade)
        ids = [str(row["id"]) for row in rows]
        documents = [
            Document(number, str(row.get("title") or ""), str(row["text"])) for number, row in enumerate(rows, start=1)
        ]
        queries = [
            Query(str(row["id"]), str(row["text"]), grades[str(row["id"])])
            for row in questions
            if any(grade > 0 for grade in grades[str(row["id"])].values())
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CollectionError(f"{folder}: {error}") from error
    if not documents or not queries:
        raise CollectionError(f"{folder}: no documents or no judged queries")
    return EvaluationSet(folder.resolve().name, ids, documents, queries)


def _json_lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def vary(text: str, variant: Variant, generator: random.Random) -> str:
    """Return a query as somebody types it in a hurry (one slip in one long word) or without umlauts on the keyboard."""
    if variant is Variant.UMLAUT:
        return re.sub("[äöüÄÖÜß]", lambda found: _SPELLED[found[0]], text)
    if variant is Variant.TYPO:
        long = [found.span() for found in re.finditer(r"[^\W\d_]+", text) if len(found[0]) >= SHORTEST_MISSPELLED]
        if long:
            start, end = generator.choice(long)
            return text[:start] + _misspell(text[start:end], generator) + text[end:]
    return text


_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}


def _misspell(word: str, generator: random.Random) -> str:
    """Swap, drop, double or replace one letter, never the first."""
    place = generator.randrange(1, len(word) - 1)
    match generator.randrange(4):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + generator.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :]


def measure(
    index: RankedIndex, collection: EvaluationSet, variant: Variant, synonyms: Synonyms = NO_SYNONYMS
) -> Figures:
    """Ask every query once and compare the hits with the judgements."""
    generator = random.Random(SEED)  # noqa: S311 - the same slips in every run
    gains: list[float] = []
    reciprocal: list[float] = []
    first: list[float] = []
    recalls: list[float] = []
    durations: list[float] = []
    empty = 0
    for query in collection.queries:
        text = vary(query.text, variant, generator)
        begin = perf_counter()
        hits = index.search(text, DEPTH, synonyms)
        durations.append((perf_counter() - begin) * 1000)
        found = [query.grades.get(collection.ids[number - 1], 0) for number, _ in hits]
        relevant = sum(1 for grade in query.grades.values() if grade > 0)
        gains.append(ndcg(found, query.grades.values()))
        reciprocal.append(next((1 / rank for rank, grade in enumerate(found, start=1) if grade > 0), 0.0))
        first.append(sum(1 for grade in found[:1] if grade > 0) / relevant)
        recalls.append(sum(1 for grade in found if grade > 0) / relevant)
        empty += not hits
    return Figures(
        ndcg_10=round(mean(gains), 4),
        mrr_10=round(mean(reciprocal), 4),
        recall_1=round(mean(first), 4),
        recall_10=round(mean(recalls), 4),
        empty=empty,
        median_ms=round(median(durations), 2),
        p95_ms=round(quantiles(durations, n=20)[-1] if len(durations) > 1 else durations[0], 2),
    )


def ndcg(found: Sequence[int], judged: Iterable[int]) -> float:
    """Return the discounted gain of hits with these grades, as a share of what the best order would have."""
    best = _gain(sorted(judged, reverse=True)[:DEPTH])
    return _gain(found[:DEPTH]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
