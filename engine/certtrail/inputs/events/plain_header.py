"""The System element of an event as Windows writes it: bytes in, the fields out, without a parser.

Of a busy log hardly any event is wanted, and of the others nothing else is needed. Whatever is not
written just so is none of this: then an XML parser reads it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from certtrail.model.record import FieldError, Record, instant, number, optional
from certtrail.text.hosts import told_host

if TYPE_CHECKING:
    from collections.abc import Mapping

_VALUE: Final = rb"""(?:'[^'&<>]*'|"[^"&<>]*")"""
_ATTRIBUTES: Final = rb"(?: [\w:]{1,40}=" + _VALUE + rb")*"
_HEADER: Final = re.compile(
    rb"".join(
        (
            rb"<Event" + _ATTRIBUTES + rb">\s*<System>\s*",
            rb"""<Provider Name=(?:'(?P<a>[^'&<>]*)'|"(?P<b>[^"&<>]*)")"""
            + _ATTRIBUTES
            + rb" ?/>\s*",
            rb"""<EventID(?: Qualifiers=['"](?P<qualifiers>\d{1,9})['"])?>""",
            rb"(?P<id>\d{1,9})</EventID>\s*",
            rb"(?:<Version>\d{1,3}</Version>\s*)?",
            rb"(?:<Level>(?P<level>\d{1,3})</Level>\s*)?",
            rb"(?:<Task>(?P<task>\d{1,5})</Task>\s*)?",
            rb"(?:<Opcode>\d{1,3}</Opcode>\s*)?",
            rb"(?:<Keywords>\w{1,20}</Keywords>\s*)?",
            rb"""<TimeCreated SystemTime=['"]""",
            rb"(?P<minute>(?:1[7-9]|2[01])\d\d-\d\d-\d\dT\d\d:\d\d)",
            rb"""(?P<rest>:[\d.]{2,14}Z)['"] ?/>\s*""",
            rb"<EventRecordID>(?P<record>\d{1,19})</EventRecordID>\s*",
            rb"(?:<(?:Correlation|Execution)" + _ATTRIBUTES + rb" ?/>\s*){0,2}",
            rb"<Channel>(?P<channel>[^&<>]*)</Channel>\s*",
            rb"<Computer>(?P<computer>[^&<>]*)</Computer>\s*",
            rb"(?:<Security" + _ATTRIBUTES + rb" ?/>\s*)?</System>",
        )
    )
)
_END: Final = b"</Event>"


def plain_header(piece: bytes) -> Record | None:
    """Read the fields of a sound event, its data left aside.

    Args:
        piece: from where the event starts up to where the next one does.

    Returns:
        None where it is not written as Windows writes events, or seems broken.
    """
    found = _HEADER.match(piece)
    if found is None or b"<!" in piece or piece.count(_END) != 1 or piece.count(b"<System") != 1:
        return None
    kind = _kind(*found.group("a", "b", "id", "qualifiers", "level", "task", "channel", "computer"))
    try:
        time = _minute(found["minute"]) + _within_minute(found["rest"])
    except FieldError:
        return None
    if kind is None:
        return None
    return Record(time, **kind, record_id=int(found["record"]), data=[], binary=None)


@lru_cache(maxsize=4096)
def _kind(
    single: bytes | None,
    double: bytes | None,
    event_id: bytes,
    qualifiers: bytes | None,
    level: bytes | None,
    task: bytes | None,
    channel: bytes,
    computer: bytes,
) -> Mapping[str, Any] | None:
    """Read what many events have in common; None for what is no UTF-8, or does not fit."""
    try:
        return {
            "computer": told_host(computer.decode()),
            "channel": channel.decode().strip(),
            "provider": ((single if single is not None else double) or b"").decode().strip(),
            "event_id": number("EventID", event_id.decode(), 32),
            "qualifiers": optional((qualifiers or b"").decode(), 16),
            "level": optional((level or b"").decode(), 8),
            "task": optional((task or b"").decode(), 16),
        }
    except (FieldError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=1024)
def _minute(raw: bytes) -> int:
    return instant(f"{raw.decode()}:00Z")


@lru_cache(maxsize=4096)
def _within_minute(raw: bytes) -> int:
    return instant(f"1970-01-01T00:00{raw.decode()}")
