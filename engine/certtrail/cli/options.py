"""The options that more than one verb takes, and what is refused before any work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from certtrail.case import progress
from certtrail.cli import completion, exits, output_files
from certtrail.cli.documentation import Verb
from certtrail.reports.format_names import SUFFIXES, Format
from certtrail.text.languages import ENGLISH_CODE, Reader, codes, language
from certtrail.text.nearest import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime, tzinfo

    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.outgoing import AnyOutgoing, Outgoing

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


class Ordered(Verb):
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
    from certtrail.text.zones import zone

    try:
        return zone(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


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


def format_of(names: Iterable[str]) -> Callable[[Command], Command]:
    """Make an option that takes one of these formats."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(list(names)),
        help="Format of the report.  [default: by the suffix of PATH, else text]",
    )


format_option: Final = format_of(map(str, Format))
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
    envvar="CERTTRAIL_TZ",
    shell_complete=completion.zones,
    metavar="ZONE",
    help="Time zone of the report, such as Europe/Berlin.  [default: UTC]",
)


def _language(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Take `zh-CN` or `zh_Hans` for `zh`."""
    del ctx, param
    code = value.replace("_", "-").partition("-")[0].lower()
    if code not in codes():
        hint = meant(code, codes(), f"expected {_LANGUAGES}.")
        raise click.BadParameter(f"{value!r} is no language of reports; {hint}")
    return code


_LANGUAGES: Final = " or ".join(codes())
_language_option: Final = click.option(
    "--lang",
    callback=_language,
    default=ENGLISH_CODE,
    envvar="CERTTRAIL_LANG",
    shell_complete=completion.languages,
    metavar=f"[{'|'.join(codes())}]",
    help="Language of the report.  [default: en]",
)


def reader_options(command: Command) -> Command:
    """Add what a report is written for: a time zone and a language (see `reader`)."""
    return zone_option(_language_option(command))


def reader(zone: tzinfo, lang: str) -> Reader:
    """Give who reads the report."""
    return Reader(language(lang), zone)


title_option: Final = click.option(
    "--title",
    default="",
    envvar="CERTTRAIL_TITLE",
    metavar="TEXT",
    help="Put this at the top.",
)
_case: Final = click.option(
    "--case", default="", metavar="NUMBER", help="Put the case number on it."
)


def heading_options(command: Command) -> Command:
    """Add what the user puts at the top of a report."""
    return title_option(_case(command))


def chosen_format(name: str | None, output: Path | None) -> Format:
    """Return the format asked for, else the one that the suffix means, else text."""
    return Format(chosen_among(name, output, list(Format), SUFFIXES))


def chosen_among(
    name: str | None, output: Path | None, formats: Iterable[str], suffixes: Mapping[str, str]
) -> str:
    """Do the same with other formats; arguments as of `no_format`."""
    if name is not None:
        return name
    if output is None or str(output) == "-":
        return Format.TEXT
    found = suffixes.get(output.suffix.lower())
    if found is None:
        raise no_format(output, "report", formats, suffixes)
    return found


def no_format(
    output: Path, noun: str, formats: Iterable[str], suffixes: Mapping[str, str]
) -> click.UsageError:
    """Say that a file's suffix tells no format, and which formats there are.

    Args:
        output: the file.
        noun: what it is to hold.
        formats: the names of all formats.
        suffixes: the suffixes that mean one.
    """
    listed = []
    for name in formats:
        means = " ".join(suffix for suffix, format in suffixes.items() if format == name)
        listed.append(f"{name} ({means})" if means else name)
    return click.UsageError(
        f"cannot tell the format of the {noun} from {output.name!r}: take one of these suffixes, "
        f"or add --format: {', '.join(listed)}."
    )


def destination(output: Path | None, inputs: Iterable[Given]) -> Path | None:
    """Refuse, before any work, a path that cannot be written or that must not be."""
    if output is None or str(output) == "-":
        return None
    if not output.absolute().parent.is_dir():
        raise click.UsageError(f"{output}: there is no folder {output.parent} to write it to.")
    if not output_files.is_plain(output):
        raise click.UsageError(
            f"{output}: {output_files.NOT_PLAIN}; without -o it goes to standard output."
        )
    here = [path for path in inputs if isinstance(path, Path)]
    lost = output_files.overwritten_input(output, here)
    if lost is not None:
        raise click.UsageError(
            f"{output}: it is among the inputs and would be overwritten; choose another path."
        )
    return output


def deliver(ctx: click.Context, report: AnyOutgoing, output: Path | None, noun: str) -> None:
    """Bring a report to stdout, or whole to a file, and say on stderr where it is."""
    if output is None:
        if not output_files.write_out(report):
            ctx.exit(exits.BROKEN_PIPE)
        return
    try:
        output_files.write_whole(output, report)
    except OSError as error:
        progress.note(f"{output}: cannot be written: {error.strerror or error}.")
        ctx.exit(exits.REFUSED)
    progress.note(f"the {noun} is in {output}", weighty=False)


def renderer_of(chosen: Format, output: Path | None) -> Callable[[Diagnosis, Reader], Outgoing]:
    """Give what renders a diagnosis; on a terminal in colours."""
    from certtrail.reports.formats import renderer

    if output is None and chosen is Format.TEXT and sys.stdout.isatty():
        from certtrail.reports import summary

        return summary.for_terminal
    return renderer(chosen)
