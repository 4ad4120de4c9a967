"""Ranks with PostgreSQL: a row per token, field and document, scored by BM25 in SQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from search.engines.postings import NUMBERS, Postings, term_number
from search.ranking import Field, Plan, plan
from search.synonyms import NO_SYNONYMS, Synonyms

# Each field is scored by itself; a title has few words, so they weigh more already
WEIGHTS = {Field.EXACT: 1.0, Field.TITLE: 0.5, Field.PARTS: 0.5, Field.GRAMS: 0.5}
SYNONYMS = 0.4  # weight of a word that means the same, whatever the field
K1, B = 1.2, 0.75  # how soon more of the same word says no more, and how much long texts are held back

# Ways in which a document has a word; of the grams and of all parts none may be missing, nor of those of a synonym,
# each of which is a way of its own after these
STEM, SOME_PARTS, ALL_PARTS, ALL_GRAMS = range(4)
SLACK = 0.001  # thirds do not add up to one exactly

# What leads to hits: the rarest tokens, until so many rows are read; grams, which are many and say less, count
# threefold. The best of what they lead to is then scored by all tokens
LEADING_ROWS = 20_000
GRAMS_COUNT = 3
CANDIDATES = 200

ASKED = """
WITH asked AS MATERIALIZED (
    SELECT terms.term,
        asked.weight * ln(1 + (totals.documents - terms.documents + 0.5) / (terms.documents + 0.5)) AS worth,
        {k1} * {b} / greatest(totals.tokens::float8 / totals.documents, 1) AS per_token,
        sum(terms.documents) OVER (
            ORDER BY terms.documents * CASE WHEN terms.field = {grams} THEN {grams_count} ELSE 1 END, terms.term
        ) - terms.documents < {leading_rows} AS leads
    FROM unnest(%s::bigint[], %s::float8[]) AS asked (term, weight)
    JOIN {name}_terms AS terms ON terms.term = asked.term
    JOIN {name}_totals AS totals ON totals.field = terms.field AND totals.documents > 0
)
"""
SCORE = """sum(
    asked.worth * postings.occurrences * {more}
    / (postings.occurrences + {k1} * (1 - {b}) + asked.per_token * postings.length)
)"""

SEARCH = """
, found AS MATERIALIZED (
    SELECT postings.document, {score} AS score
    FROM asked JOIN {name}_postings AS postings ON postings.term = asked.term
    WHERE asked.leads
    GROUP BY postings.document
    ORDER BY score DESC, postings.document
    LIMIT greatest(%s, {candidates})
)
SELECT found.document, found.score + coalesce((
    SELECT {score}
    FROM asked JOIN {name}_postings AS postings
        ON postings.term = asked.term AND postings.document = found.document
    WHERE NOT asked.leads
), 0) AS score
FROM found
ORDER BY score DESC, found.document
LIMIT %s
"""

# Of very many hits only the best have a score
FIND = """
, fitting AS MATERIALIZED ({having})
, found AS MATERIALIZED (
    SELECT postings.document, {score} AS score
    FROM asked JOIN {name}_postings AS postings ON postings.term = asked.term
    WHERE asked.leads AND postings.document IN (SELECT document FROM fitting)
    GROUP BY postings.document
    ORDER BY score DESC, postings.document
    LIMIT CASE WHEN (SELECT bool_and(leads) FROM asked) THEN NULL ELSE {candidates} END
)
SELECT fitting.document, coalesce(found.score + coalesce((
    SELECT {score}
    FROM asked JOIN {name}_postings AS postings
        ON postings.term = asked.term AND postings.document = found.document
    WHERE NOT asked.leads
), 0), 0) AS score
FROM fitting LEFT JOIN found ON found.document = fitting.document
"""

# A document has a word as far as the best way goes
HAVING = """
SELECT document FROM (
    SELECT document, word, max(share) AS share FROM (
        SELECT postings.document, asked.word, least(1, sum(asked.share)) AS share
        FROM unnest(%s::bigint[], %s::integer[], %s::smallint[], %s::float8[]) AS asked (term, word, way, share)
        JOIN {name}_postings AS postings ON postings.term = asked.term
        GROUP BY postings.document, asked.word, asked.way
        HAVING asked.way < {all_parts} OR sum(asked.share) > 1 - {slack}
    ) AS ways GROUP BY document, word
) AS words GROUP BY document HAVING sum(share) >= %s - {slack}
"""


class PostgresIndex(Postings):
    """Ranks what the tables hold."""

    def __init__(self, name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(name, temporary=temporary, using=using)
        score = SCORE.format(k1=K1, b=B, more=K1 + 1)
        asked = ASKED.format(
            name=name, k1=K1, b=B, grams=NUMBERS[Field.GRAMS], grams_count=GRAMS_COUNT, leading_rows=LEADING_ROWS
        )
        having = HAVING.format(name=name, all_parts=ALL_PARTS, slack=SLACK)
        self.search_sql = asked + SEARCH.format(name=name, score=score, candidates=CANDIDATES)
        self.find_sql = asked + FIND.format(name=name, score=score, having=having, candidates=CANDIDATES)

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        return self.best(plan(query, self, synonyms), limit)

    def best(self, wanted: Plan, limit: int) -> list[tuple[int, float]]:
        """Return those with most of what is looked for, with their scores, best first."""
        return self._ranked(wanted, self.search_sql, [limit, limit]) if wanted else []

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return everything that has at least half of the words, with a score; of very many only the best have one."""
        return dict(self._ranked(wanted, self.find_sql, _having(wanted))) if wanted else {}

    def _ranked(self, wanted: Plan, statement: str, params: Sequence[Any]) -> list[tuple[int, float]]:
        asked = [
            (term_number(field, token), WEIGHTS[field])
            for field, tokens in (
                (Field.EXACT, wanted.stems),
                (Field.TITLE, wanted.stems),
                (Field.PARTS, wanted.parts),
                (Field.GRAMS, wanted.grams),
            )
            for token in tokens
        ]
        asked += [(term_number(field, token), SYNONYMS) for field, tokens in wanted.alike.items() for token in tokens]
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, [*map(list, zip(*asked, strict=True)), *params])
            return [(int(number), float(score)) for number, score in cursor.fetchall()]

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        return self._pairs(f"SELECT word, met FROM {self.name}_words WHERE word = ANY(%s)", [list(words)])  # noqa: S608

    def documents_with(self, tokens: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these grams stands; none that stands nowhere, no other tokens."""
        return self._pairs(
            f"SELECT token, documents FROM {self.name}_terms WHERE term = ANY(%s)",  # noqa: S608
            [[term_number(Field.GRAMS, token) for token in tokens]],
        )

    def _pairs(self, select: str, params: Sequence[list[int] | list[str]]) -> dict[str, int]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(select, params)
            return dict(cursor.fetchall())


def _having(wanted: Plan) -> list[Any]:
    """Return the ways in which a document has words, column by column, and how many it must have."""
    ways: list[tuple[int, int, int, float]] = []
    for number, word in enumerate(wanted.words):
        if not word.grams:  # whatever has the stem has all of its grams
            ways.append((term_number(Field.EXACT, word.stem), number, STEM, 1.0))
        for way, field, tokens, of_all in (
            (ALL_PARTS, Field.PARTS, word.parts, len(word.parts)),
            (SOME_PARTS, Field.PARTS, word.telling_parts, len(word.parts)),
            (ALL_GRAMS, Field.GRAMS, word.grams, len(word.grams)),
        ):
            ways += [(term_number(field, token), number, way, 1 / of_all) for token in tokens]
        for way, parts in enumerate(word.synonyms, start=ALL_GRAMS + 1):
            ways += [(term_number(Field.PARTS, part), number, way, 1 / len(parts)) for part in parts]
    return [*map(list, zip(*ways, strict=True)), wanted.least]
