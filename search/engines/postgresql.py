"""Ranks with PostgreSQL: a row per token, field and document, scored by BM25 in SQL."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from search.engines.batches import batches
from search.ranking import Document, Field, Indexed, Plan, digest, plan
from search.synonyms import NO_SYNONYMS, Synonyms

# Each field is scored by itself; a title has few words, so they weigh more already
WEIGHTS = {Field.EXACT: 1.0, Field.TITLE: 0.5, Field.PARTS: 0.5, Field.GRAMS: 0.5}
SYNONYMS = 0.4  # weight of a word that means the same, whatever the field
NUMBERS = {field: number for number, field in enumerate(WEIGHTS, start=1)}  # as fields stand in the table
K1, B = 1.2, 0.75  # how soon more of the same word says no more, and how much long texts are held back
BATCH = 500  # documents in memory at once
GROWTH = 5  # new documents that are more than one in so many change what the server plans with

CREATE = """
CREATE {temporary} TABLE {name}_postings (
    field smallint NOT NULL, term text COLLATE "C" NOT NULL, document bigint NOT NULL,
    occurrences integer NOT NULL, length integer NOT NULL,
    PRIMARY KEY (field, term, document) INCLUDE (occurrences, length)
);
CREATE INDEX {name}_postings_document ON {name}_postings (document);
CREATE {temporary} TABLE {name}_terms (
    field smallint NOT NULL, term text COLLATE "C" NOT NULL, documents integer NOT NULL, PRIMARY KEY (field, term)
);
CREATE {temporary} TABLE {name}_documents (document bigint PRIMARY KEY, lengths integer[] NOT NULL);
CREATE {temporary} TABLE {name}_totals (field smallint PRIMARY KEY, documents bigint NOT NULL, tokens bigint NOT NULL);
CREATE {temporary} TABLE {name}_words (word text COLLATE "C" PRIMARY KEY, met integer NOT NULL)
"""
# In the order in which a search locks them: who drops them in another waits for a search that waits for them
TABLES = ("terms", "totals", "postings", "documents", "words")
INDEXES = ("terms_pkey", "totals_pkey", "postings_pkey", "documents_pkey", "words_pkey", "postings_document")

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
    SELECT terms.field, terms.term,
        asked.weight * ln(1 + (totals.documents - terms.documents + 0.5) / (terms.documents + 0.5)) AS worth,
        {k1} * {b} / greatest(totals.tokens::float8 / totals.documents, 1) AS per_token,
        sum(terms.documents) OVER (
            ORDER BY terms.documents * CASE WHEN terms.field = {grams} THEN {grams_count} ELSE 1 END,
                terms.field, terms.term
        ) - terms.documents < {leading_rows} AS leads
    FROM unnest(%s::smallint[], %s::text[], %s::float8[]) AS asked (field, term, weight)
    JOIN {name}_terms AS terms ON terms.field = asked.field AND terms.term = asked.term COLLATE "C"
    JOIN {name}_totals AS totals ON totals.field = asked.field AND totals.documents > 0
)
"""
SCORE = """sum(
    asked.worth * postings.occurrences * {more}
    / (postings.occurrences + {k1} * (1 - {b}) + asked.per_token * postings.length)
)"""

SEARCH = """
, found AS MATERIALIZED (
    SELECT postings.document, {score} AS score
    FROM asked JOIN {name}_postings AS postings ON postings.field = asked.field AND postings.term = asked.term
    WHERE asked.leads
    GROUP BY postings.document
    ORDER BY score DESC, postings.document
    LIMIT greatest(%s, {candidates})
)
SELECT found.document, found.score + coalesce((
    SELECT {score}
    FROM asked JOIN {name}_postings AS postings
        ON postings.field = asked.field AND postings.term = asked.term AND postings.document = found.document
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
    FROM asked JOIN {name}_postings AS postings ON postings.field = asked.field AND postings.term = asked.term
    WHERE asked.leads AND postings.document IN (SELECT document FROM fitting)
    GROUP BY postings.document
    ORDER BY score DESC, postings.document
    LIMIT CASE WHEN (SELECT bool_and(leads) FROM asked) THEN NULL ELSE {candidates} END
)
SELECT fitting.document, coalesce(found.score + coalesce((
    SELECT {score}
    FROM asked JOIN {name}_postings AS postings
        ON postings.field = asked.field AND postings.term = asked.term AND postings.document = found.document
    WHERE NOT asked.leads
), 0), 0) AS score
FROM fitting LEFT JOIN found ON found.document = fitting.document
"""

# A document has a word as far as the best way goes
HAVING = """
SELECT document FROM (
    SELECT document, word, max(share) AS share FROM (
        SELECT postings.document, asked.word, least(1, sum(asked.share)) AS share
        FROM unnest(%s::smallint[], %s::text[], %s::integer[], %s::smallint[], %s::float8[])
            AS asked (field, term, word, way, share)
        JOIN {name}_postings AS postings
            ON postings.field = asked.field AND postings.term = asked.term COLLATE "C"
        GROUP BY postings.document, asked.word, asked.way
        HAVING asked.way < {all_parts} OR sum(asked.share) > 1 - {slack}
    ) AS ways GROUP BY document, word
) AS words GROUP BY document HAVING sum(share) >= %s - {slack}
"""


