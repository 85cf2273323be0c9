"""Time zones by their names, and which one a name that is none was meant for."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from certtrail.text.nearest import nearest

if TYPE_CHECKING:
    from datetime import tzinfo


def names() -> list[str]:
    """List the names of all time zones, as IANA has them."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())


def zone(name: str) -> tzinfo:
    """Give a time zone.

    Args:
        name: such as `Europe/Berlin`, or `UTC`.

    Raises:
        ValueError: it is none; the message says which one was meant.
    """
    from zoneinfo import ZoneInfo

    if name.upper() in {"UTC", "Z"}:
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is an OSError
        near = _near(name)
        meant = f"did you mean {near}?" if near else "expected a name such as Europe/Berlin or UTC."
        raise ValueError(f"{name!r} is not a time zone; {meant}") from error


def _near(name: str) -> str:
    """Find a zone by its whole name, or by its city, which is what people know."""
    known = names()
    written = name.strip().replace(" ", "_")
    cities = {one.rpartition("/")[2]: one for one in known if "/" in one}
    city = nearest(written.rpartition("/")[2], cities)
    if city.casefold() == written.rpartition("/")[2].casefold():
        return cities.get(city, "")
    return nearest(written, known) or cities.get(city, "")
