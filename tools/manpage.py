"""The manual page `certtrail.1`, made of the help texts: `python -m tools.manpage` writes it.

One page has all verbs, as one help each would be twenty pages. A wheel brings it to `share/man`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE: Final = Path(__file__).parents[1] / "docs" / "man" / "certtrail.1"
_WIDE: Final = 10_000  # nothing is folded here: `man` does that
_OPENING: Final = """\
.SH NAME
certtrail \\- say why Exchange transport certificates fail, from exported event logs
.SH SYNOPSIS
.B certtrail
.IR FILE ...
.br
.B certtrail
.I VERB
.RI [ OPTIONS ]
.RI [ INPUT ...]
"""
_FILES: Final = """\
.SH FILES
.TP
.I ~/.config/certtrail/settings.toml
What stands where an option is not given;
.B certtrail config
says where it is, and what is in force.
"""


def page() -> str:
    """Write the page."""
    ctx = click.Context(cli, info_name="certtrail", max_content_width=_WIDE)
    parts = [
        '.TH CERTTRAIL 1 "" certtrail "User Commands"\n',
        _OPENING,
        ".SH DESCRIPTION\n",
        _prose(cli.help or ""),
        _examples(cli.epilog or ""),
        ".SH VERBS\n",
        *_verbs(cli, ctx),
        _FILES,
    ]
    return "".join(parts)


def _verbs(group: click.Group, above: click.Context) -> Iterator[str]:
    for name in group.list_commands(above):
        command = group.commands[name]
        ctx = click.Context(command, above, info_name=name, max_content_width=_WIDE)
        pieces = " ".join(command.collect_usage_pieces(ctx))
        yield f".SS {escaped(ctx.command_path.removeprefix('certtrail '))} {escaped(pieces)}\n"
        yield _prose(command.help or "")
        for param in command.params:
            told = param.get_help_record(ctx)
            if told is not None and told[1]:
                yield f".TP\n.B {escaped(told[0])}\n{escaped(told[1])}\n"
        yield _examples(command.epilog or "")
        if isinstance(command, click.Group):
            yield from _verbs(command, ctx)


def _prose(text: str) -> str:
    """Write paragraphs; line ends in them do not count."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return ".PP\n".join(f"{escaped(part)}\n" for part in paragraphs if part)


def _examples(text: str) -> str:
    """Write what stands as it is."""
    lines = [line for line in text.split("\n") if line.strip() and line.strip() != "\b"]
    return "".join([".PP\n.nf\n", *(f"{escaped(line)}\n" for line in lines), ".fi\n"])


def escaped(text: str) -> str:
    r"""Write a line so that roff prints it as it is.

    >>> escaped(".x -o C:\\a"), escaped("it's")
    ('\\&.x \\-o C:\\ea', 'it\\(aqs')
    """
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return re.sub(r"^\.", r"\\&.", text)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(page(), encoding="utf-8")
