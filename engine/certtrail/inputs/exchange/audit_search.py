"""The file that New-AdminAuditLogSearch mails: entries of the administrator audit log in XML.

<SearchResults>
  <Event Caller="contoso.com/Users/adm" Cmdlet="Set-SendConnector" ObjectModified="Out"
         RunDate="2026-11-01T03:00:14+01:00" Succeeded="true" OriginatingServer="EX01 (15.02)">
    <CmdletParameters><Parameter Name="Identity" Value="Out" /></CmdletParameters>
  </Event>
</SearchResults>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from certtrail.inputs.exchange.audit_acts import AuditEntry, entry_in_file, fact_of
from certtrail.inputs.exchange.whole_xml import whole_xml
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.room import Room
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import RecordCount
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from lxml.etree import _Element

    from certtrail.model.fact import Fact

_ROOT: Final = "SearchResults"
_MOST: Final = 500
_COUNTS: Final = phrase("entries of the administrator audit log")


def recognise(head: Head) -> bool:
    """Tell whether a file holds the results of such a search."""
    return head.root == _ROOT and "Cmdlet=" in (head.text or "")


def read(opened: Opened) -> Read:
    """Read the acts that have to do with certificates, connectors and Edge subscriptions."""
    root = whole_xml(opened)
    room = Room(_MOST)
    facts: list[Fact] = []
    count = 0
    for element in root.iter("Event"):
        count += 1
        entry = _entry(element)
        server = entry.of or opened.file.server_hint
        number = cast("int | None", element.sourceline) or 1
        line = f"{opened.name} line {number}: {entry.cmdlet} by {entry.user}"
        place = Evidence(None, server, "console", number, opened.name, line[:400])
        fact = fact_of(entry, place)
        if fact is not None and room.takes((server, fact.time, *sorted(fact.fields.items()))):
            facts.append(fact)
    report = opened.report(
        "audit-search", RecordCount(count, count), problems=list(room.problems(_COUNTS))
    )
    return Read(report, facts=tuple(facts))


def _entry(element: _Element) -> AuditEntry:
    given = {
        str(one.get("Name") or ""): str(one.get("Value") or "")
        for one in element.iterfind("CmdletParameters/Parameter")
    }
    names = {"CmdletName": "Cmdlet"}
    return entry_in_file(lambda name: str(element.get(names.get(name, name)) or ""), given)


KIND: Final = Kind("audit-search", "entries", recognise, read)
