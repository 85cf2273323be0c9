"""SQL over the frames of a case: a query and frames in, a frame out; no file is in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.errors import CerttrailError, MissingError

try:
    import duckdb
except ImportError as error:
    raise MissingError("SQL", "duckdb", "notebooks") from error

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class QueryError(CerttrailError):
    """A query that cannot be answered: says what DuckDB says."""


def answer(query: str, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Answer a query.

    Args:
        query: SQL as DuckDB reads it.
        frames: the tables by name, as `plain` makes them.

    Raises:
        QueryError: it is wrong; names the tables that there are.
    """
    with duckdb.connect(":memory:") as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        # After this nothing can be read from the disk or the network, or be set otherwise.
        connection.execute("set python_enable_replacements = false")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            return connection.execute(query).df()
        except duckdb.Error as error:
            tables = ", ".join(sorted(frames))
            raise QueryError(f"{error} (the tables are {tables})") from error
