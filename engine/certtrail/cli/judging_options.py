"""What the findings of a verb are judged by: an engine, and rules beside the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from certtrail.cli.options import Command

_engine: Final = click.option(
    "--engine",
    type=click.Choice(["auto", "durable", "plain"]),
    default="auto",
    show_default=True,
    envvar="CERTTRAIL_ENGINE",
    help="What evaluates the rules; both give the same findings.",
)
rules_option: Final = click.option(
    "--rules",
    "extra_rules",
    multiple=True,
    metavar="DIR",
    envvar="CERTTRAIL_RULES",
    type=click.Path(exists=True, path_type=Path),
    help="Further rules beside the shipped ones; may be given more than once.",
)


def judging_options(command: Command) -> Command:
    """Add `--engine` and `--rules`."""
    return _engine(rules_option(command))
