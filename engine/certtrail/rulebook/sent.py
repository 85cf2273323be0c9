"""What of each server was sent, so that no step asks to look at it again: exports in; that out.

Only what is no older than a trouble tells of it. A list whose time nothing tells is taken to be of
when the exports were made, as all that is sent together mostly is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Inventory

CERTIFICATES: Final = "certificates"
DEFAULT: Final = "default"
CONNECTORS: Final = "receive-connectors"
SENDING: Final = "send-connectors"
BACK_END: Final = "back-end-binding"
EDGE: Final = "edge-subscriptions"
SENT: Final = frozenset({CERTIFICATES, DEFAULT, CONNECTORS, SENDING, BACK_END, EDGE})
"""What a standard step can name under `sent`."""
OF_ALL: Final = frozenset({SENDING, EDGE})
"""What is one for the whole organisation, whichever server listed it."""
LASTING: Final = frozenset({EDGE})
"""What no step before it changes: which Edge servers there are."""
CONFIGURED: Final = "configured"
BOUND: Final = "at_back_end"
VALUES: Final = (CONFIGURED, BOUND)
"""What lines of a step can say of that: the configured certificate, and the one on port 444."""
ANSWERS: Final = {
    "certificates": (CERTIFICATES,),
    "configured-internal": (DEFAULT,),
    "connectors": (CONNECTORS, SENDING),
}
"""What of it a capability is, that answers a question."""
_PORT: Final = 444
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what it says.

    Attributes:
        made: by server and what it is, when it was made at the latest, in seconds since 1970 by the
            clock of the console; None where nothing tells it.
        values: by server and name what it says.
    """

    made: Mapping[_Key, int | None] = field(default_factory=dict)
    values: Mapping[_Key, str] = field(default_factory=dict)

    def since(self, server: str, what: str, onset: int) -> bool:
        """Tell whether something was sent of a server that is no older than a trouble.

        Args:
            server: whose.
            what: one of `SENT`.
            onset: when the trouble began, in seconds since 1970 UTC; 0 where nobody knows.
        """
        key = ("" if what in OF_ALL else server, what)
        return key in self.made and not self.older(server, what, onset)

    def older(self, server: str, what: str, onset: int) -> bool:
        """Tell whether what was sent is known to be older than a trouble; as `since`."""
        made = self.made.get(("" if what in OF_ALL else server, what))
        return made is not None and made < onset

    @classmethod
    def of(cls, facts: Iterable[Fact], inventory: Inventory) -> Sent:
        """Gather it.

        Args:
            facts: of all servers.
            inventory: the lists that they are of; their servers are those of the facts.
        """
        times = _times_of_files(inventory)
        made: dict[_Key, int | None] = {}
        values: dict[_Key, str] = {}
        outdated: set[str] = set()
        for fact in facts:
            if fact.kind == "list-outdated":
                outdated.add(fact.server)
            for what, name, value in _told(fact):
                key = ("" if what in OF_ALL else fact.server, what)
                _take(made, key, _time(fact, times))
                if name:
                    values[fact.server, name] = value
        for server in outdated:
            made.pop((server, CERTIFICATES), None)
        return cls(made, values)


def _told(fact: Fact) -> Iterable[tuple[str, str, str]]:
    """Give what a fact is an export of, and the value that it says, by its name."""
    if fact.kind == "certificate" and fact.holds("listed") and fact.holds("whole_list"):
        yield CERTIFICATES, "", ""
        # HealthChecker says so of one of its list.
        if fact.holds("internal"):
            yield DEFAULT, CONFIGURED, fact.text("thumbprint")
    elif fact.kind == "transport-service" and fact.holds("stands") and fact.text("internal"):
        yield DEFAULT, CONFIGURED, fact.text("internal")
    elif fact.kind == "connector":
        yield (SENDING if fact.text("direction") == "send" else CONNECTORS), "", ""
    elif fact.kind == "site-binding" and fact.number("port") == _PORT and fact.text("thumbprint"):
        yield BACK_END, BOUND, fact.text("thumbprint")
    elif fact.kind == "edge-subscription":
        yield EDGE, "", ""


def _take(made: dict[_Key, int | None], key: _Key, time: int | None) -> None:
    """Keep the latest; what has no time counts as of now."""
    known = made.get(key, time)
    made[key] = None if known is None or time is None else max(known, time)


def _time(fact: Fact, times: Mapping[str, int]) -> int | None:
    """Give when what a fact tells was listed: its text may tell that of one of its lists."""
    found = [times[item.file] for item in fact.evidence if item.file in times]
    return min(found, default=None)


def _times_of_files(inventory: Inventory) -> dict[str, int]:
    """Give when each text was made, where its lists tell that: by the last of them."""
    times: dict[str, int] = {}
    for one in inventory.certificates:
        if one.listed_until is not None:
            file = one.evidence.file
            times[file] = max(times.get(file, one.listed_until), one.listed_until)
    return times


NOTHING_SENT: Final = Sent()
