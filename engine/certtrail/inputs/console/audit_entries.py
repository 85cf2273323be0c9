"""Entries of the administrator audit log, as Search-AdminAuditLog lists them: who ran which cmdlet
when, and whether it went well, out of pasted text.

    CmdletName        : Enable-ExchangeCertificate
    CmdletParameters  : {Server, Thumbprint, Services, Force}
    Caller            : contoso.com/Users/Admin
    Succeeded         : False
    RunDate           : 10/5/2026 2:05:20 AM
    OriginatingServer : EX01 (15.02.2562.029)

Such a list names the parameters only; a second one of their values below is taken for those of the
entries of the same cmdlet, where there are as many. Who selects them has values beside the names.
Times are of the clock of the shell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.exchange.audit_acts import AuditEntry, fact_of, values_in
from certtrail.inputs.local_dates import WrittenDate, orders
from certtrail.inputs.room import Room
from certtrail.inputs.server_names import server_in
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Fact

_VALUES: Final = re.compile(
    r"^(?P<cmdlet>[A-Za-z]{2,12}-[A-Za-z]{3,40})[ \t]*\n(?:[ \t]*\n)?Name[ \t]+Value[ \t]*\n"
    r"-{4}[ \t]+-{5}[ \t]*\n(?P<rows>(?:[A-Za-z]\w{1,60}[ \t]+[^\n]{0,400}\n?){1,60})",
    re.MULTILINE,
)
_MOST: Final = 500
_MONTH_FIRST: Final = "mdy"
_DOUBTFUL: Final = phrase(
    "Whether day or month goes first in the entries of the administrator audit log cannot be told: "
    "the month is taken to go first."
)
_COUNTS: Final = phrase("entries of the administrator audit log")


def audit_entries(paste: Paste) -> Sequence[AuditEntry]:
    """Read the entries of a text, in their order."""
    objects = [one for one in paste.objects if one.part("CmdletName") and one.part("Succeeded")]
    if not objects:
        return ()
    dates = [WrittenDate.read(one.part("RunDate")) for one in objects]
    others = (
        WrittenDate.read(one.part(name))
        for one in paste.objects
        for name in ("NotBefore", "NotAfter")
    )
    known = [date for date in (*dates, *others) if date is not None]
    possible = orders(known) if known else []
    possible = [paste.date_order] if paste.date_order in possible else possible
    values: dict[str, list[dict[str, str]]] = {}
    for found in _VALUES.finditer(paste.text):
        rows = (row.split(None, 1) for row in found["rows"].splitlines() if row.strip())
        given = {row[0].casefold(): (row[1:] or [""])[0].strip() for row in rows}
        values.setdefault(found["cmdlet"].casefold(), []).append(given)
    counts: dict[str, int] = {}
    for one in objects:
        name = one.part("CmdletName").casefold()
        counts[name] = counts.get(name, 0) + 1
    entries: list[AuditEntry] = []
    seen: dict[str, int] = {}
    for one, date in zip(objects, dates, strict=True):
        name = one.part("CmdletName").casefold()
        number = seen.get(name, 0)
        seen[name] = number + 1
        mine = values.get(name, [])
        given = mine[number] if len(mine) == counts[name] else {}
        entries.append(_entry(one, date, possible, given))
    return entries


def _entry(
    listed: TextObject,
    date: WrittenDate | None,
    possible: Sequence[str],
    given: Mapping[str, str],
) -> AuditEntry:
    instants = [date.instant(order) for order in possible] if date is not None else []
    month_first = date.instant(_MONTH_FIRST) if date is not None and instants else None
    told = listed.part("CmdletParameters")
    given = {**values_in(told), **given}
    names = given or re.findall(r"\w+", told)
    origin = listed.part("OriginatingServer").split(" ", 1)[0]
    return AuditEntry(
        listed.place,
        listed.end,
        listed.part("CmdletName").casefold(),
        listed.part("Caller"),
        server_in(given.get("server", "")) or server_in(origin) or "",
        instants[0] if len(set(instants)) == 1 else month_first,
        len(set(instants)) > 1,
        listed.part("Succeeded").casefold() == "false",
        frozenset(name.casefold() for name in names) | given.keys(),
        listed.part("ObjectModified"),
        given,
        date is not None and date.offset is not None,
    )


def entry_at(entries: Sequence[AuditEntry], place: int) -> AuditEntry | None:
    """Give the entry that a place of the text stands in."""
    before = bisect_right(entries, place, key=lambda each: each.place)
    return entries[before - 1] if before and place <= entries[before - 1].end else None


def recognise(paste: Paste) -> bool:
    """Tell whether a text may list such entries."""
    return "cmdletname" in paste.gist and "succeeded" in paste.gist


def scan(paste: Paste) -> Scanned:
    """Find the acts that have to do with certificates, connectors and Edge subscriptions."""
    room = Room(_MOST)
    facts: list[Fact] = []
    doubtful = False
    for one in audit_entries(paste):
        server = one.of or paste.server_at(one.place)
        fact = fact_of(one, paste.evidence(one.place, server, f"{one.cmdlet} by {one.user}"))
        if fact is None:
            continue
        same = server, one.cmdlet, one.seconds, *sorted(fact.fields.items())
        if same in room or not room.takes(same):
            continue
        doubtful = doubtful or one.open_order
        facts.append(fact)
    notes = (_DOUBTFUL,) if doubtful else ()
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS), notes=notes)


SCANNER: Final = Scanner(_COUNTS, ("cmdletname",), recognise, scan)
