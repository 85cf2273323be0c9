"""Servers whose names are only guessed, by the name of a file: reads in; the same, those whose
guess fits one server that something names as that server's, out.

Who saves `app MX1.csv` means CONTOSO-MX1, and the console beside it says so. Two servers would be
made of one, and commands would name one that there is not. So it is with `Kunde_Application.csv`
beside the console of EX01: what is not written as a host's name makes no second server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.inputs.file_names import is_written_as_host
from certtrail.inputs.guess_note import GUESS
from certtrail.inputs.namesakes import names_in, renamed
from certtrail.text.hosts import host_of
from certtrail.text.message import Message, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.inputs.opened import Read


def with_fitting_names(reads: Sequence[Read]) -> list[Read]:
    """Take what a guess fits one named server of for that server's."""
    if not any(read.guessed for read in reads):
        return list(reads)
    named: dict[str, set[str]] = {}
    words = {one.guessed.casefold() for one in reads if not is_written_as_host(one.guessed)}
    for read in reads:
        for name in names_in(read):
            if name.casefold() not in {"", *words, read.guessed.casefold()}:
                named.setdefault(host_of(name), set()).add(name)
    parts: dict[str, set[str]] = {}
    for host in named:
        for part in host.split("-"):
            parts.setdefault(part, set()).add(host)
    return [_joined(read, named, parts) if read.guessed else read for read in reads]


def _joined(read: Read, named: Mapping[str, set[str]], parts: Mapping[str, set[str]]) -> Read:
    guess = read.guessed.casefold()
    fitting = {guess} if guess in named else _fitting(guess, parts)
    lone = not fitting and len(named) == 1 and not is_written_as_host(read.guessed)
    fitting = set(named) if lone else fitting
    if len(fitting) != 1:
        return read
    (host,) = fitting
    found = named[host]
    whole = sorted(name for name in found if "." in name)
    if len(whole) > 1:
        return read
    server = whole[0] if whole else min(found)
    if guess == host:
        from certtrail.inputs.events.name_mates import told_by_its_name

        note = told_by_its_name(server)
    elif lone:
        told = phrase("taken for {lone}, the only one here", lone=server)
        note = phrase("It names no server: {told}.", told=told)
    else:
        note = phrase(
            "It names no server: taken for {server}, the only one here that {guess} in the file's "
            "name fits; --server NAME says which it is.",
            server=server,
            guess=read.guessed,
        )
    now = renamed(read, {guess: server})
    notes = tuple(note if _is_guess(one) else one for one in now.report.notes)
    return replace(now, report=replace(now.report, notes=notes), guessed="")


def _is_guess(note: str) -> bool:
    return isinstance(note, Message) and note.template == GUESS


def _fitting(guess: str, parts: Mapping[str, set[str]]) -> set[str]:
    """Give the hosts of which the guess is a part between dashes, and those that are one of it.

    Args:
        guess: the name that was guessed, in small letters.
        parts: the hosts that are named, by each of their parts.

    >>> sorted(_fitting("mx1", {"contoso": {"contoso-mx1"}, "mx1": {"contoso-mx1"}}))
    ['contoso-mx1']
    >>> sorted(_fitting("contoso-mx1", {"mx1": {"mx1"}, "mx12": {"mx12"}}))
    ['mx1']
    """
    found = set(parts.get(guess, ())) if _is_numbered(guess) else set()
    mine = {part for part in guess.split("-") if _is_numbered(part)}
    return found | {part for part in mine if part in parts.get(part, ())}


def _is_numbered(name: str) -> bool:
    return any(map(str.isdigit, name))
