"""`certtrail store`: what is in a store, stores put together, and what is of no use taken away."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.cli.documentation import Verb, VerbGroup
from certtrail.cli.options import instant_option
from certtrail.text.display import counted
from certtrail.text.outgoing import Json, ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from certtrail.store.upkeep import StoreSurvey
    from certtrail.text.outgoing import Outgoing

_THERE: Final = {True: "present", False: "gone", None: "apart"}
_MIB: Final = 1 << 20
_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(
    cls=VerbGroup,
    epilog="""\b
Examples:
  certtrail diagnose /mnt/exports --store kept/
  certtrail store info kept/
  certtrail store merge berlin/ london/ -o all/
  certtrail store prune kept/ --dry-run""",
)
def store() -> None:
    """Look after what `--store` keeps: what is in it, put together, tidied up."""


@store.command(
    cls=Verb,
    short_help="Show what is in a store.",
    epilog="""\b
Exit codes: 0 all is sound, 2 usage, 3 something in it is broken.
\b
Examples:
  certtrail store info kept/
  certtrail store info kept/ --format json""",
)
@click.argument("folder", metavar="STORE", type=_FOLDER)
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def info(ctx: click.Context, folder: Path, format_name: str) -> None:
    """Show what is in a store: files, sizes, versions, what is broken. Everything is checked.

    A file is present or gone; one on a share, or of another system, is apart: nobody looks.
    """
    from certtrail.case.store_tables import written_at
    from certtrail.case.table_files import table_files
    from certtrail.store.store_places import see_store
    from certtrail.store.upkeep import survey

    with _on_errors(folder):
        see_store(folder)
        found = survey(folder)
        listed = table_files(folder)
    found.broken |= listed.links | listed.foreign
    described = _described(found, written_at(folder))
    _write(ctx, Json(described) if format_name == "json" else _as_text(found, described))
    ctx.exit(exits.NOT_FULLY_READ if found.broken else exits.NOTHING_FOUND)


def _described(found: StoreSurvey, written: float | None) -> dict[str, Any]:
    present = found.present()
    files = [
        {
            "file": head.name,
            "size": head.size,
            "sha256": head.sha256,
            "kept": _day(head.at),
            "certtrail": head.reader,
            "bytes": found.sizes[at],
            "present": present[at],
        }
        for at, head in sorted(found.kept.items(), key=lambda item: (item[1].name, item[0]))
    ]
    return {
        "entries": len(found.kept),
        "bytes": sum(found.sizes.values()),
        "files_bytes": sum(head.size for head in found.kept.values()),
        "seen": len(found.seen),
        "tables_written": None if written is None else _day(int(written)),
        "files": files,
        "broken": [{"path": at, "why": why} for at, why in sorted(found.broken.items())],
    }


def _as_text(found: StoreSurvey, described: Mapping[str, Any]) -> ScreenText:
    lines = [
        f"{_THERE[file['present']]:9}{file['kept']}  "
        f"{file['size'] / _MIB:10.1f} MiB  {file['bytes'] / 1024:10.1f} KiB kept  {file['file']}"
        for file in described["files"]
    ]
    lines += [f"broken   {at}: {why}" for at, why in sorted(found.broken.items())]
    versions = Counter(head.reader for head in found.kept.values())
    told = ", ".join(f"{number:,} by certtrail {name}" for name, number in sorted(versions.items()))
    written = described["tables_written"]
    return ScreenText(
        [
            *lines,
            "",
            f"{counted(len(found.kept), 'file')} of "
            f"{described['files_bytes'] / _MIB:,.1f} MiB in {described['bytes'] / _MIB:,.1f} MiB"
            + (f" ({told})" if told else ""),
            f"tables of {written}" if written else "no tables",
            f"{len(found.broken):,} broken",
        ]
    )


@store.command(
    cls=Verb,
    short_help="Put stores together.",
    epilog="""\b
Exit codes: 0 all was copied, 2 usage, 3 something in them is broken, and was left out.
\b
Examples:
  certtrail store merge berlin/ london/ -o all/        into a new one
  certtrail store merge berlin/ -o all/                into one that is there""",
)
@click.argument("folders", metavar="STORE...", nargs=-1, required=True, type=_FOLDER)
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The store to write to; it is made where there is none.",
)
@click.pass_context
def merge(ctx: click.Context, folders: tuple[Path, ...], target: Path) -> None:
    """Put stores together, those of several computers or cases.

    What is kept of a file is found wherever it is read again by the same name. Of the tables, a
    server has those of the store that was written last.
    """
    from certtrail.case.store_merge import merge_tables
    from certtrail.store.kept_store import KeptStore
    from certtrail.store.store_places import see_store
    from certtrail.store.upkeep import Merged
    from certtrail.store.upkeep import merge as merge_kept

    merged = Merged()
    with _on_errors(target):
        for folder in folders:
            see_store(folder)
        KeptStore(target)
        others = [folder for folder in folders if not folder.samefile(target)]
        for folder in others:
            merge_kept(folder, target, merged)
        merged.broken |= merge_tables([target, *others], target)
    for path, why in sorted(merged.broken.items()):
        progress.note(f"{path}: {why}; it was left out.")
    progress.note(
        f"{merged.copied:,} copied, {merged.known:,} were there; the store is {target}",
        weighty=False,
    )
    ctx.exit(exits.NOT_FULLY_READ if merged.broken else exits.NOTHING_FOUND)


@store.command(
    cls=Verb,
    short_help="Take away what is of no use any more.",
    epilog="""\b
Exit codes: 0 done, 2 usage.
\b
Examples:
  certtrail store prune kept/ --dry-run                 only say what would go
  certtrail store prune kept/ --before 2026-01-01""",
)
@click.argument("folder", metavar="STORE", type=_FOLDER)
@instant_option("--before", "Also what was kept before this instant.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.pass_context
def prune(ctx: click.Context, folder: Path, before: datetime | None, dry_run: bool) -> None:
    """Take away what is kept of files that are gone or changed, by another version, or broken.

    A file is gone where it is not at the path at which it was read: connect shares first.
    """
    from certtrail.store.store_places import see_store
    from certtrail.store.upkeep import remove, useless

    with _on_errors(folder):
        see_store(folder)
        gone = useless(folder, None if before is None else before.timestamp())
        if not dry_run:
            remove(folder, gone)
    told = "would go" if dry_run else "removed"
    lines = [f"{at}: {why}" for at, why in sorted(gone.items())]
    _write(ctx, ScreenText([*lines, f"{len(gone):,} {told}"]))


@contextmanager
def _on_errors(folder: Path) -> Iterator[None]:
    """Say which file the system does not give."""
    with exits.on_errors():
        try:
            yield
        except OSError as error:
            place = error.filename or folder
            progress.note(f"{place}: {error.strerror or error}.")
            click.get_current_context().exit(exits.REFUSED)


def _write(ctx: click.Context, text: Outgoing) -> None:
    if not output_files.write_out(text):
        ctx.exit(exits.BROKEN_PIPE)


def _day(at: int) -> str:
    from datetime import UTC, datetime

    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "?"
