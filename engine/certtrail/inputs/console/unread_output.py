"""Commands whose output nobody reads: a console's text in; which they are, and where, out.

A file that is read in full has to say what in it was not. Of commands that print nothing, fail, or
are of no use for anybody, nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.empty_answers import heads_only
from certtrail.inputs.console.held_ports import listening
from certtrail.inputs.console.listed_kinds import of_known_kinds
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.has_words import has_word
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste

_PROMPT: Final = (
    r"[ \t]{0,8}(?:\[PS\][ \t]?(?:[A-Z]:\\[^\n>]{0,200}>)?|PS(?: [^\n>]{0,200})?>"
    r"|\[[^\]\n]{1,80}\]: PS [^\n>]{0,200}>|[A-Z]:\\[^\n>]{0,200}>)[ \t]{0,8}"
)
_TYPED: Final = re.compile(
    rf"{_PROMPT}(?:(?P<bracket>(?:\([ \t]{{0,8}}){{0,4}})"
    r"(?P<cmdlet>(?:Get|Test|Search|Resolve|Measure|Show)-[A-Za-z]{3,60})"
    r"|(?P<program>w32tm|icacls|setspn|nltest|klist|nslookup|dcdiag|repadmin|systeminfo|netstat"
    r"|ipconfig|gpresult|auditpol)(?:\.exe)?"
    r"|(?P<kept>\$\w{1,40}(?:\[-?\d{1,4}\])?\.(?P<property>\w{1,80})))\b",
    re.IGNORECASE,
)
# What w32tm prints of these is read: how far clocks are apart.
_COMPARED: Final = re.compile(r"\bw32tm\b[^|]{1,200}/(?:stripchart|monitor)\b", re.IGNORECASE)
_CLOCK: Final = "w32tm"
_PORTS: Final = frozenset({"netstat", "get-nettcpconnection"})
# What is printed then are values without their labels.
_BARE: Final = re.compile(
    r"\|[ \t]*(?:select(?:-object)?\b[^|]{0,80}[ \t]-exp|%|for-?each|fw\b|format-wide)",
    re.IGNORECASE,
)
# What they list is read, though no kind of object names them.
_LISTED: Final = frozenset({"get-authconfig", "get-transportservice", "get-transportserver"})
# What readers of their own take, or what is for the console only.
_READ: Final = frozenset(
    {
        *("get-itemproperty", "get-itempropertyvalue", "get-childitem"),
        *("get-item", "get-pfxcertificate", "get-content", "get-filehash"),
        *("get-date", "get-location", "get-help", "get-command", "get-history", "get-member"),
        *("get-variable", "get-module", "get-pssession", "get-alias", "get-host", "get-credential"),
        *("get-psdrive", "get-computerinfo", "get-timezone", "get-process", "get-random"),
    }
)
# Events are taken out of the text before; a part of one that is left has a number.
_EVENTS: Final = frozenset({"get-winevent", "get-eventlog"})
_NUMBER: Final = re.compile(r"\d")
_TAKEN: Final = re.compile(r"[ \t]{20,}")
# An object: a rule of dashes below heads, or a label with its value.
_OBJECT: Final = re.compile(
    r"[ \t]*-{2,}(?:[ \t]+-{2,})*[ \t]*$|[ \t]*\w[\w ()-]{0,60}[ \t]*:[ \t]\S"
)
_ERROR: Final = re.compile(r"[ \t]*[A-Za-z]+-[A-Za-z]+ ?: |[ \t]*WARNING: ")
# What changes certificates, alone on a line or at the end of a pipe, and not behind a prompt.
_IN_WORDS: Final = re.compile(
    r"^[ \t>|]{0,20}(?:Get-ExchangeCertificate\b[^\n|]{0,200}\|[ \t]{0,8})?"
    r"(?P<cmdlet>(?:New|Import|Enable|Remove)-ExchangeCertificate|(?:New|Remove)-EdgeSubscription)"
    r"(?=[ \t]+-|[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_CHANGED: Final = ("exchangecertificate", "edgesubscription")
_THUMBPRINT: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])")
_LINE: Final = 500
_TOLD: Final = 100
_SHOWN: Final = 60
_NAMED: Final = 8


def unread_outputs(paste: Paste) -> Iterator[str]:
    """Name the commands whose output is there and not read, each by its first place."""
    known = {name.casefold() for kind in paste.labels.kinds for name in kind.commands}
    known |= _LISTED | _EVENTS
    said = dict[str, int]()
    for cmdlet, named, place in _in_words(paste):
        said.setdefault(" ".join((cmdlet, *named)), paste.line_at(place))
    if said:
        yield phrase(
            "These commands stand in it without a prompt, here with their lines: {commands}. "
            "Whether they were run, and what came of it, is not read. Read it yourself.",
            commands=_named(said),
        )
    others = dict[str, int]()
    parts = dict[str, int]()
    for name, place in _commands(paste):
        found = parts if name.casefold() in known else others
        found.setdefault(name, paste.line_at(place))
    if others:
        yield phrase(
            "It holds the output of commands that certtrail does not read, here with their lines: "
            "{commands}. Read it yourself.",
            commands=_named(others),
        )
    if parts:
        yield phrase(
            "Nothing was read of what these commands printed, here with their lines, as it does "
            "not show enough of each object: {commands}. Send the same with | Format-List behind "
            "them.",
            commands=_named(parts),
        )


def commands_in_words(paste: Paste) -> tuple[Fact, ...]:
    """Make a `command-in-words` fact of each such command and each certificate on its line."""
    return tuple(
        Fact(
            "command-in-words",
            "",
            0,
            {"cmdlet": cmdlet, "thumbprint": one, "file": paste.name},
            (paste.evidence(place, "", f"{cmdlet} stands beside {one}"),),
        )
        for cmdlet, named, place in _in_words(paste)
        for one in named
    )


def _in_words(paste: Paste) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Give each command that stands there without a prompt, the certificates on its line, and its
    place: which one it is about is what one wants to know of it.
    """
    if not has_word(paste.text, _CHANGED):
        return
    for told in islice(_IN_WORDS.finditer(paste.text), _TOLD):
        begin, end = told.start(), paste.text.find("\n", told.end())
        line = paste.text[begin : min(end if end >= 0 else begin + _LINE, begin + _LINE)]
        named = dict.fromkeys(map(str.upper, _THUMBPRINT.findall(line)))
        yield told["cmdlet"], tuple(named), told.start("cmdlet")


