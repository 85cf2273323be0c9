r"""Rows of Get-Queue as people copy them, without the head of the table: a text in; how many there
are, and the queues that wait, as facts, out.

    BearA\6  Retry  1443  Normal    0  outbound to office 365
    EX01\7   SmartHostConnectorDel Retry  145  0  Normal  0  relay.contoso.com

Where the head stands in the text, `listings` reads the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.queue_rows import WAITING, leads_to_edge
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW: Final = re.compile(
    r"^[ \t>|]{0,20}(?P<queue>(?P<server>[A-Za-z0-9][A-Za-z0-9-]{0,62})"
    r"\\(?:(?:Shadow\\)?\d{1,10}|Submission|Poison|Unreachable))[ \t]{1,60}"
    r"(?:(?P<delivery>[A-Z][A-Za-z]{3,40}(?:~|\.{3}|\u2026)?)[ \t]{1,60})?"
    r"(?P<status>Retry|Ready|Active|Connecting|Suspended)[ \t]{1,60}(?P<count>\d{1,9})"
    r"(?P<rest>(?:[ \t]{1,60}(?:-?\d{1,9}|Normal|Low|High|Critical)){0,4})"
    r"(?:[ \t]{1,60}(?P<hop>\S[^\n]{0,200}))?$",
    re.MULTILINE,
)
_HEAD: Final = re.compile(r"^[^\n]{0,80}\bStatus[ \t]{1,60}MessageCount\b", re.MULTILINE)
_WAITS: Final = "Retry"
# What other lists of machines and jobs do not have: a type of delivery, or a queue by its name.
_TYPES: Final = re.compile(
    r"Smtp|SmartHost|DnsConnector|Shadow|MapiDelivery|NonSmtpGateway|DeliveryAgent|Undefined"
    r"|Unreachable|Heartbeat"
)
_NAMED: Final = re.compile(r"\\(?:Shadow\\|Submission|Poison|Unreachable)")
_COMMAND: Final = "get-queue"
# Why it waits, below: then it is no queue of which nothing is known.
_TOLD: Final = re.compile(r"\s{0,80}(?:Last ?Error\b|[\[{\"]{0,3}LED=)", re.IGNORECASE)
_MOST: Final = 500
_COUNTS: Final = phrase("rows of queues without their head")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such rows."""
    return next(_rows(paste), None) is not None


def scan(paste: Paste) -> Scanned:
    """Make a `queue-waiting` fact of each that waits; of one queue the last row counts."""
    facts: dict[str, Fact] = {}
    room = Room(_MOST)
    rows = 0
    # Of these the text has the reason.
    listed = {one.part("Identity") for one in paste.objects if "LastError" in one.values}
    for row in _rows(paste):
        rows += 1
        told = row["queue"] in listed or _TOLD.match(paste.text, row.end()) is not None
        if row["status"] != _WAITS or not int(row["count"]) or told:
            continue
        if not room.takes(row["queue"]):
            continue
        # What somebody put in place of a name is none.
        hop = "" if (row["hop"] or "<").startswith("<") else row["hop"].strip()
        toward = "edge" if leads_to_edge(hop, row["delivery"] or "") else "other"
        fields = {"queue": row["queue"], "messages": row["count"]}
        fields |= {"next_hop": hop, "toward": toward} if hop else {}
        evidence = paste.evidence(row.start("queue"), row["server"], " ".join(row[0].split()))
        facts[row["queue"]] = Fact(WAITING, row["server"], 0, dict(fields), (evidence,))
    return Scanned(rows, tuple(facts.values()), problems=room.problems(_COUNTS))


def _rows(paste: Paste) -> Iterator[re.Match[str]]:
    if _HEAD.search(paste.text) is not None:
        return
    asked = _COMMAND in paste.gist
    for row in _ROW.finditer(paste.text):
        if asked or _TYPES.match(row["delivery"] or "") or _NAMED.search(row["queue"]):
            yield row


SCANNER: Final = Scanner(
    _COUNTS, ("retry", "ready", "active", "connecting", "suspended"), recognise, scan
)
