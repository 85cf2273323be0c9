"""A scenario while it is made up: its servers, what they export, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from samples.generator.exchange_events import MANAGEMENT
from samples.generator.unrelated import QUIET, unrelated
from samples.generator.windows_events import SYSTEM, uptimes
from samples.generator.world import Certificate, Dice, Server, Zone, thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable

ZONES: Final = (
    Zone(300, "Eastern Standard Time"),
    Zone(-60, "W. Europe Standard Time"),
    Zone(-330, "India Standard Time"),
    Zone(-480, "China Standard Time"),
    Zone(0, "GMT Standard Time"),
    Zone(480, "Pacific Standard Time"),
)
FILES: Final = {
    "Application": "Application.evtx",
    SYSTEM: "System.evtx",
    MANAGEMENT: "MSExchange Management.evtx",
}


@dataclass
class Scene:
    """One scenario while it is made up.

    Attributes:
        cadence: how many hours lie between two sessions, at least and at most.
        name: what the next server is called.
        sent: the channels that the customer exports.
        truths: each true cause, by the name of the function that told it, with the findings of
            which at least one must be there unexplained; nothing for a healthy server.
        allowed: all findings that the truth does not contradict.
        well: the servers with which nothing is wrong.
    """

    seed: int
    dice: Dice
    start: datetime
    end: datetime
    cadence: tuple[float, float] = (4, 8)
    name: str = "EX01.contoso.com"
    sent: set[str] = field(default_factory=lambda: {*FILES})
    files: dict[str, str] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    truths: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)

    def server(self, name: str = "") -> Server:
        """Add a server with its daily life."""
        name = name or self.name
        dice = Dice(f"scenario {self.seed} {name}")
        server = Server(name, dice, self.start, self.end, self.dice.pick(ZONES))
        uptimes(server, [])
        unrelated(server, QUIET)
        self.servers.append(server)
        return server

    def certificate(self, name: str, days: float) -> Certificate:
        """Make up a certificate that ends so many days after the logs do."""
        return Certificate.named(
            f"scenario {self.seed} {self.name} {name}", self.end + timedelta(days=days)
        )

    def thumbprint(self, name: str) -> str:
        """Make up a thumbprint."""
        return thumbprint(f"scenario {self.seed} {self.name} {name}")

    @property
    def turn(self) -> datetime:
        """When it happens: in the second third of the logs."""
        return self.start + (self.end - self.start) * self.dice.between(0.4, 0.6)

    def expect(self, *top: str, allowed: Iterable[str] = ()) -> None:
        """Say what is true of what was told last."""
        self.truths[-1] = (self.truths[-1][0], frozenset(top))
        self.allowed |= {*top, *allowed}
