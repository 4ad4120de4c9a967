"""What PostgreSQL keeps for the ranking: a row per token, field and document, and counts of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import Copy

from search.engines.batches import analysed
from search.ranking import Document, Field, Indexed, digest

NUMBERS = {field: number for number, field in enumerate(Field, start=1)}  # as fields stand in the tables
SORTING = "256MB"  # of the server's memory, to build the indexes of one that was filled
Occurrences = dict[int, Counter[str]]  # of the tokens of a document, by the number of the field
GROWTH = 5  # new documents that are more than one in so many change what the server plans with

# A term is a token in a field, known by its fingerprint: rows and indexes of numbers take half the space and time
CREATE = """
CREATE {temporary} TABLE {name}_postings (
    term bigint NOT NULL, document bigint NOT NULL, occurrences integer NOT NULL, length integer NOT NULL
);
CREATE {temporary} TABLE {name}_terms (
    term bigint PRIMARY KEY, field smallint NOT NULL, token text COLLATE "C" NOT NULL, documents integer NOT NULL
);
CREATE {temporary} TABLE {name}_documents (
    document bigint PRIMARY KEY, lengths integer[] NOT NULL, words text[] COLLATE "C" NOT NULL
);
CREATE {temporary} TABLE {name}_totals (field smallint PRIMARY KEY, documents bigint NOT NULL, tokens bigint NOT NULL);
CREATE {temporary} TABLE {name}_words (word text COLLATE "C" PRIMARY KEY, met integer NOT NULL)
"""
CREATE_INDEXES = """
ALTER TABLE {name}_postings
    ADD CONSTRAINT {name}_postings_pkey PRIMARY KEY (term, document) INCLUDE (occurrences, length);
CREATE INDEX {name}_postings_document ON {name}_postings (document)
"""
DROP_INDEXES = """
ALTER TABLE {name}_postings DROP CONSTRAINT {name}_postings_pkey;
DROP INDEX {name}_postings_document
"""
COUNT = """
INSERT INTO {name}_terms
    SELECT term, min(field), min(token), sum(documents) FROM {name}_counted GROUP BY term;
INSERT INTO {name}_words SELECT word, count(*) FROM {name}_documents, unnest(words) AS word GROUP BY word;
UPDATE {name}_totals AS totals SET documents = counted.documents, tokens = counted.tokens
    FROM (
        SELECT field, count(*) AS documents, sum(tokens) AS tokens
        FROM {name}_documents, unnest(lengths) WITH ORDINALITY AS counted (tokens, field) GROUP BY field
    ) AS counted WHERE counted.field = totals.field
