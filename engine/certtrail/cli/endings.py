"""How a process ends: here any exception, and what the system sends, becomes an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from collections.abc import Callable


_SOON: Final = 0.02
"""Seconds: the callback is over by then."""


class _AskedToEnd(BaseException):
    """The process was asked to end: what was unpacked is removed on the way out."""


def _ask_to_end(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: what is under way is being put away
    raise _AskedToEnd(number)


def _ask_again(lost: sys.UnraisableHookArgs) -> None:
    """Ask once more where the end was asked for within a callback, which nothing gets out of.

    Python prints what is lost there, with its traceback, and goes on.
    """
    if issubclass(lost.exc_type, KeyboardInterrupt):
        number = int(signal.SIGINT)
    elif isinstance(lost.exc_value, _AskedToEnd):
        number = lost.exc_value.args[0]
        signal.signal(number, _ask_to_end)
    else:
        sys.__unraisablehook__(lost)
        return
    again = threading.Timer(_SOON, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


def _code_of(end: _AskedToEnd) -> int:
    return exits.TERMINATED if end.args == (signal.SIGTERM,) else exits.HUNG_UP


def _asked_within(error: BaseException) -> int | None:
    """The exit code of the request to end that an error only wraps, if it wraps one.

    Python 3.11 makes a RuntimeError of whatever is raised while a class is made.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            return exits.INTERRUPTED
        if isinstance(cause, _AskedToEnd):
            return _code_of(cause)
        cause = cause.__cause__ or cause.__context__
    return None


def _interrupted() -> int:
    progress.note("interrupted; nothing half-written was left behind.")
    return exits.INTERRUPTED


def code_of(command: Callable[[], int]) -> int:
    """Run a command; gives the code to exit with, once what is to say was said on stderr."""
    from certtrail.cli import strays

    strays.catch()
    sys.unraisablehook = _ask_again
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _ask_to_end)
    try:
        code = command()
        sys.stdout.flush()
    except click.exceptions.Abort:
        return _interrupted()
    except _AskedToEnd as end:
        return _code_of(end)
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
    except Exception as error:  # a fault must not end with the exit code for findings
        asked = _asked_within(error)
        if asked is not None:
            return _interrupted() if asked == exits.INTERRUPTED else asked
        import traceback

        progress.tell(ScreenText(traceback.format_exc().rstrip("\n").split("\n")))
        progress.note("this is a fault in certtrail itself; please report the lines above.")
        return exits.FAULT
    return code
