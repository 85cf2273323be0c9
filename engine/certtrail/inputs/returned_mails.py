r"""Reports of non-delivery about a refusal within one organisation: a text in; who wrote them out.

    Generating server: EDGE1.fabrikam.com

    jo@fabrikam.com
    Remote Server returned '550 4.4.7 QUEUE.Expired; message expired' 11/24/2026 2:09:58 PM -
    Server at MBX1.fabrikam.lan (10.44.2.20) returned '454 4.7.0 Temporary authentication failure'

The server that wrote the report had the mail, and one of the same organisation did not take it. So
the trouble is between these two, whoever sent the mail.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.quoted_mails import Quoted
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned

_HOST: Final = r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,8}"
# In any language: a label with the word, and nothing but a name behind it.
_WROTE: Final = re.compile(
    r"^[ \t>]{0,20}[^\n:\uff1a]{0,30}?(?:serv[eio]|\u0441\u0435\u0440\u0432\u0435\u0440"
    r"|\u670d\u52a1\u5668|\u4f3a\u670d\u5668|\u30b5\u30fc\u30d0\u30fc|\uc11c\ubc84)"
    rf"[^\n:\uff1a]{{0,30}}[:\uff1a][ \t]{{0,4}}(?P<host>{_HOST})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_REFUSED: Final = re.compile(rf"\bServer at (?P<host>{_HOST}) \([^()\n]{{2,60}}\)\s+returned\b")
_RECIPIENT: Final = re.compile(
    rf"^[ \t>]{{0,20}}<?[^\s@<>]{{1,64}}@(?P<domain>{_HOST})>?[ \t]*$", re.MULTILINE
)
# What is below it is the head of the mail that came back, in any language.
_HEADERS: Final = re.compile(
    r"^[ \t>]{0,20}[^\n:]{3,60}[:\uff1a][ \t]*\n(?=[ \t>]{0,20}[A-Z][\w-]{1,40}:)", re.MULTILINE
)
_SENT: Final = re.compile(r"^[ \t>]{0,20}Date:[ \t]{0,9}(?P<date>[^\n]{10,60})$", re.MULTILINE)
_ONLINE: Final = re.compile(r"\.(?:outlook\.com|gbl)$", re.IGNORECASE)
_LONGEST: Final = 3_000
# Between the server that was reached and what it was refused for stand a word and a quotation mark.
_NEAR: Final = 400


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """A report that one server wrote as another of its own organisation refused a mail.

    Attributes:
        start: where the line stands that names who wrote it.
        place: where the refusal begins.
        server: that wrote it.
        refuser: that did not take the mail.
    """

    start: int
    place: int
    server: str
    refuser: str


def returned_mails(text: str) -> list[ReturnedMail]:
    """Find such reports, in their order."""
    refusals = list(_REFUSED.finditer(text)) if "returned" in text else []
    if not refusals:
        return []
    writers = list(_WROTE.finditer(text))
    starts = [one.start() for one in writers]
    found = []
    for refusal in refusals:
        at = bisect_right(starts, refusal.start()) - 1
        if at < 0 or refusal.start() - starts[at] > _LONGEST:
            continue
        server, refuser = writers[at]["host"], refusal["host"]
        if server.casefold() != refuser.casefold() and _owner(server) == _owner(refuser) != "":
            found.append(ReturnedMail(starts[at], refusal.start(), server, refuser))
    return found


def writers(text: str) -> list[tuple[int, str]]:
    """Give the servers that a text names as those that wrote reports, each with its place; what is
    Exchange Online's reports on what it was sent itself.
    """
    found = [(one.start(), one["host"]) for one in _WROTE.finditer(text)]
    return [(at, host) for at, host in found if not _ONLINE.search(host)]


def nearest_writer(named: Sequence[tuple[int, str]], place: int) -> str:
    """Give the server that wrote the report which a reply stands in: the last one named before it,
    else the next one behind; empty for none that is near.
    """
    at = bisect_right(named, (place, ""))
    for start, host in (*named[max(0, at - 1) : at], *named[at : at + 1]):
        if abs(start - place) <= _LONGEST:
            return host
    return ""


def way_of(text: str, place: int, writer: str) -> dict[str, str]:
    """Give where a mail was to go, by the report that the reply at a place stands in: the `host`
    that was reached and, in the report of a `writer`, the `recipient_domain`; empty where it names
    none.
    """
    domain = _recipient_domain(text, place) if writer else ""
    return {"host": _reached_at(text, place), "recipient_domain": domain}


def _reached_at(text: str, place: int) -> str:
    """Give the server that a report says was reached when it got the reply at a place."""
    within = text[max(0, place - _NEAR) : place]
    found = [*_REFUSED.finditer(within)]
    behind = within[found[-1].end() :] if found else ""
    # What is quoted between them is another reply.
    return found[-1]["host"] if found and behind.count("'") <= 1 and "\n\n" not in behind else ""


def _recipient_domain(text: str, place: int) -> str:
    """Give the domain of the last recipient, on a line of its own, before a reply."""
    found = [one["domain"] for one in _RECIPIENT.finditer(text, max(0, place - _LONGEST), place)]
    return found[-1] if found else ""


def returned_at(text: str, named: Sequence[tuple[int, str]], place: int) -> WrittenDate | None:
    """Give when the mail was sent that came back, by its own head below the reply; None where it
    does not tell, and where no server is named that wrote a report.

    Args:
        text: a clean text.
        named: the servers that wrote reports, each with its place.
        place: of the reply.
    """
    if not named:
        return None
    following = bisect_right(named, (place, "\uffff"))
    end = min(place + _LONGEST, named[following][0] if following < len(named) else len(text))
    head = _HEADERS.search(text, place, end)
    sent = None if head is None else _SENT.search(text, head.end(), end)
    date = None if sent is None else WrittenDate.read(sent["date"].strip())
    return None if date is None or date.lacks_year or len(date.possible()) != 1 else date


def written_by(reports: Sequence[ReturnedMail], place: int) -> str:
    """Give the server that wrote the report which a refusal stands in; empty for none."""
    before = [one for one in reports if one.start <= place <= one.place + _LONGEST]
    return before[-1].server if before else ""


def quoted_reports(cleaned: Cleaned) -> list[Quoted]:
    """Give what such reports tell as words of who wrote them."""
    return [
        Quoted(
            registered(one.server.casefold()),
            "",
            cleaned.line_of(one.start),
            cleaned.line_of(one.place),
            (one.server,),
            refuser=one.refuser,
        )
        for one in returned_mails(cleaned.text)
    ]


def _owner(host: str) -> str:
    """Give what the organisation of a host is called: its domain without what all share."""
    return registered(host.casefold()).partition(".")[0]
