"""Servers whose names are only guessed, by the name of a file: reads in; the same, those whose
guess fits one server that something names as that server's, out.

Who saves `app MX1.csv` means CONTOSO-MX1, and the console beside it says so. Two servers would be
made of one, and commands would name one that there is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.inputs.guess_note import GUESS
from certtrail.inputs.namesakes import names_in, renamed
from certtrail.text.message import Message, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inputs.opened import Read


def with_fitting_names(reads: Sequence[Read]) -> list[Read]:
    """Take what a guess fits one named server of for that server's."""
    if not any(read.guessed for read in reads):
        return list(reads)
    named: dict[str, set[str]] = {}
    for read in reads:
        for name in names_in(read):
            if name and name.casefold() != read.guessed.casefold():
                named.setdefault(_host(name), set()).add(name)
    return [_joined(read, named) if read.guessed else read for read in reads]


def _joined(read: Read, named: Mapping[str, set[str]]) -> Read:
    guess = read.guessed.casefold()
    fitting = [guess] if guess in named else [host for host in named if _fits(guess, host)]
    if len(fitting) != 1:
        return read
    found = named[fitting[0]]
    whole = sorted(name for name in found if "." in name)
    if len(whole) > 1:
        return read
    server = whole[0] if whole else min(found)
    if guess == fitting[0]:
        from certtrail.inputs.events.name_mates import told_by_its_name

        note = told_by_its_name(server)
    else:
        note = phrase(
            "It names no server: taken for {server}, the only one here that {guess} in the file's "
            "name fits; --server NAME says which it is.",
            server=server,
            guess=read.guessed,
        )
    now = renamed(read, (guess,), server)
    notes = tuple(note if _is_guess(one) else one for one in now.report.notes)
    return replace(now, report=replace(now.report, notes=notes), guessed="")


def _is_guess(note: str) -> bool:
    return isinstance(note, Message) and note.template == GUESS


def _fits(guess: str, host: str) -> bool:
    """Tell whether one of two names is a part of the other, between dashes.

    >>> _fits("mx1", "contoso-mx1"), _fits("contoso-mx1", "mx1"), _fits("mx1", "contoso-mx12")
    (True, True, False)
    """
    return _is_part(guess, host.split("-")) or _is_part(host, guess.split("-"))


def _is_part(name: str, parts: Iterable[str]) -> bool:
    return any(map(str.isdigit, name)) and name in list(parts)


def _host(name: str) -> str:
    return name.partition(".")[0].casefold()
