"""What Elasticsearch is asked: the words of a query as filters and scores of fields whose tokens are ours."""

from collections.abc import Iterable
from typing import Any

from search.ranking import Field, Plan, Sought

# Each field is scored by itself, as in PostgreSQL, so the weights are the same
WEIGHTS = {Field.EXACT: 1.0, Field.TITLE: 0.5, Field.PARTS: 0.5, Field.GRAMS: 0.5}
SYNONYMS = 0.4  # weight of a word that means the same, whatever the field
SLACK = 0.001  # thirds do not add up to one exactly
# Of a hit nothing is read but what it is ordered by
BARE: dict[str, Any] = {"source": False, "stored_fields": "_none_", "allow_partial_search_results": False}


def scoring(wanted: Plan) -> list[dict[str, Any]]:
    """Return what gives a document its score: each field by itself."""
    asked = [
        (Field.EXACT, wanted.stems, WEIGHTS[Field.EXACT]),
        (Field.TITLE, wanted.stems, WEIGHTS[Field.TITLE]),
        (Field.PARTS, wanted.parts, WEIGHTS[Field.PARTS]),
        (Field.GRAMS, wanted.grams, WEIGHTS[Field.GRAMS]),
        *((field, tokens, SYNONYMS) for field, tokens in wanted.alike.items()),
    ]
    return [
        {"match": {field: {"query": " ".join(tokens), "boost": weight}}} for field, tokens, weight in asked if tokens
    ]


def fitting(wanted: Plan) -> dict[str, Any]:
    """Return what selects all that has at least half of the words; parts of a compound are a share of a word.

    The shares are a score that has a least value. In a filter it does not count with the score of the hit.
    """
    words = [{"dis_max": {"queries": _ways(word)}} for word in wanted.words]
    return {"function_score": {"query": {"bool": {"should": words}}, "min_score": wanted.least - SLACK}}


def _ways(word: Sought) -> list[dict[str, Any]]:
    whole = [{"term": {Field.EXACT: word.stem}}, _all(Field.PARTS, word.parts)]
    if word.grams:
        whole.append(_all(Field.GRAMS, word.grams))
    whole += [_all(Field.PARTS, parts) for parts in word.synonyms]
    ways: list[dict[str, Any]] = [{"constant_score": {"filter": {"bool": {"should": whole}}, "boost": 1.0}}]
    if len(word.parts) > 1 and word.telling_parts:
        share = 1 / len(word.parts)
        shares = [
            {"constant_score": {"filter": {"term": {Field.PARTS: part}}, "boost": share}} for part in word.telling_parts
        ]
        ways.append({"bool": {"should": shares}})
    return ways


def _all(field: Field, tokens: Iterable[str]) -> dict[str, Any]:
    return {"bool": {"filter": [{"term": {field: token}} for token in tokens]}}
