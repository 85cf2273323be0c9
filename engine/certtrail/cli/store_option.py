"""`--store`: what was read of each file is kept in a folder, and found there the next time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from certtrail.cli.options import Command
    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.pipeline import Options
    from certtrail.store.kept_store import KeptStore

_STORE: Final = __name__


def _note(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    del param
    ctx.meta[_STORE] = value


def store_option(command: Command) -> Command:
    """Add where to keep what was read (see `diagnosed`)."""
    return click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        callback=_note,
        metavar="DIR",
        help="Keep here what was read; read only what is new or changed the next time.",
    )(command)


def diagnosed(ctx: click.Context, inputs: Sequence[Given], **options: Unpack[Options]) -> Diagnosis:
    """Diagnose exports, with the store that was asked for, if any; arguments as of `diagnose`.

    Raises:
        click.UsageError: the store is among the inputs, or they are in it.
        CerttrailError: as of `pipeline.diagnose`, or the store cannot be used.
    """
    from certtrail import pipeline

    folder: Path | None = ctx.meta.get(_STORE)
    if folder is None:
        return pipeline.diagnose(inputs, **options)
    _see_apart(folder, inputs)
    from certtrail.case import parquet_files, store_tables
    from certtrail.store.kept_store import KeptStore

    parquet_files.needed()
    store = KeptStore(folder, progress.note)
    kept: Options = {**options, "store": store}
    examined = pipeline.examine(inputs, **kept)
    _tell(store)
    try:
        store_tables.write(folder, examined)
    except OSError as error:
        why = error.strerror or error
        progress.note(f"{folder}: its tables are as before: {why}; the result is the same.")
    return examined.diagnosis


def _see_apart(folder: Path, inputs: Sequence[Given]) -> None:
    store = folder.resolve()
    for place in (given.resolve() for given in inputs if isinstance(given, Path)):
        if store.is_relative_to(place) or place.is_relative_to(store):
            raise click.UsageError(
                f"--store {folder}: it is among the inputs, and would be read as one; choose "
                "another folder."
            )


def _tell(store: KeptStore) -> None:
    from certtrail.text.display import counted

    told = f"{counted(store.found, 'file')} from the store, {store.fresh:,} read"
    if store.unkept:
        told += f"; {store.unkept:,} of these will be read again, as nothing is kept of them"
    progress.note(f"{told}.", weighty=False)
