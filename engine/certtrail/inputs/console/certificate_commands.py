"""What cmdlets were told to do that mends or breaks, out of pasted text: commands that were typed,
with what they printed, out as acts, with their time where the text tells it.

A command that printed an error did nothing. Which certificate it was about stands in the command,
or in the one row that it printed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.error_records import ErrorMarks
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.room import Room
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.model.fact import Fact
from certtrail.rulebook.reply_reasons import shipped_replies
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase
from certtrail.text.thumbprint import only_thumbprint, thumbprints_within
from certtrail.text.tried_only import TRIED, TRYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.typed_commands import TypedCommand

_FLAGS: Final = re.IGNORECASE
_LISTING: Final = frozenset({"get-exchangecertificate", "get-edgesubscription"})
_PIPED: Final = re.compile(
    r"\|\s*(?P<name>(?:Enable|Remove)-ExchangeCertificate|Remove-EdgeSubscription)\b", _FLAGS
)
# What is about no certificate.
_OTHERS: Final = {
    "restart-service": "restarted",
    "new-edgesubscription": "subscribed",
    "remove-edgesubscription": "unsubscribed",
    "set-sendconnector": "connector-set",
    "set-receiveconnector": "connector-set",
}
# Only what has to do with transport, or with what keeps its certificates.
_SERVICE: Final = re.compile(
    r"(?:MSExchange(?:Transport|FrontEndTransport|Delivery|Submission|EdgeSync|EdgeCredential)"
    r"|ADAM_MSExchange)(?!\w)",
    _FLAGS,
)
_CONNECTOR: Final = re.compile(
    r"Connector[ ](?:-Identity[ :]+)?(?:\"([^\"]+)\"|'([^']+)'|([^\s'\"-]\S*))", _FLAGS
)
_EDGE: Final = re.compile(
    r"EdgeSubscription[ ](?:-Identity[ :]+)?['\"]?(?P<name>[A-Za-z0-9][A-Za-z0-9.-]{0,253})", _FLAGS
)
_FILE_ONLY: Final = re.compile(r"-FileName\b", _FLAGS)
_SERVICES: Final = re.compile(r"-Services?:?(?P<given>['\"({@]*[^-|]*)", _FLAGS)
_SMTP: Final = re.compile(r"\bSMTP\b", _FLAGS)
_FORCED: Final = re.compile(r"-Force\b(?!:\$?false)", _FLAGS)
_REQUEST: Final = re.compile(r"-GenerateRequest\b(?!:\$?false)", _FLAGS)
# A row of the table that New- and Import-ExchangeCertificate print.
_ROW: Final = re.compile(
    r"^[ \t]{0,8}(?P<thumbprint>[0-9A-Fa-f]{40})\s+[A-Z.]{5,7}\s", re.MULTILINE
)
_CUT: Final = re.compile(
    r"ExchangeCertificate(?:-(?:Server|DomainController|Confirm|Services?|Force)[^-]*){0,4}"
    r"(?:-Thumbprint:?)?['\"]?(?P<thumbprint>[0-9A-F]{40})(?![0-9A-Z])",
    _FLAGS,
)
_REFUSED: Final = frozenset({"removal-refused", "exchange-refusal"})
# The question whether to do it at all; that of the other commands is only about the default.
_CONFIRMED: Final = frozenset({"removed", "subscribed", "unsubscribed"})
_SUBSCRIPTIONS: Final = frozenset({"subscribed", "unsubscribed"})
_DECLINED: Final = re.compile(
    r"\[\?\][^\n]{0,80}[:\uff1a][ \t]{0,4}[nl][ \t]*$", _FLAGS | re.MULTILINE
)
# Words that nobody uses of what was done.
_NOT_DONE: Final = re.compile(
    r"\b(?:propos\w*|suggest\w*|recommend\w*|plan\w*|should|would|could|shall|will"
    r"|going to|never|not|cannot|\w+n't|please"
    r"|vorgeschlagen|w\u00fcrden?|sollten?|sollen|nie|nicht|bitte)\b",
    _FLAGS,
)
# What a cmdlet prints and is none of somebody's words: "cannot used for POP" undoes nothing.
_PRINTS: Final = re.compile(
    r"(?:WARNING|VERBOSE|WARNUNG|AUSF\u00dcHRLICH|AVERTISSEMENT|ADVERTENCIA|AVVISO|AVISO"
    r"|\u8b66\u544a|\u041f\u0420\u0415\u0414\u0423\u041f\u0420\u0415\u0416\u0414\u0415\u041d\u0418\u0415)"
    r"[ \u00a0]?[:\uff1a]"
)
_NO: Final = re.compile(r"n|no|nein|non|l", _FLAGS)
_PROMPTED: Final = 12
_NEAR: Final = 1_000
_PRINTED: Final = 4_000
_MOST: Final = 500
_COUNTS: Final = phrase("commands that change something")


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold such a command."""
    known = {*VERB_OF, *_OTHERS}
    return any(_last(one).name in known and one.ran for one in paste.commands.found)


