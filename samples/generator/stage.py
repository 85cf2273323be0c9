"""Where the stories begin: servers with their daily life, and the names of their exports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from samples.evtx_writer.log import Quirks
from samples.generator.exchange_events import MANAGEMENT, reboot
from samples.generator.unrelated import USUAL, Busy, unrelated
from samples.generator.windows_events import SYSTEM, uptimes
from samples.generator.world import EASTERN, ENGLISH, Dice, Language, Server, Zone

LOGS: Final = {
    "Application": "Application.evtx",
    SYSTEM: "System.evtx",
    MANAGEMENT: "MSExchange Management.evtx",
}
PLAIN: Final = Quirks()


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Give an instant of 2026, UTC; the stories end before clocks change in March."""
    return datetime(2026, month, day, hour, minute, second, 318_527, tzinfo=UTC)


def build(
    sample: str,
    name: str,
    start: datetime,
    end: datetime,
    *,
    zone: Zone = EASTERN,
    language: Language = ENGLISH,
    boots: list[datetime] | None = None,
    busy: Busy = USUAL,
) -> Server:
    """Make a server with its daily life, and nothing about certificates yet."""
    server = Server(name, Dice(f"{sample} {name}"), start, end, zone, language)
    for when in boots or []:
        reboot(server, when)
    uptimes(server, boots or [])
    unrelated(server, busy)
    return server