"""
# In the order in which a search locks them: who drops them in another waits for a search that waits for them
TABLES = ("terms", "totals", "postings", "documents", "words")
INDEXES = ("terms_pkey", "totals_pkey", "postings_pkey", "documents_pkey", "words_pkey", "postings_document")


class Postings:
    """An index's tables in the portal's database; those of a temporary one live and end with the connection.

    Only one process writes at a time, as counts of terms are kept beside the documents.
    """

    def __init__(self, name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
        if not name.isidentifier() or not name.isascii():
            raise ValueError(f"no name of a table: {name!r}")
        self.name, self.using, self.temporary = name, using, temporary

    def create(self) -> None:
        """Make the index, empty."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(CREATE.format(name=self.name, temporary="TEMPORARY" if self.temporary else ""))
            cursor.execute(CREATE_INDEXES.format(name=self.name))
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

    def index(self, documents: Iterable[Document | Indexed]) -> int:
        """Put documents in, in place of those with the same id; return their number."""
        number = 0
        for batch in analysed(documents):
            rows = list({row.id: row for row in batch}.values())
            with transaction.atomic(using=self.using):
                self._take_out([row.id for row in rows])
                self._put_in(rows)
            number += len(batch)
        if self._has_grown_by(number):
            self._count_anew()
        return number

    def fill(self, documents: Iterable[Document]) -> int:
        """Put very many documents into an index that is empty and that nobody else sees; each may come once.

        What is looked up and counted is made at the end, of all rows at once.
        """
        with connections[self.using].cursor() as cursor:
            cursor.execute(DROP_INDEXES.format(name=self.name))
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self.name}_counted"
                " (term bigint NOT NULL, field smallint NOT NULL, token text NOT NULL, documents integer NOT NULL)"
            )
            number = 0
            for rows in analysed(documents):
                occurrences = list(map(_occurrences, rows))
                with transaction.atomic(using=self.using):
                    self._copy(cursor, rows, occurrences)
                    with self._sending(cursor, f"{self.name}_counted") as copy:
                        for row in _counted(occurrences):
                            copy.write_row(row)
                number += len(rows)
            with transaction.atomic(using=self.using):
                cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [SORTING])
                cursor.execute(CREATE_INDEXES.format(name=self.name))
                cursor.execute(COUNT.format(name=self.name))
                cursor.execute(f"DROP TABLE {self.name}_counted")
        self._settle()
        return number

    def _settle(self) -> None:
        """Count, and note which pages everybody sees: what an index holds is then read from it alone."""
        if connections[self.using].in_atomic_block:
            self._count_anew()
            return
        with connections[self.using].cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"VACUUM (ANALYZE) {self.name}_{table}")

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
                f"DELETE FROM {self.name}_documents WHERE document = ANY(%s) RETURNING lengths, words",  # noqa: S608
                [list(ids)],
            )
            gone = cursor.fetchall()
            if not gone:
                return
            cursor.execute(
                f"""WITH gone AS (DELETE FROM {self.name}_postings WHERE document = ANY(%s) RETURNING term),
                    counted AS (SELECT term, count(*) AS documents FROM gone GROUP BY term),
                    emptied AS (
                        DELETE FROM {self.name}_terms AS terms USING counted
                        WHERE terms.term = counted.term AND terms.documents <= counted.documents
                    )
                UPDATE {self.name}_terms AS terms SET documents = terms.documents - counted.documents
                FROM counted WHERE terms.term = counted.term AND terms.documents > counted.documents""",  # noqa: S608
                [list(ids)],
            )
            met = Counter(word for _, words in gone for word in words)
            cursor.execute(
                f"""WITH gone AS (
                        SELECT word COLLATE "C" AS word, met FROM unnest(%s::text[], %s::integer[]) AS gone (word, met)
                    ), emptied AS (
                        DELETE FROM {self.name}_words AS words USING gone
                        WHERE words.word = gone.word AND words.met <= gone.met
                    )
                UPDATE {self.name}_words AS words SET met = words.met - gone.met
                FROM gone WHERE words.word = gone.word AND words.met > gone.met""",  # noqa: S608
                [list(met), list(met.values())],
            )
            self._count(-len(gone), [-sum(column) for column in zip(*(lengths for lengths, _ in gone), strict=True)])

    def _put_in(self, rows: Sequence[Indexed]) -> None:
        occurrences = list(map(_occurrences, rows))
        terms = sorted(_counted(occurrences))
        met = Counter(word for row in rows for word in row.words)
        with connections[self.using].cursor() as cursor:
            self._copy(cursor, rows, occurrences)
            cursor.execute(
                f"""INSERT INTO {self.name}_terms AS terms
                SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::integer[])
                ON CONFLICT (term) DO UPDATE SET documents = terms.documents + excluded.documents""",  # noqa: S608
                [*map(list, zip(*terms, strict=True))] if terms else [[], [], [], []],
            )
            cursor.execute(
                f"""INSERT INTO {self.name}_words AS words SELECT * FROM unnest(%s::text[], %s::integer[])
                ON CONFLICT (word) DO UPDATE SET met = words.met + excluded.met""",  # noqa: S608
                [sorted(met), [met[word] for word in sorted(met)]],
            )
            self._count(len(rows), [sum(column) for column in zip(*map(_lengths, rows), strict=True)])

    def _copy(self, cursor: CursorWrapper, rows: Sequence[Indexed], occurrences: Sequence[Occurrences]) -> None:
        """Send what is kept of each document."""
        with self._sending(cursor, f"{self.name}_postings (term, document, occurrences, length)") as copy:
            for row, its in zip(rows, occurrences, strict=True):
                copy.write(_postings(row, its))
        with self._sending(cursor, f"{self.name}_documents (document, lengths, words)") as copy:
            for row in rows:
                copy.write_row((row.id, _lengths(row), sorted(row.words)))

    @contextmanager
    def _sending(self, cursor: CursorWrapper, table: str) -> Iterator[Copy]:
        """Send rows to a table; Django does not translate what goes wrong there."""
        with connections[self.using].wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            yield copy

    def _count(self, documents: int, tokens: Sequence[int]) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"""UPDATE {self.name}_totals AS totals
                SET documents = totals.documents + %s, tokens = totals.tokens + more.tokens
                FROM unnest(%s::smallint[], %s::bigint[]) AS more (field, tokens) WHERE totals.field = more.field""",  # noqa: S608
                [documents, list(NUMBERS.values()), list(tokens)],
            )

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
                f"""SELECT document, field, token, occurrences FROM {self.name}_postings
                JOIN {self.name}_terms USING (term) WHERE document = ANY(%s)""",  # noqa: S608
                [list(found)],
            )
            for document, field, token, occurrences in cursor.fetchall():
                found[document][fields[field]][token] = occurrences
        return {document: digest(tokens) for document, tokens in found.items()}


def term_number(field: Field, token: str) -> int:
    """Return the number of a token in a field; that two have the same is not to be expected among billions."""
    return _number(NUMBERS[field], token)


@lru_cache(maxsize=200_000)
def _number(field: int, token: str) -> int:
    return int.from_bytes(blake2b(f"{field} {token}".encode(), digest_size=8).digest(), "big", signed=True)


def _occurrences(row: Indexed) -> Occurrences:
    return {number: Counter(row.tokens[field]) for field, number in NUMBERS.items()}


def _postings(row: Indexed, occurrences: Occurrences) -> str:
    """Return the rows of a document as COPY takes them."""
    return "".join(
        f"{_number(field, token)}\t{row.id}\t{number}\t{length}\n"
        for (field, its), length in zip(occurrences.items(), _lengths(row), strict=True)
        for token, number in its.items()
    )


def _lengths(row: Indexed) -> list[int]:
    return [len(row.tokens[field]) for field in NUMBERS]


def _counted(documents: Iterable[Occurrences]) -> Iterator[tuple[int, int, str, int]]:
    """Yield each term of these documents with its field, its token, and in how many of them it stands."""
    met: dict[int, Counter[str]] = {number: Counter() for number in NUMBERS.values()}
    for occurrences in documents:
        for field, its in occurrences.items():
            met[field].update(its.keys())
    for field, tokens in met.items():
        for token, number in tokens.items():
            yield _number(field, token), field, token, number
