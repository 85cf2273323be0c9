"""`certtrail sql`: a store or a saved case, and a query in; a table out."""

from __future__ import annotations

import math
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.case import progress
from certtrail.cli import exits
from certtrail.cli.documentation import Verb
from certtrail.cli.options import deliver, destination, no_format, output_option, progress_options
from certtrail.cli.redact_option import tell_of_names
from certtrail.text.display import in_columns, visible
from certtrail.text.outgoing import Csv, Json, ScreenText

if TYPE_CHECKING:
    from certtrail.case.sql import AnswerRows
    from certtrail.text.outgoing import Outgoing

FORMATS: Final = ("table", "csv", "json")
_SUFFIXES: Final = {".txt": "table", ".csv": "csv", ".json": "json"}
_ROWS: Final = 10_000
_MOST_ROWS: Final = 10_000_000
_TABLES: Final = (
    "select table_name, column_name, data_type from information_schema.columns "
    "order by table_name, ordinal_position"
)


@click.command(
    cls=Verb,
    short_help="Ask a store, or a saved case, in SQL.",
    epilog="""\b
Exit codes: 0 answered, 2 usage, or a query that is wrong, 3 there are more rows than --rows,
or tables that cannot be read.
\b
Examples:
  certtrail sql kept/                                   the tables and their columns
  certtrail sql kept/ "select server, count(*) from events group by all order by 2 desc"
  certtrail sql kept/ "select * from facts where kind = 'tls-alert'" -o alerts.csv""",
)
@click.argument(
    "folder",
    metavar="STORE",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.argument("query", default=_TABLES, metavar="[QUERY]")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="Format of the answer.  [default: by the suffix of PATH, else table]",
)
@click.option(
    "--rows",
    "most",
    type=click.IntRange(1, _MOST_ROWS),
    default=_ROWS,
    show_default=True,
    metavar="N",
    help="Rows at most.",
)
@output_option
@progress_options
@click.pass_context
def sql(
    ctx: click.Context,
    folder: Path,
    query: str,
    format_name: str | None,
    most: int,
    output: Path | None,
) -> None:
    """Ask what the last diagnosis with a store has left there, or a saved case, in SQL.

    STORE is the folder of --store, with the tables events, facts and inputs; or that of a case
    which was saved in Python, with these and more. QUERY is SQL as DuckDB reads it; without one the
    tables are listed. Nothing is changed, and neither files nor the network are in reach. Times are
    UTC. Records are shown as they are, with passwords that were logged in them.
    """
    tell_of_names(ctx)
    chosen = format_name or _by_suffix(output)
    output = destination(output, (folder,))
    with exits.on_errors():
        answer = _answer(folder, query, most)
    deliver(ctx, _written(answer, chosen, output), output, "answer")
    if answer.more:
        progress.note(f"there are more than {most:,} rows; --rows gives more of them.")
        ctx.exit(exits.NOT_FULLY_READ)


def _by_suffix(output: Path | None) -> str:
    if output is None or str(output) == "-":
        return "table"
    if output.suffix.lower() not in _SUFFIXES:
        raise no_format(output, "answer", FORMATS, _SUFFIXES)
    return _SUFFIXES[output.suffix.lower()]


def _answer(folder: Path, query: str, most: int) -> AnswerRows:
    from certtrail.case import store_tables
    from certtrail.case.sql import rows_of
    from certtrail.store.store_places import TABLES

    if not (folder / TABLES).exists() and (folder / "diagnosis.json").exists():
        from certtrail.case.saved import load

        return rows_of(query, load(folder).tables(), most)
    return rows_of(query, store_tables.tables(folder), most)


def _written(answer: AnswerRows, chosen: str, output: Path | None) -> Outgoing:
    rows = [[_plain(cell) for cell in row] for row in answer.rows]
    if chosen == "json":
        return Json([dict(zip(answer.columns, row, strict=True)) for row in rows])
    if chosen == "csv":
        return Csv([answer.columns, *(map(_cell, row) for row in rows)])
    lines = in_columns([answer.columns, *(tuple(map(_text, row)) for row in rows)])
    return ScreenText(_cut(line, output) for line in lines)


def _plain(value: Any) -> Any:
    """Give a value as JSON holds it; what JSON has nothing for is a text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)


def _cell(value: Any) -> Any:
    """Give a value for a cell."""
    nested = isinstance(value, list | dict)
    return Json(value, indent=None).rstrip("\n") if nested else value


def _text(value: Any) -> str:
    return "" if value is None else visible(str(_cell(value)))


def _cut(line: str, output: Path | None) -> str:
    """On a terminal each row has one line."""
    if output is not None or not sys.stdout.isatty():
        return line
    import shutil

    width = shutil.get_terminal_size().columns
    return line if len(line) <= width else f"{line[: width - 1]}…"
