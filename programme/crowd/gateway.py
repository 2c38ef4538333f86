"""The fast way into the tables: rows are numbered here, and go in by COPY where the database knows it."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

Row = dict[str, Any]
Table = type[models.Model]


class Ledger:
    """Rows on their way to the tables, each with the id it will have. All rows of a table name the same columns."""

    def __init__(self, tables: Iterable[Table]) -> None:
        """`tables` in an order in which a row follows those that it points to."""
        self.tables = tuple(tables)
        self.ids: dict[Table, Iterator[int]] = {table: itertools.count(_last_id(table) + 1) for table in self.tables}
        self.rows: dict[Table, list[Row]] = defaultdict(list)

    def add(self, table: Table, **columns: Any) -> int:
        """Take a row in and answer its id; columns are named as the database names them (`company_id`)."""
        columns["id"] = pk = columns.get("id") or next(self.ids[table])
        self.rows[table].append(columns)
        return pk

    @transaction.atomic
    def write(self) -> int:
        """Put everything that was taken in into the tables, and say how many rows it was."""
        pour = _copy if connection.vendor == "postgresql" else _insert
        written = 0
        _look_up_references(False)
        for table in self.tables:
            if rows := self.rows.pop(table, []):
                pour(table, rows)
                written += len(rows)
        _look_up_references(True)
        return written

    def close(self) -> None:
        """Let the database number the next rows after ours, and tell its planner of them."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), self.tables):
                cursor.execute(sql)
            cursor.execute("ANALYZE")


def _look_up_references(wanted: bool) -> None:
    """Every row follows those that it points to; to look each of them up takes most of the time of a COPY."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone() == (True,):  # nobody else may choose
            cursor.execute(f"SET LOCAL session_replication_role = {'origin' if wanted else 'replica'}")


def _last_id(table: Table) -> int:
    return table._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def _insert(table: Table, rows: list[Row]) -> None:
    table._default_manager.bulk_create((table(**row) for row in rows), batch_size=500)


def _copy(table: Table, rows: list[Row]) -> None:
    """COPY fills nothing in: columns that no row names get the default of their field."""
    named = list(rows[0])
    fields = {field.attname: field for field in table._meta.concrete_fields}
    others = [field for name, field in fields.items() if name not in named]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in others]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in [*(fields[name] for name in named), *others])
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(table._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([*row.values(), *defaults])
