"""The command's group: verbs by task in its help, and a path where no verb stands."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from certtrail.cli import output_files
from certtrail.cli.documentation import VerbGroup
from certtrail.inputs.stores.addresses import is_address
from certtrail.text.nearest import meant
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OPENING: Final = "open"
"""The verb that a path without one stands for."""


class Verbs(MutableMapping[str, click.Command]):
    """Verbs by name, each loaded when it is first asked for: a run is of one of them.

    Args:
        places: the module of each, `:`, and its name there.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._verbs: dict[str, str | click.Command] = dict(places)

    def __getitem__(self, name: str) -> click.Command:
        """Give a verb; KeyError where there is none."""
        verb = self._verbs[name]
        if isinstance(verb, str):
            module, _, there = verb.partition(":")
            loaded: click.Command = getattr(import_module(module), there)
            verb = self._verbs[name] = loaded
        return verb

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a verb, without loading it."""
        return name in self._verbs

    def __setitem__(self, name: str, verb: click.Command) -> None:
        """Add a verb."""
        self._verbs[name] = verb

    def __delitem__(self, name: str) -> None:
        """Take a verb away."""
        del self._verbs[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._verbs)

    def __len__(self) -> int:
        """Count them."""
        return len(self._verbs)


class VerbsByTask(VerbGroup):
    """A group whose help lists verbs by task, and that takes a path for its first word.

    Args:
        places: where verbs are that are loaded when they are used, as of `Verbs`.
        tasks: what people want to do, each with its verbs in the order of use.
    """

    def __init__(
        self, *, places: Mapping[str, str], tasks: Sequence[tuple[str, Sequence[str]]], **more: Any
    ) -> None:
        super().__init__(commands=Verbs(places), **more)
        self.tasks = tasks

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the verbs in the order of use."""
        del ctx
        return [name for _, names in self.tasks for name in names]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs by task."""
        del ctx
        for task, names in self.tasks:
            found = [(name, self.commands[name].get_short_help_str(70)) for name in names]
            with formatter.section(task):
                formatter.write_dl(found)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb before a first word that is a path, or `-` for standard input."""
        if args and args[0] not in self.commands and _is_input(args):
            args = [OPENING, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Complete the first word: a verb, else a file; what is hidden stays so."""
        # A shell that is told of files afterwards forgets the verbs.
        return [CompletionItem(incomplete, type="file"), *super().shell_complete(ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; a word that is neither a verb nor a path is told both."""
        word = args[0]
        if word not in self.commands and not ctx.resilient_parsing:
            known = [*self.list_commands(ctx), *_beside(word)]
            hint = meant(word, known, "certtrail --help lists the verbs.")
            raise click.UsageError(
                f"{word!r} is neither a file or folder that exists nor a verb; {hint}", ctx
            )
        return super().resolve_command(ctx, args)


def _beside(word: str) -> list[str]:
    """Give the paths that a word may have been meant for: those of the folder it leads to."""
    folder = os.path.dirname(word)  # noqa: PTH120 - a path as it was typed
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder or ".")]  # noqa: PTH118, PTH208
    except (OSError, ValueError):  # there is no such folder, or it cannot be one
        return []


def _is_input(args: Sequence[str]) -> bool:
    """Tell whether a line without a verb begins with what is to be read."""
    return args[0] == "-" or is_address(args[0]) or os.path.lexists(args[0])


def wait_where_nobody_could_read() -> None:
    """On Windows, a double click opens a console that is gone as soon as the program ends."""
    if sys.platform == "win32":
        import ctypes

        alone = ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint * 2)(), 2) == 1
        if alone and sys.stdin.isatty():
            text = "Drop a file, folder or archive on certtrail to have it diagnosed."
            output_files.write_out(ScreenText(["", text]))
            click.pause()
