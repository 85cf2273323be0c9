"""TLS sessions that did not come about, as Schannel tells of them: records in, one fact out.

Each record alone says nothing: it names no certificate, and no peer. When they come does: what
comes at the same time of each day comes from a program that has a schedule, such as a scanner's,
and so do the logons that are refused then.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

_TOLD: Final = {
    "tls-nothing-in-common": "unmatched",
    "tls-alert-received": "received",
    "tls-alert-sent": "sent",
}
# Of RFC 5246, 7.2 and 8446, 6: those that a handshake ends with.
_NAMED: Final[Mapping[str | int, str]] = {
    10: "10 unexpected_message",
    20: "20 bad_record_mac",
    40: "40 handshake_failure",
    42: "42 bad_certificate",
    43: "43 unsupported_certificate",
    44: "44 certificate_revoked",
    45: "45 certificate_expired",
    46: "46 certificate_unknown",
    47: "47 illegal_parameter",
    48: "48 unknown_ca",
    49: "49 access_denied",
    50: "50 decode_error",
    51: "51 decrypt_error",
    70: "70 protocol_version",
    71: "71 insufficient_security",
    80: "80 internal_error",
    86: "86 inappropriate_fallback",
    112: "112 unrecognized_name",
    116: "116 certificate_required",
    120: "120 no_application_protocol",
}
_REFUSED: Final = "logon-refused"
_DAY: Final = 86_400
_MINUTE: Final = 60
# Of so few on so few days it can be chance that they come at one time of the day.
_LEAST: Final = 10
_LEAST_DAYS: Final = 3
_LONGEST: Final = 2 * 3600


def tls_refusals(events: EventsByKind) -> Iterator[Fact]:
    """Make a `tls-refusals` of all such records of a server; none where there are none.

    Args:
        events: of one server, in the order of their times.
    """
    told = events.of(_TOLD)
    if not told:
        return
    fields: dict[str, str | int | bool | None] = {
        name: number or None
        for name, number in Counter(_TOLD[event.kind] for event in told).items()
    }
    fields["alerts"] = _alerts(told)
    fields["days"] = len({event.seconds // _DAY for event in told})
    hours = _hours(told)
    if hours is not None:
        start, length = hours
        zone = "" if told[0].unplaced else " UTC"
        fields["from"] = _clock(start) + zone
        fields["to"] = _clock(start + length) + zone
        fields |= _logons(events, start, length)
    yield run_fact("tls-refusals", told, fields)


def _alerts(told: Sequence[CataloguedEvent]) -> str | None:
    """Count the alerts, the most frequent first, each by its number and its name in the RFC."""
    counted = Counter(event.values["alert"] for event in told if "alert" in event.values)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))
    return (
        ", ".join(f"{_NAMED.get(alert, str(alert))} ({count})" for alert, count in ordered) or None
    )


def _hours(told: Sequence[CataloguedEvent]) -> tuple[int, int] | None:
    """Tell at which second of the day they begin to come, and for how long; None for any time."""
    if len(told) < _LEAST or len({event.seconds // _DAY for event in told}) < _LEAST_DAYS:
        return None
    times = sorted({event.seconds % _DAY for event in told})
    pauses = [(later - sooner, later) for sooner, later in pairwise([*times, times[0] + _DAY])]
    pause, start = max(pauses)
    return (start % _DAY, _DAY - pause) if _DAY - pause <= _LONGEST else None


def _logons(events: EventsByKind, start: int, length: int) -> dict[str, str | int | bool | None]:
    """Count the logons that were refused at that time of the day, and say from where."""
    every = events.of((_REFUSED,))
    then = [event for event in every if (event.seconds % _DAY - start) % _DAY <= length]
    addresses = {event.text("address") for event in then} - {""}
    return {
        "logons": len(then) or None,
        "addresses": len(addresses) or None,
        "address": addresses.pop() if len(addresses) == 1 else None,
    }


def _clock(second: int) -> str:
    minutes = second % _DAY // _MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"
