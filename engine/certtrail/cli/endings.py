"""How a process ends: here any exception, and what the system sends, becomes an exit code."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from collections.abc import Callable


class _AskedToEnd(BaseException):
    """The process was asked to end: what was unpacked is removed on the way out."""


def _ask_to_end(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: what is under way is being put away
    raise _AskedToEnd(number)


def code_of(command: Callable[[], int]) -> int:
    """Run a command; gives the code to exit with, once what is to say was said on stderr."""
    from certtrail.cli import strays

    strays.catch()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _ask_to_end)
    try:
        code = command()
        sys.stdout.flush()
    except click.exceptions.Abort:
        progress.note("interrupted; nothing half-written was left behind.")
        return exits.INTERRUPTED
    except _AskedToEnd as end:
        return exits.TERMINATED if end.args == (signal.SIGTERM,) else exits.HUNG_UP
    except click.ClickException as error:
        exits.tell_refusal(error)
        return error.exit_code
    except BrokenPipeError:
        output_files.abandon_stdout()
        return exits.BROKEN_PIPE
    except OSError as error:
        output_files.abandon_stdout()
        where = f"{error.filename}: " if error.filename else "standard output: "
        progress.note(f"{where}{error.strerror or error}.")
        return exits.REFUSED
    except Exception:  # a fault must not end with the exit code for findings
        import traceback

        progress.tell(ScreenText(traceback.format_exc().rstrip("\n").split("\n")))
        progress.note("this is a fault in certtrail itself; please report the lines above.")
        return exits.FAULT
    return code
