"""What the ORM does not say alike for both databases."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, BooleanField, Expression, F, Func, TextField, Value
from django.db.models.functions import Cast, Coalesce
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


class Together(Aggregate):
    """All values of a column in one string with commas between them, in the same order for all columns of a query.

    Ten thousands of rows are read several times faster so, and need less memory than rows. No value may have a comma.
    """

    output_field = TextField()
    template = "GROUP_CONCAT(%(expressions)s)"

    def __init__(self, column: str | Expression) -> None:
        super().__init__(Coalesce(Cast(column, TextField()), Value("")))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ',')", **context)
