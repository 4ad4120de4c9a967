"""Ranks with SQLite's FTS5: one table whose columns hold tokens that were analysed before."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper

from search.engines.batches import analysed
from search.ranking import Document, Field, Indexed, Plan, digest, plan
from search.synonyms import NO_SYNONYMS, Synonyms

# Columns are scored together, so the words of a title count as words of the text and once more. Of the grams only the
# rarest are asked for; with all of them 0.3 would do
WEIGHTS = {Field.EXACT: 1.0, Field.TITLE: 1.5, Field.PARTS: 0.5, Field.GRAMS: 0.5}
# The rarest stems and parts lead to hits, until so many rows are read; the best of these are scored by all tokens
LEADING_ROWS = 10_000
CANDIDATES = 200
SLACK = 0.001  # thirds do not add up to one exactly


class SqliteIndex:
    """An index in the portal's database; a temporary one lives and ends with the connection."""

    def __init__(self, name: str, *, temporary: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
        if not name.isidentifier():
            raise ValueError(f"no name of a table: {name!r}")
        self.name, self.using = name, using
        self.schema = "temp" if temporary else "main"
        self.bm25 = f"bm25({name}, {', '.join(map(str, WEIGHTS.values()))})"
        self.table, self.words = f"{self.schema}.{name}", f"{self.schema}.{name}_words"

    def create(self) -> None:
        """Make the index, empty."""
        columns = ", ".join(WEIGHTS)
        with connections[self.using].cursor() as cursor:
            # What nobody searches in `words` is counted beside; it is what a document that goes takes out of there.
            # The `ascii` tokenizer takes every other letter as part of a token: tokens stay as the analysis made them
            cursor.execute(
                f"""CREATE VIRTUAL TABLE {self.table} USING fts5({columns}, words UNINDEXED,
                tokenize="ascii tokenchars '_'")"""
            )
            self._create_terms(cursor)
            cursor.execute(f"CREATE TABLE {self.words} (word TEXT PRIMARY KEY, met INTEGER NOT NULL) WITHOUT ROWID")

    def _create_terms(self, cursor: CursorWrapper) -> None:
        source = self.name if self.schema == "main" else f"{self.schema}, {self.name}"  # only `temp` may name a schema
        cursor.execute(f"CREATE VIRTUAL TABLE {self.table}_terms USING fts5vocab({source}, row)")

    def rename(self, name: str) -> None:
        """Give the index another name, which no other bears."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"DROP TABLE {self.table}_terms")  # it knows the other table by its name
            cursor.execute(f"ALTER TABLE {self.table} RENAME TO {name}")
            cursor.execute(f"ALTER TABLE {self.words} RENAME TO {name}_words")
            self.__init__(name, temporary=self.schema == "temp", using=self.using)  # type: ignore[misc]
            self._create_terms(cursor)

    def drop(self) -> None:
        """Remove the index with all that is in it."""
        with connections[self.using].cursor() as cursor:
            for table in (f"{self.table}_terms", self.words, self.table):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")

    def index(self, documents: Iterable[Document | Indexed]) -> int:
        """Put documents in, in place of those with the same id; return their number."""
        number = 0
        for batch in analysed(documents):
            rows = list({row.id: row for row in batch}.values())
            with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
                self._take_out(cursor, [row.id for row in rows])
                self._put_in(cursor, rows)
            number += len(batch)
        return number

    def fill(self, documents: Iterable[Document]) -> int:
        """Put very many documents into an index that is empty and that nobody else sees; each may come once."""
        number = 0
        for rows in analysed(documents):
            with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
                self._put_in(cursor, rows)
            number += len(rows)
        return number

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; unknown ones do not matter."""
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            self._take_out(cursor, ids)

    def _take_out(self, cursor: CursorWrapper, ids: Sequence[int]) -> None:
        these = "IN (SELECT value FROM json_each(%s))"
        cursor.execute(f"SELECT words FROM {self.table} WHERE rowid {these}", [json.dumps(list(ids))])  # noqa: S608
        met = Counter(word for (words,) in cursor.fetchall() for word in words.split())
        cursor.executemany(f"DELETE FROM {self.table} WHERE rowid = %s", [(number,) for number in ids])  # noqa: S608
        cursor.executemany(
            f"UPDATE {self.words} SET met = met - %s WHERE word = %s",  # noqa: S608
            [(number, word) for word, number in met.items()],
        )
        cursor.execute(f"DELETE FROM {self.words} WHERE met <= 0 AND word {these}", [json.dumps(list(met))])  # noqa: S608

    def _put_in(self, cursor: CursorWrapper, rows: Sequence[Indexed]) -> None:
        met = Counter(word for row in rows for word in row.words)
        cursor.executemany(
            f"INSERT INTO {self.table} (rowid, {', '.join(WEIGHTS)}, words) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608
            [
                (row.id, *(" ".join(row.tokens[field]) for field in WEIGHTS), " ".join(sorted(row.words)))
                for row in rows
            ],
        )
        cursor.executemany(
            f"INSERT INTO {self.words} VALUES (%s, %s) ON CONFLICT (word) DO UPDATE SET met = met + excluded.met",  # noqa: S608
            sorted(met.items()),
        )

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        return self.best(plan(query, self, synonyms), limit)

    def best(self, wanted: Plan, limit: int) -> list[tuple[int, float]]:
        """Return those with most of what is looked for, with their scores, best first."""
        if not wanted:
            return []
        leading = self._leading(wanted)
        led = f"SELECT rowid FROM {self.table} WHERE {self.name} MATCH %s ORDER BY {self.bm25} LIMIT %s"  # noqa: S608
        among = ""
        params: list[str | int] = []
        if leading:
            among, params = f"AND +rowid IN ({led})", [leading, max(limit, CANDIDATES)]
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, -{self.bm25} AS score FROM {self.table} WHERE {self.name} MATCH %s {among}"  # noqa: S608
                " ORDER BY score DESC LIMIT %s",
                [_everything(wanted), *params, limit],
            )
            return [(int(number), float(score)) for number, score in cursor.fetchall()]

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return everything that has at least half of the words, with its score; of very many only the best have one.

        The plus signs have SQLite go through the matches once, instead of once for each row that has enough words.
        """
        if not wanted:
            return {}
        having, params = self._having(wanted)
        led, leading = "SELECT document FROM fitting", self._leading(wanted)
        if leading:
            led = (
                f"SELECT rowid AS document FROM {self.table} WHERE {self.name} MATCH %s"  # noqa: S608
                f" AND +rowid IN (SELECT document FROM fitting) ORDER BY {self.bm25} LIMIT {CANDIDATES}"
            )
            params = [*params, leading]
        statement = f"""
            WITH fitting (document) AS MATERIALIZED ({having}), led (document) AS MATERIALIZED ({led}),
            scored AS MATERIALIZED (
                SELECT rowid AS document, -{self.bm25} AS score FROM {self.table}
                WHERE {self.name} MATCH %s AND +rowid IN (SELECT document FROM led)
            )
            SELECT document, coalesce(score, 0) FROM fitting LEFT JOIN scored USING (document)"""  # noqa: S608
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, [*params, _everything(wanted)])
            return {int(number): float(score) for number, score in cursor.fetchall()}

    def _leading(self, wanted: Plan) -> str:
        """Return what matches the rarest tokens, empty where so few documents have any that all may be scored."""
        counted = {token: wanted.counted.get(token, 0) for token in (*wanted.stems, *wanted.parts)}
        for phrase in wanted.phrases:
            counted[" ".join(phrase.parts)] = min(wanted.counted.get(part, 0) for part in phrase.parts)
        chosen: list[str] = []
        rows = 0
        for token in sorted(counted, key=lambda token: (counted[token], token)):
            if rows >= LEADING_ROWS:
                break
            chosen.append(token)
            rows += counted[token]
        if rows < LEADING_ROWS:
            return ""
        return f"{{{Field.EXACT} {Field.TITLE} {Field.PARTS}}}:({_any(chosen)})"

    def _having(self, wanted: Plan) -> tuple[str, list[str | float]]:
        """Return what selects all that has at least half of the words; parts of a compound are a share of a word."""
        ways: list[tuple[int, float, str]] = []  # number of the word, share of it, what a document must match
        for number, word in enumerate(wanted.words):
            whole = [f'{Field.EXACT}:"{word.stem}"', f"{Field.PARTS}:({_all(word.parts)})"]
            if word.grams:
                whole.append(f"{Field.GRAMS}:({_all(word.grams)})")
            whole += [f"{Field.PARTS}:({_all(parts)})" for parts in word.synonyms]
            ways.append((number, 1.0, " OR ".join(whole)))
            if len(word.parts) > 1:
                ways += [(number, 1 / len(word.parts), f'{Field.PARTS}:"{part}"') for part in word.telling_parts]
        if wanted.least <= 1 and all(share == 1 for _, share, _ in ways):  # any of one or two words will do
            statement = f"SELECT rowid FROM {self.table} WHERE {self.name} MATCH %s"  # noqa: S608
            return statement, [" OR ".join(match for _, _, match in ways)]
        select = f"SELECT rowid AS document, %s AS word, %s AS share FROM {self.table} WHERE {self.name} MATCH %s"  # noqa: S608
        statement = f"""SELECT document FROM (
            SELECT document, min(1.0, sum(share)) AS share FROM ({" UNION ALL ".join([select] * len(ways))})
            GROUP BY document, word
        ) GROUP BY document HAVING sum(share) >= {wanted.least - SLACK}"""  # noqa: S608
        return statement, [value for way in ways for value in way]

    def ids(self) -> Iterator[int]:
        """Yield what is in the index."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {self.table}")  # noqa: S608
            rows = cursor.fetchall()
        return (int(row[0]) for row in rows)

    def digests(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Return the fingerprints of those of these documents that are in the index, made of what is stored."""
        made: dict[int, str] = {}
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, {', '.join(WEIGHTS)} FROM {self.table}"  # noqa: S608
                " WHERE rowid IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(ids))],
            )
            for number, *columns in cursor.fetchall():
                tokens = {field: Counter(text.split()) for field, text in zip(WEIGHTS, columns, strict=True)}
                made[int(number)] = digest(tokens)
        return made

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        return self._counts(f"SELECT word, met FROM {self.words} WHERE word IN", words)  # noqa: S608

    def documents_with(self, tokens: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these tokens stands, in whatever field; none that stands nowhere."""
        return self._counts(f"SELECT term, doc FROM {self.table}_terms WHERE term IN", tokens)  # noqa: S608

    def _counts(self, select: str, values: Collection[str]) -> dict[str, int]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"{select} (SELECT value FROM json_each(%s))", [json.dumps(list(values))])  # noqa: S608
            return dict(cursor.fetchall())


def _everything(wanted: Plan) -> str:
    """Return what matches any token of a query."""
    asked = [(f"{{{Field.EXACT} {Field.TITLE}}}", wanted.stems), (Field.PARTS, wanted.parts)]
    asked.append((Field.GRAMS, wanted.grams))
    # The parts of a synonym side by side, which weigh as any part does: FTS5 knows weights of columns only
    asked.append((Field.PARTS, [" ".join(phrase.parts) for phrase in wanted.phrases]))
    return " OR ".join(f"{columns}:({_any(tokens)})" for columns, tokens in asked if tokens)


def _any(tokens: Iterable[str]) -> str:
    """Return an expression for any of these tokens, which have no quotation marks."""
    return " OR ".join(f'"{token}"' for token in tokens)


def _all(tokens: Iterable[str]) -> str:
    return " AND ".join(f'"{token}"' for token in tokens)
