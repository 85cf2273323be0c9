"""The events of `unrelated.yaml` spread over a server's logs, as chance has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import yaml

from samples.generator.exchange_events import INFORMATION, MANAGEMENT, cmdlet
from samples.generator.windows_events import SYSTEM, service
from samples.generator.world import thumbprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from samples.generator.world import Server

USERS = ("Ann Berg", "Piotr Zielinski", "Mia Soto", "Lee Wong", "Olga Petrova", "Zoë Muller")


@dataclass(frozen=True, slots=True)
class Busy:
    """How many unrelated events a server logs in a day."""

    application: float = 7
    system: float = 3
    management: float = 1


QUIET = Busy(4, 2, 0.5)
USUAL = Busy()


@cache
def _known() -> Mapping[str, Any]:
    text = Path(__file__).with_name("unrelated.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def unrelated(server: Server, busy: Busy = USUAL) -> None:
    """Log what has nothing to do with certificates."""
    for channel, daily in (
        ("Application", busy.application),
        (SYSTEM, busy.system / 2),
        (MANAGEMENT, busy.management),
    ):
        entries = _known()[channel]
        weights = {number: entry["often"] for number, entry in enumerate(entries)}
        for when in server.dice.every(server.start, server.end, 12 / daily, 36 / daily):
            entry = entries[server.dice.weighted(weights)]
            if channel == MANAGEMENT:
                words = _words(server)
                cmdlet(server, when, entry["cmdlet"], _fill(entry["parameters"], words))
            else:
                _log(server, when, channel, entry)
        _traps(server, channel, entries)
    for when in server.dice.every(server.start, server.end, 24 / busy.system, 72 / busy.system):
        _other_service(server, when)


def _traps(server: Server, channel: str, entries: Sequence[Mapping[str, Any]]) -> None:
    hours = (server.end - server.start) / timedelta(hours=1)
    for entry in entries:
        if entry.get("trap"):
            when = server.start + timedelta(hours=server.dice.between(1, hours))
            _log(server, when, channel, entry)


def _log(server: Server, when: datetime, channel: str, entry: Mapping[str, Any]) -> None:
    level, task = entry.get("level", 4), entry.get("task", 0)
    words = _words(server)
    data = entry["data"]
    if isinstance(data, Mapping):
        filled = {name: _fill(text, words) for name, text in data.items()}
        guid = UUID(entry["guid"])
        server.manifest(
            when, entry["provider"], guid, entry["id"], channel, filled, level=level, task=task
        )
        return
    server.classic(
        when,
        entry["provider"],
        entry["id"],
        [_fill(text, words) for text in data],
        channel=channel,
        qualifiers=entry.get("qualifiers", INFORMATION),
        level=level,
        task=task,
    )


def _other_service(server: Server, when: datetime) -> None:
    services = _known()["services"]
    short = server.dice.pick(list(services))
    service(server, when, short, services[short], running=True)
    after = timedelta(minutes=server.dice.between(2, 20))
    service(server, when + after, short, services[short], running=False)


def _fill(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def _words(server: Server) -> dict[str, str]:
    dice = server.dice
    number = 3 + dice.below(996)
    return {
        "number": str(number),
        "pid": str(4 * (400 + dice.below(5000))),
        "hex": f"{dice.below(1 << 32):08x}",
        "thumbprint": thumbprint(f"other {server.name} {number}"),
        "short": server.short,
        "server": server.name,
        "user": dice.pick(USERS),
        "domain": server.domain,
        "database": f"DB{1 + dice.below(4):02d}",
        "address": f"192.0.2.{1 + dice.below(254)}",
        "guid": str(UUID(int=dice.below(1 << 52) << 76 | dice.below(1 << 52))),
        "day": f"{1 + dice.below(28):02d}",
    }
