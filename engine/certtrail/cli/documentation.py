"""Where the documentation lies on this computer, told at the end of every help."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

_GUIDE: Final = "share/doc/certtrail/guide.md"


def guide() -> Path | None:
    """Find the page to begin with: what the wheel brought, or the checkout's."""
    from importlib import metadata  # not at each start: it brings what reads mails (0.01 s)

    try:
        files = metadata.files("certtrail") or ()
    except metadata.PackageNotFoundError:
        files = ()
    brought = [Path(str(file.locate())) for file in files if file.as_posix().endswith(_GUIDE)]
    found = [*brought, Path(__file__).parents[3] / "docs" / "guide.md"]
    return next((path.resolve() for path in found if path.is_file()), None)


class _WithPlace(click.Command):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and the place on a line of its own: it is there to be copied."""
        super().format_epilog(ctx, formatter)
        if place := guide():
            formatter.write_paragraph()
            formatter.write(f"Documentation: {place}\n")


class Verb(_WithPlace):
    """A verb whose help ends with where the documentation is."""


class VerbGroup(_WithPlace, click.Group):
    """The same of several verbs."""
