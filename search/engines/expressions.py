"""What the ORM does not say alike for both databases."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, FloatField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Any]


class Among(Func):
    """True where a column is one of these numbers, however many: they are one parameter."""

    output_field = BooleanField()

    def __init__(self, column: str, numbers: Iterable[int]) -> None:
        super().__init__(F(column))
        self.numbers = sorted(numbers)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.numbers)]  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", [*params, self.numbers]


class Seconds(Func):
    """A point in time as seconds since 1970: ten thousand of them are read much faster than datetimes."""

    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM %(expressions)s)::float8"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS REAL)", **context)


class TopicSlugs(Func):
    """The slugs of an entry's topics with commas between them, empty or null without any."""

    output_field = TextField()
    template = (
        "(SELECT %(together)s FROM catalogue_entry_topics link JOIN taxonomy_topic topic ON topic.id = link.topic_id"
        " WHERE link.entry_id = %(expressions)s)"
    )

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(compiler, connection, together="GROUP_CONCAT(topic.slug)", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(compiler, connection, together="STRING_AGG(topic.slug, ',')", **context)
