"""Ranks with PostgreSQL: a row per token, field and document, scored by BM25 in SQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from search.engines.postings import NUMBERS, Postings, term_number
from search.ranking import Field, Plan, Sought, plan
from search.synonyms import NO_SYNONYMS, Synonyms

# Each field is scored by itself; a title has few words, so they weigh more already
WEIGHTS = {Field.EXACT: 1.0, Field.TITLE: 0.5, Field.PARTS: 0.5, Field.GRAMS: 0.5}
SYNONYMS = 0.4  # weight of a word that means the same, whatever the field
K1, B = 1.2, 0.75  # how soon more of the same word says no more, and how much long texts are held back

SLACK = 0.001  # thirds do not add up to one exactly
BITS = 62  # of a number, one for each token of a query

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
    asked.worth * postings.occurrences * {more}::float8
    / (postings.occurrences + {least}::float8 + asked.per_token * postings.length)
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

# Every list of documents is read once, and a document's tokens are the bits of numbers. Of very many hits only the best
# have a score
FIND = """
, fitting AS MATERIALIZED (
    SELECT document FROM (
        SELECT postings.document, {gathered}
        FROM unnest({arrays}) AS told (term, {columns}) JOIN {name}_postings AS postings ON postings.term = told.term
        GROUP BY postings.document
    ) AS has WHERE {fits}
)
, found AS MATERIALIZED (
    SELECT postings.document, {score} AS score
    FROM asked
    JOIN {name}_postings AS postings ON postings.term = asked.term
    JOIN fitting ON fitting.document = postings.document
    WHERE asked.leads
    GROUP BY postings.document
    ORDER BY score DESC, postings.document
    LIMIT CASE WHEN (SELECT bool_and(leads) FROM asked) THEN NULL ELSE {candidates} END
)
, scored AS MATERIALIZED (
    SELECT found.document, found.score + coalesce((
        SELECT {score}
        FROM asked JOIN {name}_postings AS postings
            ON postings.term = asked.term AND postings.document = found.document
        WHERE NOT asked.leads
    ), 0) AS score
    FROM found
)
SELECT fitting.document, coalesce(scored.score, 0) FROM fitting LEFT JOIN scored ON scored.document = fitting.document
"""


class PostgresIndex(Postings):
    """Ranks what the tables hold."""

    def __init__(self, name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(name, temporary=temporary, using=using)
        self.score = SCORE.format(least=K1 * (1 - B), more=K1 + 1)
        self.asked_sql = ASKED.format(
            name=name, k1=K1, b=B, grams=NUMBERS[Field.GRAMS], grams_count=GRAMS_COUNT, leading_rows=LEADING_ROWS
        )

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        return self.best(plan(query, self, synonyms), limit)

    def best(self, wanted: Plan, limit: int) -> list[tuple[int, float]]:
        """Return those with most of what is looked for, with their scores, best first."""
        if not wanted:
            return []
        statement = SEARCH.format(name=self.name, score=self.score, candidates=CANDIDATES)
        return self._ranked(wanted, statement, [limit, limit])

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return everything that has at least half of the words, with a score; of very many only the best have one."""
        if not wanted:
            return {}
        words = Words(wanted)
        statement = FIND.format(
            name=self.name,
            score=self.score,
            candidates=CANDIDATES,
            arrays=", ".join(["%s::bigint[]"] * (1 + len(words.columns))),
            columns=", ".join(words.columns),
            gathered=", ".join(f"bit_or(told.{column}) AS {column}" for column in words.columns),
            fits=words.fit(),
        )
        return dict(self._ranked(wanted, statement, words.arrays()))

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
            cursor.execute(self.asked_sql + statement, [*map(list, zip(*asked, strict=True)), *params])
            return cursor.fetchall()

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


class Words:
    """Tells by its tokens whether a document has at least half of the words of a query.

    A token is a bit of one of as many numbers as are needed; a document has a word as far as the best way goes.
    """

    def __init__(self, wanted: Plan) -> None:
        self.wanted = wanted
        self.bits: dict[int, int] = {}  # numbers of tokens with their places
        self.shares = [self._share(word) for word in wanted.words]
        self.columns = [f"has_{number}" for number in range((len(self.bits) + BITS - 1) // BITS)]

    def _share(self, word: Sought) -> str:
        """Return an expression for how much of a word is there; of grams, all parts, and of a synonym none may lack."""
        ways = [self._all(Field.PARTS, word.parts)]
        if word.grams:  # whatever has the stem has all its grams
            ways.append(self._all(Field.GRAMS, word.grams))
        else:
            ways.append(self._all(Field.EXACT, [word.stem]))
        ways += [self._all(Field.PARTS, parts) for parts in word.synonyms]
        part = "0"
        if len(word.parts) > 1 and word.telling_parts:
            there = " + ".join(f"({self._all(Field.PARTS, [part])})::integer" for part in word.telling_parts)
            part = f"least(1, ({there}) / {len(word.parts)}::float8)"
        return f"CASE WHEN {' OR '.join(ways)} THEN 1 ELSE {part} END"

    def _all(self, field: Field, tokens: Iterable[str]) -> str:
        """Return a condition: all of these bits are set."""
        masks: dict[int, int] = {}
        for token in tokens:
            column, place = divmod(self.bits.setdefault(term_number(field, token), len(self.bits)), BITS)
            masks[column] = masks.get(column, 0) | 1 << place
        return " AND ".join(f"has_{column} & {mask} = {mask}" for column, mask in masks.items())

    def fit(self) -> str:
        """Return the condition of a hit."""
        return f"{' + '.join(self.shares)} >= {self.wanted.least - SLACK}::float8"

    def arrays(self) -> list[list[int]]:
        """Return the numbers of the tokens, and for each column the bit that each sets there."""
        places = [divmod(place, BITS) for place in self.bits.values()]
        return [
            list(self.bits),
            *([1 << place if column == own else 0 for column, place in places] for own in range(len(self.columns))),
        ]
