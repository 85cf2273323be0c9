"""`--redact-names`: a report without names, and the key to them in a file that stays behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.cli import output_files

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

_LARGEST: Final = 64 * 1024 * 1024
_BESIDE: Final = ".names.json"
redact_option: Final = click.option(
    "--redact-names",
    "redact",
    is_flag=True,
    help="Replace servers, domains, users and addresses; the key stays in a file of its own.",
)


def without_names(diagnoses: list[Diagnosis], output: Path | None) -> list[Diagnosis]:
    """Redact what goes into one report, and leave the key beside it, or here for stdout.

    A key that is already there is gone on with, so that tokens stay the same.

    Raises:
        InputError: what is there is no key.
        click.UsageError: the key cannot be read or written.
    """
    from certtrail.diagnosis.pseudonyms import Names
    from certtrail.diagnosis.redact import key_of, read_key, redacted

    path = Path(f"certtrail{_BESIDE}") if output is None else output.with_suffix(_BESIDE)
    try:
        known = path.exists() and path.stat().st_size <= _LARGEST
        names = read_key(path.read_text(encoding="utf-8"), path.name) if known else Names()
        found = [redacted(diagnosis, names) for diagnosis in diagnoses]
        output_files.write_whole(path, key_of(names), private=True)
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path}: the key of the names: {error}.") from error
    progress.note(f"the key to the names is in {path}; keep it, and do not send it along.")
    return found
