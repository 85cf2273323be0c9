"""`certtrail completion`: the script that makes a shell complete verbs, options and values."""

from __future__ import annotations

import click

from certtrail.cli import completion as completing
from certtrail.cli import exits, output_files
from certtrail.cli.documentation import Verb
from certtrail.text.outgoing import ScreenText


@click.command(
    cls=Verb,
    short_help="Print what makes a shell complete certtrail's words.",
    epilog="""\b
Put what is printed where the shell looks for it, and begin a new one:
  certtrail completion bash > ~/.local/share/bash-completion/completions/certtrail
  certtrail completion zsh > ~/.zfunc/_certtrail
  certtrail completion fish > ~/.config/fish/completions/certtrail.fish
  certtrail completion powershell >> $PROFILE""",
)
@click.argument("shell", type=click.Choice(completing.SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script with which a shell completes verbs, options, and their values.

    Values are rule ids, time zones, languages, formats and files.
    """
    script = completing.script(ctx.find_root().command, shell)
    if not output_files.write_out(ScreenText(script.splitlines())):
        ctx.exit(exits.BROKEN_PIPE)