def scan(paste: Paste) -> Scanned:
    """Find the commands; of equal ones the first that was not refused counts."""
    failed = failures(paste)
    facts: dict[tuple[object, ...], Fact] = {}
    room = Room(_MOST)
    before: tuple[object, ...] = ()
    used: set[int] = set()
    times = ToldTimes(paste, paste.raw)
    trying = TRYING.search(paste.text)
    tried_from = trying.start() if trying else len(paste.text)
    for command, end in _typed(paste.commands.found, len(paste.text)):
        about = _about(paste, command, end)
        if about is None:
            continue
        error = bisect_right(failed, command.place)
        refused = error < len(failed) and failed[error] < end
        refused = refused or command.place > tried_from or is_undone(paste.text, command, end)
        fields: dict[str, str | int | bool] = {**about, "refused": refused}
        server = command.server or paste.server_at(command.place)
        seconds = times.at(command.place)
        if seconds is not None:
            fields["local"] = True
            until = times.until(command.place) if about["verb"] in _SUBSCRIPTIONS else None
            fields |= {"within": until - seconds} if until and until > seconds else {}
        same = server, seconds, *sorted(fields.items())
        # The same once more changes nothing.
        if same == before or (room.full and same not in room):
            room.takes(same)
            continue
        before = same
        if seconds is not None:
            # What one sentence introduces was run in its order.
            while seconds in used:
                seconds += 1
            used.add(seconds)
        time = (seconds or 0) * SECOND
        what = fields.get("thumbprint") or fields.get("name") or ""
        told = f"{command.name} was typed{f' for {what}' if what else ''}"
        evidence = paste.evidence(command.place, server, told)
        key = server, seconds, *sorted(fields.items())
        if room.takes(key):
            fact = Fact("console-command", server, time, fields, (evidence,))
            facts.setdefault(key, fact)
    timeless = sum(not fact.time for fact in facts.values())
    note = phrase(
        "{number} commands in it have no time that can be told: say when they were run.",
        number=timeless,
    )
    problems, notes = room.problems(_COUNTS), (note,) if timeless else ()
    return Scanned(len(facts), tuple(facts.values()), problems=problems, notes=notes)


def _about(paste: Paste, command: TypedCommand, end: int) -> dict[str, str | int | bool] | None:
    """Tell what a command did, to what; None for what is of no interest."""
    if command.name in VERB_OF:
        thumbprint = _thumbprint(paste.text, command, end)
        if not thumbprint:
            return None
        verb = VERB_OF[command.name]
        smtp = verb != "removed" and _gives_smtp(command)
        forced = {"forced": True} if smtp and _FORCED.search(command.text) else {}
        return {"verb": verb, "thumbprint": thumbprint, "smtp": smtp, **forced}
    verb = _OTHERS[command.name]
    if verb == "restarted":
        named = ", ".join(dict.fromkeys(_SERVICE.findall(command.text)))
        return {"verb": verb, "name": named[:200]} if named else None
    if verb == "subscribed":
        # On the Edge server it only writes the file.
        return None if _FILE_ONLY.search(command.text) else {"verb": verb}
    if verb == "unsubscribed":
        edge = _EDGE.search(command.text)
        return {"verb": verb, **({"name": edge["name"]} if edge else {})}
    found = _CONNECTOR.search(command.text)
    name = next(filter(None, found.groups()), "") if found else ""
    return {"verb": verb, "name": name.rpartition("\\")[2][:200], "cmdlet": command.name}


