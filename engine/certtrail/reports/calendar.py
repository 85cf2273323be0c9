"""Renewals as an iCalendar file: one entry a certificate, with a reminder ahead."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self

from certtrail.text.display import printable, visible
from certtrail.text.instants import to_datetime
from certtrail.text.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from icalendar import Calendar

    from certtrail.model.certificates_known import Renewal

_AHEAD: Final = timedelta(days=30)


class CalendarText(Outgoing):
    """An iCalendar file, with the line ends that RFC 5545 asks for."""

    __slots__ = ()

    def __new__(cls, calendar: Calendar) -> Self:
        """Write a calendar; the library escapes what would end a line or a value."""
        text = calendar.to_ical().decode("utf-8")
        return str.__new__(cls, "\r\n".join(map(printable, text.split("\r\n"))))


def renewals_calendar(renewals: Iterable[Renewal], made: datetime) -> CalendarText:
    """Write the calendar.

    Args:
        renewals: what expires.
        made: the instant that every entry is stamped with.
    """
    # Half of the time of the import of this library is spent on time zones, which are not needed.
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//certtrail//renewal plan//EN")
    calendar.add("version", "2.0")
    for one in renewals:
        event = Event()
        key = sha256(f"{one.server} {one.thumbprint}".encode()).hexdigest()[:32]
        ends = to_datetime(one.expires) - timedelta(hours=one.error_hours)
        event.add("uid", f"{key}@certtrail")
        event.add("dtstamp", made)
        event.add("dtstart", ends)
        where = visible(one.server or "server not known")
        event.add("summary", f"Certificate {one.thumbprint[:8]} of {where} expires")
        event.add("description", _description(one))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Renew certificate {one.thumbprint[:8]} of {where}")
        alarm.add("trigger", -_AHEAD)
        event.add_component(alarm)
        calendar.add_component(event)
    return CalendarText(calendar)


def _description(one: Renewal) -> str:
    lines = [
        f"{visible(one.subject or 'subject not known')}, {one.thumbprint}",
        f"Uncertain by {one.error_hours} h either way; this entry is at the earliest."
        if one.error_hours
        else "The end is exact.",
        *(f"{number}. {visible(step.text)}" for number, step in enumerate(one.plan, start=1)),
    ]
    return "\n".join(lines)
