"""Console text: a paste in, what all scanners find in it out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console import exchange_messages, listed, precedence_warnings, queue_errors
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.relevance import speaks_of_it
from certtrail.model.fact import Fact
from certtrail.model.input_reports import RecordCount
from certtrail.model.inventory import Inventory
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

# A command at its prompt, white space taken out; the same words in an event's message or in an
# article were not run by anybody.
_RUN: Final = re.compile(
    r"(?:\[PS\]|PS[A-Z]:)[^>]{0,200}>[^>]{0,400}?-ExchangeCertificate", re.IGNORECASE
)
# To find another sort of thing in pasted text, add its scanner here.
SCANNERS: Final[tuple[Scanner, ...]] = (
    precedence_warnings.SCANNER,
    exchange_messages.SCANNER,
    queue_errors.SCANNER,
    listed.SCANNER,
    listed.TABLE,
)


def recognise(head: Head) -> bool:
    """Tell whether any scanner may find something."""
    if head.text is None:
        return False
    paste = Paste(head.cleaned, "")
    return any(scanner.may_find(paste) for scanner in SCANNERS)


def read(opened: Opened) -> Read:
    """Scan a paste."""
    paste = Paste(opened.head.cleaned, opened.name, opened.file.server_hint)
    scans = [(scanner, scanner.scan(paste)) for scanner in SCANNERS if scanner.may_find(paste)]
    told = [fact for _, scan in scans for fact in scan.told]
    found = sum(scan.found for _, scan in scans)
    counted = [
        phrase("{what}: {number}", what=scanner.counts, number=scan.found)
        for scanner, scan in scans
        if scan.found
    ]
    notes = [note for _, scan in scans for note in scan.notes]
    problems = [problem for _, scan in scans for problem in scan.problems]
    sessions = _sessions(paste, [scan for _, scan in scans])
    if not (found or sessions or problems) and speaks_of_it(paste.text):
        problems.append(
            phrase(
                "This looks like console text; certtrail found nothing it could use in it. Send "
                "the text of the whole session, or the export of what it shows."
            )
        )
    account = opened.account(
        "transcript",
        RecordCount(found=found, decoded=found),
        problems=problems,
        notes=[phrase("Found {counted}.", counted=counted), *notes] if counted else notes,
    )
    inventory = Inventory.joined(scan.inventory for _, scan in scans)
    return Read(account, told=(*sessions, *told), inventory=inventory)


def _sessions(paste: Paste, scans: Sequence[Scanned]) -> list[Fact]:
    """Make a `console-transcript` fact per server: what its console said is at hand."""
    if not any(scan.told for scan in scans) and not _RUN.search(paste.squeezed.text):
        return []
    lines = paste.text.count("\n") + 1
    servers = sorted({fact.server for scan in scans for fact in scan.told}) or [paste.hint]
    told = f"console transcript of {lines} lines"
    return [
        Fact("console-transcript", server, 0, {"lines": lines}, (paste.evidence(0, server, told),))
        for server in servers
    ]


KIND = Kind("transcript", "things told", recognise, read)
