"""Errors as Exchange keeps them of a message that waits: the text in; what it says of the way out.

    [{LED=450 4.4.316 Connection refused [Message=Socket error code 10061]};{MSG=};
    {FQDN=mail.contoso.com};{IP=192.0.2.1};{LRT=1/20/2026 9:00:00 AM}]

A queue shows it as LastError, a message trace and a tracking log behind "Reason:".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

_BEGIN: Final = "[{LED="
_END: Final = re.compile(r"\}\](?!;)")
# Who quotes one in a sentence leaves its fields out: it ends with its line, at the last bracket.
_PART: Final = re.compile(r"[^\n]{0,2000}\]")
_LONGEST: Final = 2_000
_DROPPED: Final = re.compile(r"dropped due to ([A-Za-z]{1,40})", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\{IP=([0-9A-Fa-f.:]{3,45})\}")
_HOST: Final = re.compile(r"\{FQDN=([\w.-]{1,255})\}", re.IGNORECASE)
# What Exchange Online writes behind its own code, also where the rest of the line is left out.
_REACHED: Final = re.compile(r"\[LastAttemptedServerName=([\w.-]{1,255})\]", re.IGNORECASE)
_MASKED: Final = re.compile(r"[xX.*_-]{1,255}")
# Who answers that nobody listens there, or a firewall in its place.
_REFUSED: Final = re.compile(
    r"connection refused|actively refused|(?:win)?sock(?:et)? error(?: code)?:? 10061|ECONNREFUSED",
    re.IGNORECASE,
)
# Nobody answers: what was sent is dropped on the way, or there is no way. Without the number, a
# connection that "timed out" may also have ended within a session.
_NO_ANSWER: Final = re.compile(
    r"(?:win)?sock(?:et)? error(?: code)?:? (?:10060|10051|10065)\b", re.IGNORECASE
)
# A server of Exchange Online that wrote the error, or that a trace names beside it.
_ONLINE: Final = re.compile(
    r"\.prod\.(?:protection\.)?outlook\.com|OutboundProxyTargetIP|\b4\.4\.31[67]\b", re.IGNORECASE
)
# What that server puts behind its own name, in UTC.
_STAMP: Final = re.compile(
    r"\[[\w.-]{1,200}\.outlook\.com (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,7})?Z[ \]]",
    re.IGNORECASE,
)
# By what an attempt is told from one that could be any.
_PARTICULARS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[LastAttemptedServerName=[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\]|\{FQDN=[\w.-]{4,255}\}",
        r"\[LastAttemptedIP=[0-9A-F]{1,4}[.:][0-9A-F.:]{3,60}\]|\{IP=[0-9A-F.:]{3,45}\}",
        r"thumbprint[: ]{0,3}[0-9A-F]{40}\b",
        r"\{LRT=[^{}]{6,60}\}",
        _STAMP.pattern,
    )
)
_ENOUGH: Final = 2
# A console cuts at its last column, within such a field, too.
_CUT_FIELD: Final = re.compile(r"\{ ?(F ?Q ?D ?N|I ?P) ?= ?([\w.: -]{1,300})\}", re.IGNORECASE)
_TRIED: Final = re.compile(r"\{LRT=([^{}]{6,60})\}")


def kept_error_at(text: str, place: int) -> str:
    """Give the error that a place of a text is within; empty where it is within none."""
    start = text.rfind(_BEGIN, max(0, place - _LONGEST), place)
    if start < 0:
        return ""
    end = _END.search(text, start, start + _LONGEST) or _PART.match(text, start)
    if end is None or end.end() <= place:
        return ""
    return " ".join(text[start : end.end()].split())


def rejoined(text: str) -> str:
    r"""Put an error on one line, and the fields together that a console cut at its last column.

    >>> rejoined("[{LED=451 4.4.0 x};{F\nQDN=ex02.contoso. lan}]")
    '[{LED=451 4.4.0 x};{FQDN=ex02.contoso.lan}]'
    """
    return _CUT_FIELD.sub(_as_field, " ".join(text.split()))


def tells_an_attempt(text: str) -> bool:
    """Tell whether an error tells which machine was tried, and one thing more of that attempt.

    >>> tells_an_attempt("[LastAttemptedServerName=a.com] [LastAttemptedIP=192.0.2.1:25]")
    True
    >>> tells_an_attempt("[LastAttemptedServerName=a.com]")
    False
    """
    return sum(one.search(text) is not None for one in _PARTICULARS) >= _ENOUGH


def stamped_in(text: str) -> int | None:
    """Give when the server of Exchange Online wrote an error, in seconds since 1970; None where it
    does not tell, or no calendar has it.

    >>> stamped_in("[A.eop-x.prod.protection.outlook.com 2026-11-24T09:14:31.118Z 08DE2B]")
    1795511671
    """
    found = _STAMP.search(text)
    if found is None:
        return None
    try:
        return int(datetime.fromisoformat(f"{found[1]}+00:00").timestamp())
    except ValueError:
        return None


def _as_field(found: re.Match[str]) -> str:
    name, value = (part.replace(" ", "") for part in found.groups())
    return f"{{{name}={value}}}"


def way_in(text: str) -> dict[str, str]:
    """Give what an error says of the next server; of each field only what is told.

    >>> way_in("[{LED=450 4.4.316 Connection refused};{FQDN=a.com};{IP=192.0.2.1}]")
    {'address': '192.0.2.1', 'host': 'a.com', 'answer': 'refused', 'kept_by': 'exchange-online'}
    """
    found = {
        "dropped": dropped[1] if (dropped := _DROPPED.search(text)) else "",
        "address": address[1] if (address := _ADDRESS.search(text)) else "",
        "host": _host(text),
        "answer": _answer(text),
        "kept_by": "exchange-online" if _ONLINE.search(text) else "",
    }
    return {name: told for name, told in found.items() if told}


def _host(text: str) -> str:
    """Give the name of the next server; none where somebody put signs in its place."""
    found = _HOST.search(text) or _REACHED.search(text)
    return "" if found is None or _MASKED.fullmatch(found[1]) else found[1].rstrip(".")


def _answer(text: str) -> str:
    if _REFUSED.search(text):
        return "refused"
    return "none" if _NO_ANSWER.search(text) else ""


def tried_in(text: str) -> str:
    """Give when it was tried last, as it is written; empty where that is not told."""
    found = _TRIED.search(text)
    return found[1] if found else ""