def _named(found: dict[str, int]) -> str:
    named = [f"{name} ({line})" for name, line in islice(found.items(), _NAMED)]
    return ", ".join([*named, *["..."] * (len(found) > _NAMED)])


def _commands(paste: Paste) -> Iterator[tuple[str, int]]:
    """Give each command of which something is printed that nobody took, with its place."""
    lines = paste.text.split("\n")
    typed = {number: found for number, line in enumerate(lines) if (found := _TYPED.match(line))}
    asked = {number: found for number, found in typed.items() if _is_asked(paste, found)}
    if not asked:
        return
    places = [0, *accumulate(len(line) + 1 for line in lines)]
    taken = sorted(one.place for one in of_known_kinds(paste))
    compared = any(_COMPARED.search(lines[number]) for number in asked)
    for number, found in asked.items():
        until = _output(lines, number)
        read = bisect_left(taken, places[until]) > bisect_left(taken, places[number])
        # How far they are apart says more than where one gets its time from.
        read = read or (compared and (found["program"] or "").casefold() == _CLOCK)
        asked_for = (found["cmdlet"] or found["program"] or "").casefold()
        read = read or (asked_for in _PORTS and any(listening("\n".join(lines[number:until]))))
        if not read and _is_output(lines[number + 1 : until], found):
            yield found["cmdlet"] or found["program"] or found["kept"], places[number]


def _is_asked(paste: Paste, typed: re.Match[str]) -> bool:
    """Tell whether somebody may want to know what a command printed."""
    if typed["kept"]:
        return paste.labels.name_of(typed["property"]) is not None
    return (typed["cmdlet"] or typed["program"]).casefold() not in _READ


def _output(lines: list[str], number: int) -> int:
    """Give the line behind what a command printed, so far as one looks."""
    until = number + 1
    while until < min(len(lines), number + _SHOWN) and not PROMPT.match(lines[until]):
        until += 1
    return until


def _is_output(lines: list[str], typed: re.Match[str]) -> bool:
    shown = [line for line in lines if line.strip()]
    # Nothing was listed, and of nothing there is no more to show.
    if not shown or heads_only(shown) or _ERROR.match(shown[0]):
        return False
    if (typed["cmdlet"] or "").casefold() in _EVENTS:
        return any(map(_NUMBER.search, shown)) and not any(map(_TAKEN.fullmatch, lines))
    bare = typed["bracket"] or typed["kept"] or _BARE.search(typed.string, typed.end())
    return bool(typed["program"] or bare) or any(map(_OBJECT.match, shown))
