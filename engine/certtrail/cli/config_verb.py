"""`certtrail config`: which settings are in force, and from where."""

from __future__ import annotations

from typing import Any

import click

from certtrail.cli import output_files, settings
from certtrail.cli.documentation import Verb
from certtrail.cli.judging_options import judging_options
from certtrail.cli.options import reader_options, title_option
from certtrail.cli.redact_option import redact_option
from certtrail.text.display import in_columns
from certtrail.text.outgoing import ScreenText


@click.command(
    cls=Verb,
    short_help="Show the settings in force, and from where each is.",
    epilog="""\b
What is set in the file stands wherever an option of that name is not given.
The file may say, for example:
  tz = "Europe/Berlin"
  lang = "zh"
  title = "Contoso support"
  rules = ['C:\\Rules']
  redact-names = true
\b
Examples:
  certtrail config
  certtrail config --path""",
)
@reader_options
@title_option
@redact_option
@judging_options
@click.option("--path", "only_path", is_flag=True, help="Print only where the file is.")
@click.pass_context
def config(ctx: click.Context, /, only_path: bool, **_settings: Any) -> None:
    """Show each setting in force, and from where: an option, the environment, the file, a default.

    The file is the only one that is read; it is in your own folder, never in that of the logs.
    """
    found = settings.read(ctx, ctx.command)
    if found.path is None:
        raise click.UsageError("there is no folder of your own for settings; set HOME or APPDATA.")
    if only_path:
        output_files.write_out(ScreenText([str(found.path)]))
        return
    state = "" if found.path.is_file() else "; there is none yet"
    lines = in_columns(list(settings.sources(ctx, found)))
    output_files.write_out(ScreenText([*lines, "", f"The file is {found.path}{state}."]))