class PostgresIndex:
    """An index in the portal's database; a temporary one lives and ends with the connection.

    Only one process writes at a time, as counts of terms are kept beside the documents.
    """

    def __init__(self, name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
        if not name.isidentifier() or not name.isascii():
            raise ValueError(f"no name of a table: {name!r}")
        self.name, self.using, self.temporary = name, using, temporary
        score = SCORE.format(k1=K1, b=B, more=K1 + 1)
        asked = ASKED.format(
            name=name, k1=K1, b=B, grams=NUMBERS[Field.GRAMS], grams_count=GRAMS_COUNT, leading_rows=LEADING_ROWS
        )
        having = HAVING.format(name=name, all_parts=ALL_PARTS, slack=SLACK)
        self.search_sql = asked + SEARCH.format(name=name, score=score, candidates=CANDIDATES)
        self.find_sql = asked + FIND.format(name=name, score=score, having=having, candidates=CANDIDATES)

    def create(self) -> None:
        """Make the index, empty."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(CREATE.format(name=self.name, temporary="TEMPORARY" if self.temporary else ""))
            cursor.execute(
                f"INSERT INTO {self.name}_totals SELECT field, 0, 0 FROM unnest(%s::smallint[]) AS field",  # noqa: S608
                [list(NUMBERS.values())],
            )

    def drop(self) -> None:
        """Remove the index with all that is in it."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"{self.name}_{table}" for table in TABLES))

    def rename(self, name: str) -> None:
        """Give the index another name, which no other bears."""
        with connections[self.using].cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {self.name}_{table} RENAME TO {name}_{table}")
            for index in INDEXES:
                cursor.execute(f"ALTER INDEX {self.name}_{index} RENAME TO {name}_{index}")
        self.__init__(name, temporary=self.temporary, using=self.using)  # type: ignore[misc]
        self._count_anew()

    def index(self, documents: Iterable[Document]) -> int:
        """Put documents in, in place of those with the same id; return their number."""
        number = 0
        for batch in batches(documents, BATCH):
            rows = list({row.id: row for row in map(Indexed.of, batch)}.values())
            with transaction.atomic(using=self.using):
                self._take_out([row.id for row in rows])
                self._put_in(rows)
            number += len(batch)
        if self._has_grown_by(number):
            self._count_anew()
        return number

    def _has_grown_by(self, number: int) -> bool:
        """Tell whether these documents are so many that queries would be planned badly; the server notes few itself."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT max(documents) FROM {self.name}_totals")  # noqa: S608
            return bool(number * GROWTH > cursor.fetchone()[0])

    def _count_anew(self) -> None:
        with connections[self.using].cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ANALYZE {self.name}_{table}")

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; unknown ones do not matter."""
        with transaction.atomic(using=self.using):
            self._take_out(ids)

    def _take_out(self, ids: Sequence[int]) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self.name}_documents WHERE document = ANY(%s) RETURNING lengths",  # noqa: S608
                [list(ids)],
            )
            lengths = [row[0] for row in cursor.fetchall()]
            if not lengths:
                return
            cursor.execute(
                f"""WITH gone AS (DELETE FROM {self.name}_postings WHERE document = ANY(%s) RETURNING field, term),
                    counted AS (SELECT field, term, count(*) AS documents FROM gone GROUP BY field, term)
                UPDATE {self.name}_terms AS terms SET documents = terms.documents - counted.documents
                FROM counted WHERE terms.field = counted.field AND terms.term = counted.term""",  # noqa: S608
                [list(ids)],
            )
            cursor.execute(f"DELETE FROM {self.name}_terms WHERE documents <= 0")  # noqa: S608
            self._count(-len(lengths), [-sum(column) for column in zip(*lengths, strict=True)])

    def _put_in(self, rows: Sequence[Indexed]) -> None:
        terms = Counter((NUMBERS[field], term) for row in rows for field in NUMBERS for term in set(row.tokens[field]))
        met = Counter(word for row in rows for word in row.words)
        lengths = [[len(row.tokens[field]) for field in NUMBERS] for row in rows]
        with connections[self.using].cursor() as cursor:
            columns = "field, term, document, occurrences, length"
            with cursor.copy(f"COPY {self.name}_postings ({columns}) FROM STDIN") as copy:
                for posting in _postings(rows):
                    copy.write_row(posting)
            with cursor.copy(f"COPY {self.name}_documents (document, lengths) FROM STDIN") as copy:
                for row, length in zip(rows, lengths, strict=True):
                    copy.write_row((row.id, length))
            ordered = sorted(terms)
            cursor.execute(
                f"""INSERT INTO {self.name}_terms AS terms
                SELECT * FROM unnest(%s::smallint[], %s::text[], %s::integer[])
                ON CONFLICT (field, term) DO UPDATE SET documents = terms.documents + excluded.documents""",  # noqa: S608
                [[field for field, _ in ordered], [term for _, term in ordered], [terms[key] for key in ordered]],
            )
            cursor.execute(
                f"""INSERT INTO {self.name}_words AS words SELECT * FROM unnest(%s::text[], %s::integer[])
                ON CONFLICT (word) DO UPDATE SET met = words.met + excluded.met""",  # noqa: S608
                [sorted(met), [met[word] for word in sorted(met)]],
            )
            self._count(len(rows), [sum(column) for column in zip(*lengths, strict=True)])

    def _count(self, documents: int, tokens: Sequence[int]) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"""UPDATE {self.name}_totals AS totals
                SET documents = totals.documents + %s, tokens = totals.tokens + more.tokens
                FROM unnest(%s::smallint[], %s::bigint[]) AS more (field, tokens) WHERE totals.field = more.field""",  # noqa: S608
                [documents, list(NUMBERS.values()), list(tokens)],
            )

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        wanted = plan(query, self, synonyms)
        return self._ranked(wanted, self.search_sql, [limit, limit]) if wanted else []

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return everything that has at least half of the words, with a score; of very many only the best have one."""
        return dict(self._ranked(wanted, self.find_sql, _having(wanted))) if wanted else {}

    def _ranked(self, wanted: Plan, statement: str, params: Sequence[Any]) -> list[tuple[int, float]]:
        asked = [
            (NUMBERS[field], token, WEIGHTS[field])
            for field, tokens in (
                (Field.EXACT, wanted.stems),
                (Field.TITLE, wanted.stems),
                (Field.PARTS, wanted.parts),
                (Field.GRAMS, wanted.grams),
            )
            for token in tokens
        ]
        asked += [(NUMBERS[field], token, SYNONYMS) for field, tokens in wanted.alike.items() for token in tokens]
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, [*map(list, zip(*asked, strict=True)), *params])
            return [(int(number), float(score)) for number, score in cursor.fetchall()]

    def ids(self) -> Iterator[int]:
        """Yield what is in the index."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT document FROM {self.name}_documents")  # noqa: S608
            rows = cursor.fetchall()
        return (int(row[0]) for row in rows)

    def digests(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Return the fingerprints of those of these documents that are in the index, made of what is stored."""
        fields = {number: field for field, number in NUMBERS.items()}
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT document FROM {self.name}_documents WHERE document = ANY(%s)", [list(ids)])  # noqa: S608
            found: dict[int, dict[Field, dict[str, int]]] = {
                row[0]: {field: {} for field in NUMBERS} for row in cursor.fetchall()
            }
            cursor.execute(
                f"SELECT document, field, term, occurrences FROM {self.name}_postings WHERE document = ANY(%s)",  # noqa: S608
                [list(found)],
            )
            for document, field, term, occurrences in cursor.fetchall():
                found[document][fields[field]][term] = occurrences
        return {document: digest(tokens) for document, tokens in found.items()}

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        return self._pairs(f"SELECT word, met FROM {self.name}_words WHERE word = ANY(%s)", [list(words)])  # noqa: S608

    def documents_with(self, tokens: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these grams stands; none that stands nowhere, no other tokens."""
        return self._pairs(
            f"SELECT term, documents FROM {self.name}_terms WHERE field = %s AND term = ANY(%s)",  # noqa: S608
            [NUMBERS[Field.GRAMS], list(tokens)],
        )

    def _pairs(self, select: str, params: Sequence[int | list[str]]) -> dict[str, int]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(select, params)
            return dict(cursor.fetchall())


def _having(wanted: Plan) -> list[Any]:
    """Return the ways in which a document has words, column by column, and how many it must have."""
    ways: list[tuple[int, str, int, int, float]] = []
    for number, word in enumerate(wanted.words):
        ways.append((NUMBERS[Field.EXACT], word.stem, number, STEM, 1.0))
        for way, field, tokens, of_all in (
            (ALL_PARTS, Field.PARTS, word.parts, len(word.parts)),
            (SOME_PARTS, Field.PARTS, word.telling_parts, len(word.parts)),
            (ALL_GRAMS, Field.GRAMS, word.grams, len(word.grams)),
        ):
            ways += [(NUMBERS[field], token, number, way, 1 / of_all) for token in tokens]
        for way, parts in enumerate(word.synonyms, start=ALL_GRAMS + 1):
            ways += [(NUMBERS[Field.PARTS], part, number, way, 1 / len(parts)) for part in parts]
    return [*map(list, zip(*ways, strict=True)), wanted.least]


def _postings(rows: Iterable[Indexed]) -> Iterator[tuple[int, str, int, int, int]]:
    for row in rows:
        for field, number in NUMBERS.items():
            tokens = row.tokens[field]
            for term, occurrences in Counter(tokens).items():
                yield number, term, row.id, occurrences, len(tokens)