def _typed(found: Sequence[TypedCommand], end: int) -> Iterator[tuple[TypedCommand, int]]:
    """Give each such command that was really run, with where what it printed ends."""
    ends = [after.place for _, after in pairwise(found)]
    for first, stop in zip(found, [*ends, end], strict=True):
        command = _last(first)
        if not (command.name in VERB_OF or command.name in _OTHERS) or not command.ran:
            continue
        if TRIED.search(command.text) or _REQUEST.search(command.text):
            continue
        yield command, min(stop, command.end + _PRINTED)


def _last(command: TypedCommand) -> TypedCommand:
    """Give what a list was piped into, as if that had been typed."""
    piped = _PIPED.search(command.text) if command.name in _LISTING else None
    return command if piped is None else replace(command, name=piped["name"].lower())


def is_undone(text: str, command: TypedCommand, end: int) -> bool:
    """Tell whether words before a command, or what stands below it, say that it was not done.

    Args:
        text: that it is in.
        command: one that was typed.
        end: where what it printed ends.
    """
    declined = _DECLINED.search(text, command.end, end) is not None
    if declined and (VERB_OF.get(command.name) or _OTHERS.get(command.name)) in _CONFIRMED:
        return True
    if command.text.endswith("^C"):
        return True
    # Words below a long command look as if it went on there.
    spoken = f"{_words_before(text, command.place)}\n{command.text}"
    if _NOT_DONE.search(spoken):
        return True
    printed = text[command.end : end]
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    if lines and lines[0].casefold().startswith((f"{command.name} :", f"{command.name}:")):
        return True
    if any(_NO.fullmatch(line) for line in lines[:_PROMPTED]):
        return True
    talk = lines[0] if lines and _is_talk(lines[0]) else ""
    return _NOT_DONE.search(talk) is not None


def _words_before(text: str, place: int) -> str:
    """Give the line of words that introduces a command, above other commands, within some lines."""
    before = text[max(0, place - _NEAR) : place].split("\n")[:-1]
    spoken = (line for line in reversed(before) if line.strip() and _is_talk(line.strip()))
    return next(spoken, "")


def _is_talk(line: str) -> bool:
    return PROMPT.match(line) is None and _PRINTS.match(line) is None


def failures(paste: Paste) -> list[int]:
    """Give the places of errors, in order: by what no language changes, or by their words."""
    marks = ErrorMarks(paste.squeezed)
    found = [one.start for one in (*marks.errors, *marks.wrappers)]
    said = shipped_replies().cmdlet_messages(paste.squeezed.text, paste.gist)
    found += [
        start
        for start, _, message in said
        if message.tells in _REFUSED or message.reason.endswith("-refused")
    ]
    return sorted(paste.squeezed.place(start) for start in found)


def _thumbprint(text: str, command: TypedCommand, end: int) -> str:
    named = thumbprints_within(command.text)
    if named and command.name != "new-exchangecertificate":
        return only_thumbprint(command.text) or ""
    # A console cuts it at the end of a line.
    cut = _CUT.search("".join(command.text.split()))
    if cut is not None and command.name != "new-exchangecertificate":
        return cut["thumbprint"].upper()
    rows = {row["thumbprint"].upper() for row in _ROW.finditer(text, command.end, end)}
    return rows.pop() if len(rows) == 1 else ""


def _gives_smtp(command: TypedCommand) -> bool:
    """Tell whether SMTP is among the services; New-ExchangeCertificate gives it by default."""
    # A console wraps in the middle of words.
    given = _SERVICES.search("".join(command.text.split()))
    if given is None:
        return command.name == "new-exchangecertificate"
    return _SMTP.search(given["given"]) is not None


SCANNER = Scanner(
    _COUNTS,
    ("-exchangecertificate", "restart-service", "-edgesubscription", "connector"),
    recognise,
    scan,
)
