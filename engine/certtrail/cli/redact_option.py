"""`--redact-names`: a report without names, and the key to them in a file that stays behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.cli.settings import UNSURE
from certtrail.text.outgoing import AnyOutgoing, OutgoingBytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from certtrail.diagnosis.pseudonyms import Names
    from certtrail.model.diagnosis import Diagnosis

    F = TypeVar("F", bound=Callable[..., object])

Sent = TypeVar("Sent", bound=AnyOutgoing)
_LARGEST: Final = 64 * 1024 * 1024
_BESIDE: Final = ".names.json"
_SHOWN: Final = 10
_VARIABLE: Final = "CERTTRAIL_REDACT_NAMES"
_YES: Final = frozenset({"1", "true", "t", "yes", "y", "on"})


redact_option: Final = click.option(
    "--redact-names/--no-redact-names",
    "redact",
    envvar=_VARIABLE,
    help="Replace servers, domains, users and addresses; the key stays in a file of its own.",
)


def redact_options(verb: F) -> F:
    """Add `--redact-names` and `--names-key`."""
    key = click.option(
        "--names-key",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Go on with the tokens of this key, and keep it up to date; with --redact-names.",
    )
    return redact_option(key(verb))


def redaction(redact: bool, output: Path | None, key: Path | None) -> Redaction | None:
    """Make what takes the names out, if that is wanted; arguments as of `Redaction`.

    Raises:
        click.UsageError: there is a key, and no names are to be taken out; the settings may ask
            for it, and cannot be read; or as `Redaction`.
    """
    if redact:
        return Redaction(output, key)
    _ask_if_unsure()
    if key is not None:
        raise click.UsageError("--names-key goes with --redact-names.")
    return None


def tell_of_names(ctx: click.Context) -> None:
    """Say that a verb writes names, where the environment or the settings ask for none."""
    if any(one.name == "redact" for one in ctx.command.params):
        return
    settings = (ctx.find_root().default_map or {}).get("diagnose") or {}
    if settings.get("redact") or os.environ.get(_VARIABLE, "").strip().lower() in _YES:
        progress.note(
            f"{ctx.command.name} writes names all the same: only diagnose, open, render, compare "
            "and diff can leave them out."
        )


def _ask_if_unsure() -> None:
    """Refuse where the settings may ask for reports without names, and no option says."""
    ctx = click.get_current_context(silent=True)
    why = "" if ctx is None else ctx.meta.get(UNSURE, "")
    default = click.core.ParameterSource.DEFAULT
    if ctx is not None and why and ctx.get_parameter_source("redact") is default:
        raise click.UsageError(
            f"{why} It may ask for reports without names, so none is written. Mend it, or add "
            "--redact-names or --no-redact-names."
        )


def written(
    hidden: Redaction | None, diagnoses: Sequence[Diagnosis], render: Callable[..., Sent]
) -> Sent:
    """Write a report of diagnoses, without names where that is wanted; see `Redaction.report`."""
    return render(*diagnoses) if hidden is None else hidden.report(diagnoses, render)


def key_beside(report: Path) -> Path:
    """Say where the key to the names in a report is."""
    return report.with_suffix(_BESIDE)


class Redaction:
    """Takes names out of what goes into one report, and keeps the key to them."""

    def __init__(self, output: Path | None, key: Path | None = None) -> None:
        """Read the key that is to be gone on with.

        Args:
            output: where the report will be; its key stands beside it, or here for stdout.
            key: that of an earlier report. No other is read, as one that lies there may be from
                whoever sent the logs.

        Raises:
            click.UsageError: it is none, cannot be read, or another would be overwritten.
        """
        from certtrail.diagnosis.pseudonyms import Names

        beside = Path(f"certtrail{_BESIDE}") if output is None else key_beside(output)
        self._path = beside if key is None else key
        self._names = Names()
        self._told = False
        if key is None and os.path.lexists(beside):  # also a link that leads nowhere yet
            raise click.UsageError(
                f"{beside} is there already. To go on with the names in it, add --names-key "
                f"{beside}; else move it away."
            )
        if key is not None and key.exists():
            self._names = _read(key)

    def report(self, diagnoses: Iterable[Diagnosis], render: Callable[..., Sent]) -> Sent:
        """Write a report without names, look through it for names, and leave the key.

        Args:
            diagnoses: what goes into it; the same name is the same token in all of them.
            render: writes the report of them.

        Raises:
            NameLeftError: a name is left; neither report nor key is written.
            click.UsageError: the key cannot be written.
        """
        from certtrail.diagnosis.left_names import left_names
        from certtrail.diagnosis.redact import avoid_looks, blanked, key_of, redacted, relieved

        given = list(diagnoses)
        for diagnosis in given:
            avoid_looks(diagnosis, self._names)
        shown = [redacted(diagnosis, self._names) for diagnosis in given]
        report = render(*shown)
        left = left_names(_words(report), self._names, lambda: _words(render(*map(blanked, shown))))
        if left:
            # An odd text of the evidence must not keep the whole report from being written.
            shown = [relieved(diagnosis, self._names) for diagnosis in shown]
            report = render(*shown)
            ours = render(*map(blanked, shown))
            left = left_names(_words(report), self._names, lambda: _words(ours))
        if left:
            told = ", ".join(f"{one.token} in line {one.line}" for one in left[:_SHOWN])
            more = f", and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
            raise NameLeftError(
                f"expected a report without names, found what stands for {told}{more}. Nothing "
                "was written. Please report this as a fault in certtrail, without the names."
            )
        try:
            output_files.write_whole(self._path, key_of(self._names), private=True)
        except OSError as error:
            raise click.UsageError(f"{self._path}: the key of the names: {error}.") from error
        if not self._told:
            progress.note(
                f"the key to the names is in {self._path}; keep it, and do not send it along."
            )
        self._told = True
        return report


def _words(report: AnyOutgoing) -> str:
    return report.words if isinstance(report, OutgoingBytes) else report


def _read(key: Path) -> Names:
    from certtrail.diagnosis.redact import read_key
    from certtrail.model.errors import InputError

    try:
        if not key.is_file():
            raise click.UsageError(f"{key}: it is no plain file, such as a key is kept in.")
        if key.stat().st_size > _LARGEST:
            raise click.UsageError(f"{key}: expected the key of an earlier report, found too much.")
        return read_key(key.read_text(encoding="utf-8"), key.name)
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{key}: the key of the names: {error}.") from error
    except InputError as error:
        raise click.UsageError(str(error)) from error


class NameLeftError(click.ClickException):
    """A report that should be without names has one."""

    exit_code = exits.NAME_LEFT
