"""SQL over the tables of a case: a query and tables in, rows out; no file is in reach."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from certtrail.inputs.guard import memory_bounded
from certtrail.model.errors import CerttrailError, MissingError

try:
    import duckdb
except ImportError as error:
    raise MissingError("SQL", "duckdb", "notebooks") from error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

_BATCH: Final = 2048
# Beside DuckDB's own limit, which does not count what it is handed.
_MEMORY: Final = 4 << 30
# Without a folder for what does not fit in memory: by default that one could be read and written.
_CONFIG: Final = {"temp_directory": "", "memory_limit": "2GB"}


class QueryError(CerttrailError):
    """A query that cannot be answered: says what DuckDB says."""


class AnswerRows(NamedTuple):
    """What was asked for.

    Attributes:
        columns: their names.
        rows: of Python's own values.
        more: there are further rows.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool


def answer(query: str, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """AnswerRows a query.

    Args:
        query: SQL as DuckDB reads it.
        frames: the tables by name, as `plain` makes them.

    Raises:
        QueryError: it is wrong; names the tables that there are.
    """
    with _asked(query, frames) as asked:
        return asked.df()


def rows_of(query: str, tables: Mapping[str, Any], most: int) -> AnswerRows:
    """AnswerRows a query by so many rows at most.

    Args:
        query: SQL as DuckDB reads it.
        tables: by name; frames, or datasets of Arrow, of which only what is asked for is read.
        most: rows.

    Raises:
        QueryError: it is wrong, or takes too much memory; names the tables that there are.
    """
    with _within_memory(), _asked(query, tables) as asked:
        columns = tuple(str(column[0]) for column in asked.description or ())
        rows: list[tuple[Any, ...]] = []
        while len(rows) <= most and (batch := asked.fetchmany(_BATCH)):
            rows += batch
        return AnswerRows(columns, rows[:most], len(rows) > most)


@contextmanager
def _within_memory() -> Iterator[None]:
    """Hold what Arrow reads to a limit, too: a file can hold more than its footer tells."""
    try:
        with memory_bounded(_MEMORY):
            yield
    except MemoryError as error:
        raise QueryError(
            "it takes more memory than a query may, or a table holds more than it says; ask for "
            "less, or diagnose with this store again"
        ) from error


@contextmanager
def _asked(query: str, tables: Mapping[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config=dict(_CONFIG)) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        # After this nothing can be read from the disk or the network, or be set otherwise.
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set python_enable_replacements = false")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            asked = connection.execute(query)
            if asked is None:
                raise QueryError("expected a query, found nothing")
            yield asked
        except duckdb.Error as error:
            listed = ", ".join(sorted(tables))
            raise QueryError(f"{error} (the tables are {listed})") from error
