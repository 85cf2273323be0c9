"""The options that more than one verb takes, and what is refused before any work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.reports.format_names import SUFFIXES, Format
from certtrail.text.languages import ENGLISH_CODE, Reader, codes, language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

_LARGEST_SAVED: Final = 512 * 1024 * 1024
Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


class Ordered(click.Command):
    """A command that remembers in which order its repeatable options were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the order, then parse as usual."""
        ctx.meta[__name__] = list(self._in_order(args))
        return super().parse_args(ctx, args)

    def _in_order(self, args: list[str]) -> Iterator[tuple[str, str]]:
        names = {
            option: str(param.name)
            for param in self.params
            if isinstance(param, click.Option) and param.multiple
            for option in param.opts
        }
        rest = iter(args)
        for word in rest:
            if word == "--":
                return
            option, equals, value = word.partition("=")
            if option in names:
                yield names[option], value if equals else next(rest, "")

    @staticmethod
    def given(ctx: click.Context) -> list[tuple[str, str]]:
        """Give (name of the option, value) in the order of the command line."""
        return list(ctx.meta.get(__name__, []))


def _zone(ctx: click.Context, param: click.Parameter, value: str) -> tzinfo:
    del ctx, param
    from datetime import UTC
    from zoneinfo import ZoneInfo

    if value.upper() in {"UTC", "Z"}:
        return UTC
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is an OSError
        raise click.BadParameter(
            f"{value!r} is not a time zone; expected a name such as Europe/Berlin or UTC."
        ) from error


def optional_zone(ctx: click.Context, param: click.Parameter, value: str | None) -> tzinfo | None:
    """Read a time zone that may be left out."""
    return None if value is None else _zone(ctx, param, value)


def _instant(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    del ctx, param
    if value is None:
        return None
    from certtrail.text.instants import moment

    try:
        return moment(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def instant_option(name: str, help_text: str) -> Callable[[Command], Command]:
    """Make an option that takes an instant; without an offset it is UTC."""
    return click.option(name, callback=_instant, metavar="T", help=help_text)


def _how(ctx: click.Context, param: click.Parameter, value: str) -> None:
    del param
    progress.choose(ctx, progress.How(value), quiet=False)


def _quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value:
        progress.choose(ctx, progress.How.NONE, quiet=True)


def progress_options(command: Command) -> Command:
    """Add how far the work is told (see `certtrail.case.progress`)."""
    how = click.option(
        "--progress",
        expose_value=False,
        callback=_how,
        is_eager=True,
        default="auto",
        show_default=True,
        type=click.Choice([str(how) for how in progress.How]),
        help="How to tell the progress, on stderr.",
    )
    quiet = click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_quiet,
        help="Tell no progress, and only what is wrong.",
    )
    return how(quiet(command))


format_option: Final = click.option(
    "--format",
    "format_name",
    type=click.Choice([str(name) for name in Format]),
    help="Format of the report.  [default: by the suffix of PATH, else text]",
)
output_option: Final = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="PATH",
    help="Write the report here.  [default: stdout]",
)
zone_option: Final = click.option(
    "--tz",
    "zone",
    callback=_zone,
    default="UTC",
    metavar="ZONE",
    help="Time zone of the report, such as Europe/Berlin.  [default: UTC]",
)


def _language(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Take `zh-CN` or `zh_Hans` for `zh`."""
    del ctx, param
    code = value.replace("_", "-").partition("-")[0].lower()
    if code not in codes():
        raise click.BadParameter(f"{value!r} is no language of reports; expected {_LANGUAGES}.")
    return code


_LANGUAGES: Final = " or ".join(codes())
_language_option: Final = click.option(
    "--lang",
    callback=_language,
    default=ENGLISH_CODE,
    metavar=f"[{'|'.join(codes())}]",
    help="Language of the report.  [default: en]",
)


def reader_options(command: Command) -> Command:
    """Add what a report is written for: a time zone and a language (see `reader`)."""
    return zone_option(_language_option(command))


def reader(zone: tzinfo, lang: str) -> Reader:
    """Give who reads the report."""
    return Reader(language(lang), zone)


_title: Final = click.option("--title", default="", metavar="TEXT", help="Put this at the top.")
_case: Final = click.option(
    "--case", default="", metavar="NUMBER", help="Put the case number on it."
)


def heading_options(command: Command) -> Command:
    """Add what the user puts at the top of a report."""
    return _title(_case(command))


def chosen_format(name: str | None, output: Path | None) -> Format:
    """Return the format asked for, else the one that the suffix means, else text."""
    if name is not None:
        return Format(name)
    if output is None or str(output) == "-":
        return Format.TEXT
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise click.UsageError(
            f"cannot tell the format of the report from {output.name!r}: add --format, "
            f"or a suffix such as {', '.join(list(SUFFIXES)[::2])}."
        )
    return found


def destination(output: Path | None, inputs: tuple[Path, ...]) -> Path | None:
    """Refuse, before any work, a path that cannot be written or that must not be."""
    if output is None or str(output) == "-":
        return None
    if not output.absolute().parent.is_dir():
        raise click.UsageError(f"{output}: there is no folder {output.parent} to write it to.")
    lost = output_files.overwritten_input(output, inputs)
    if lost is not None:
        raise click.UsageError(
            f"{output}: it is among the inputs and would be overwritten; choose another path."
        )
    return output


def deliver(ctx: click.Context, text: str, output: Path | None, noun: str) -> None:
    """Bring a text to stdout, or whole to a file, and say on stderr where it is."""
    if output is None:
        if not output_files.write_out(text):
            ctx.exit(exits.BROKEN_PIPE)
        return
    try:
        output_files.write_whole(output, text)
    except OSError as error:
        raise click.UsageError(f"{output}: cannot be written: {error.strerror}.") from error
    progress.note(f"the {noun} is in {output}", weighty=False)


def saved_text(saved: Path) -> str:
    """Read what should be a saved diagnosis."""
    try:
        if saved.stat().st_size > _LARGEST_SAVED:
            raise click.UsageError(f"{saved}: too large to be a saved diagnosis.")
        return saved.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.UsageError(f"{saved}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{saved}: expected a saved diagnosis in UTF-8, found bytes that are not text."
        ) from error
