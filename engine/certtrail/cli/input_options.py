"""The inputs of a verb, and how they are read: passwords to try, and what an input may take."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

import click

from certtrail.cli.options import progress_options
from certtrail.cli.standard_input import kept_in_a_file
from certtrail.inputs.limits import MIB, Limits
from certtrail.model.errors import InputError

if TYPE_CHECKING:
    from certtrail.cli.options import Command


class InputType(click.Path):
    """A path that is there, `-`, or an address of a store."""

    def __init__(self) -> None:
        super().__init__(exists=True, readable=False, allow_dash=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read an address; what is none is a path.

        Raises:
            click.UsageError: it is neither.
        """
        from certtrail.inputs.stores.addresses import Address, is_address

        if not is_address(value):
            return super().convert(value, param, ctx)
        try:
            return Address.of(value)
        except InputError as error:
            raise click.UsageError(str(error), ctx) from error


INPUT: Final = InputType()
_READING: Final = __name__
_DEFAULTS: Final = Limits()


class HowToRead(TypedDict, total=False):
    """As of `certtrail.pipeline.Options`."""

    passwords: tuple[str, ...]
    limits: Limits


def reading(ctx: click.Context) -> HowToRead:
    """Give how the inputs are to be read; tell of names that a verb cannot leave out."""
    from certtrail.cli.redact_option import tell_of_names

    tell_of_names(ctx)
    return _how(ctx)


def _how(ctx: click.Context) -> HowToRead:
    found: HowToRead = ctx.meta.get(_READING, {})
    return {"passwords": found.get("passwords", ()), "limits": found.get("limits", _DEFAULTS)}


def _note(ctx: click.Context, **known: Unpack[HowToRead]) -> None:
    ctx.meta[_READING] = {**_how(ctx), **known}


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> None:
    del param
    _note(ctx, limits=replace(_how(ctx)["limits"], seconds=value))


def _memory(ctx: click.Context, param: click.Parameter, value: int) -> None:
    del param
    _note(ctx, limits=replace(_how(ctx)["limits"], memory=value * MIB))


def _passwords(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    """Note the passwords of archives, for `reading`."""
    del param
    import os

    given = os.environ.get("CERTTRAIL_PASSWORD")
    known = [given] if given else []
    if asked and not ctx.resilient_parsing:
        if not sys.stdin.isatty():
            raise click.UsageError(
                "--ask-password needs a terminal; set the variable CERTTRAIL_PASSWORD instead."
            )
        known.insert(0, click.prompt("Password of the archives", hide_input=True, err=True))
    _note(ctx, passwords=tuple(known))


_max_seconds: Final = click.option(
    "--max-seconds",
    expose_value=False,
    callback=_seconds,
    type=click.FloatRange(0.1, 1_000_000),
    default=_DEFAULTS.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Computing time for one input; one of more than 10 MiB has more.",
)
_max_memory: Final = click.option(
    "--max-memory",
    expose_value=False,
    callback=_memory,
    type=click.IntRange(64, 1 << 20),
    default=_DEFAULTS.memory // MIB,
    show_default=True,
    metavar="MIB",
    help="Memory for reading one input, where the system can hold it to that.",
)


def reading_options(command: Command) -> Command:
    """Add how inputs are read (see `reading`)."""
    asking = click.option(
        "--ask-password",
        is_flag=True,
        expose_value=False,
        callback=_passwords,
        help="Ask for the password of encrypted archives.",
    )
    return asking(_max_seconds(_max_memory(progress_options(command))))


def inputs_argument(command: Command) -> Command:
    """Add what is to be read, and how (see `reading`)."""
    given = click.argument(
        "inputs",
        nargs=-1,
        required=True,
        metavar="INPUT...",
        callback=kept_in_a_file,
        type=INPUT,
    )
    return given(reading_options(command))
