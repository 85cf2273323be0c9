"""What the texts of rules are filled with: bound facts, and what the finding is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.model.server_sorts import ANY_SORT
from certtrail.rulebook.conditions import Ref, value_of
from certtrail.rulebook.sent import ANSWERS, NOTHING_SENT, Sent
from certtrail.rulebook.sent import VALUES as SENT_VALUES
from certtrail.rulebook.subscribed import NONE_SUBSCRIBED, Subscribed
from certtrail.text.filters import UNNAMED
from certtrail.text.instants import SECOND, iso_unplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.model.fact import Fact
    from certtrail.model.server_sorts import ServerSort
    from certtrail.rulebook.conditions import Constant
    from certtrail.text.templates import Placeholder

SELF: Final = "self"
FOUND: Final = "found"
"""What the fact of an adjustment is called in its texts and conditions."""
OVER: Final = "over"
"""What lines of a step are written under that are for a certificate that has expired."""
KEPT: Final = "kept"
"""What lines of a step are written under that are for a certificate which signs tokens, too."""
REMOVED: Final = "removed"
"""What lines of a step are written under where the Edge subscription was removed."""
UNSUBSCRIBED: Final = "unsubscribed"
EDGELESS: Final = "edgeless"
"""What lines of a step are written under where a list shows that no Edge server is subscribed."""
SHELL: Final = "shell"
"""The server as certificate cmdlets take it: not known where they take no -Server."""
SUBSCRIBED: Final = ("edges", "site", UNSUBSCRIBED)
"""What is known of Edge subscriptions, whatever the finding is about."""
SELF_FIELDS: Final = frozenset(
    {"first", "last", "count", "server", "servers", SHELL, *SUBSCRIBED, *SENT_VALUES}
)
_OF_LISTS: Final = ("not_before", "not_after")
_NOT_KNOWN: Final = ("", "unknown")  # the second where a record names no thumbprint


@dataclass(frozen=True, slots=True)
class About:
    """What `self` stands for: first and last time (seconds), number of records, server.

    Attributes:
        servers: all that it is about, separated by commas.
        placed: the times (seconds) that are known to be UTC, where others are of the server's own
            clock in an unknown zone; None where all are UTC.
        subscribed: which Edge servers lists show to be subscribed.
        onset: when it began, as far as anything tells (seconds); 0 where nothing does.
    """

    first: int
    last: int
    count: int
    server: str
    servers: str = ""
    placed: frozenset[int] | None = None
    subscribed: Subscribed = NONE_SUBSCRIBED
    onset: int = 0

    @property
    def edges(self) -> str:
        """The Edge servers that are subscribed, separated by commas."""
        return self.subscribed.edges

    @property
    def unsubscribed(self) -> str:
        """The command that showed that no Edge server is subscribed; empty where none did."""
        return "Get-EdgeSubscription" if self.subscribed.none else ""

    @property
    def site(self) -> str:
        """The site that all of them are subscribed to."""
        return self.subscribed.site


@dataclass(frozen=True, slots=True)
class Values:
    """What a template is filled with.

    Attributes:
        bindings: the bound facts.
        about: what the finding is about.
        sorts: of each server of which that is known.
        over: the thumbprints of certificates that have expired, as anything in the evidence tells.
        kept: those of certificates that have another role, whatever becomes of the one at hand.
        sent: what of each server was sent.
        members: every fact that the finding rests on, of each of its matches.
    """

    bindings: Mapping[str, Fact]
    about: About
    sorts: Mapping[str, ServerSort] = field(default_factory=dict)
    over: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    sent: Sent = NOTHING_SENT
    members: Sequence[Fact] = ()

    def sends(self, server: Constant | None, what: Iterable[str]) -> bool:
        """Tell whether all that a step looks at was sent, and is no older than the trouble."""
        # What names no server need not be of the one that the trouble is on.
        named = server is not None and server != UNNAMED
        return named and all(self.sent.since(str(server), one, self.about.onset) for one in what)

    def older(self, capabilities: Iterable[str]) -> bool:
        """Tell whether something that answers a question was made before the trouble began."""
        about = [name for name in self.about.servers.split(", ") if name]
        return any(
            self.sent.older(server, what, self.about.onset)
            for each in capabilities
            for what in ANSWERS.get(each, ())
            for server in about
        )

    def sent_value(self, server: Constant | None, name: str) -> Constant | None:
        """Give what an export of a server says; None where none was sent."""
        return self.sent.values.get((str(server), name))

    def sort(self, server: Constant | None) -> ServerSort:
        """Tell of what sort a server is."""
        return self.sorts.get(str(server), ANY_SORT)

    def shell(self, server: Constant | None) -> Constant | None:
        """Give a server as certificate cmdlets take it; None where they take none, or nobody knows
        its name: then they are run on it.
        """
        named = server and server != UNNAMED
        return server if named and self.sort(server).takes_server else None

    def get(self, alias: str, name: str) -> Constant | None:
        """Read one value; None where it is not known."""
        if alias == SELF and name == SHELL:
            return self.shell(self.about.server)
        if alias == SELF and name in SENT_VALUES:
            return self.sent_value(self.about.server, name)
        if alias == SELF:
            value: Constant = getattr(self.about, name)
            undated = value == 0 and name in ("first", "last")
            return None if undated or value == "" else value
        if alias not in self.bindings:
            return None
        value_here = value_of(self.bindings[alias], name)
        # What a console or a mail tells may have no time; it is at 0 then, to be in order.
        undated = value_here == 0 and name == "time"
        return None if undated or value_here in _NOT_KNOWN else value_here

    def told(
        self, place: Placeholder, value: Constant | None, given: Ref | Constant | None = None
    ) -> Constant | None:
        """Give a value as its place says it: a time of an unknown zone without an offset, and of a
        process whose service is named all those that the finding is of.

        Args:
            place: where it is told.
            value: what is told.
            given: what the parameter of a step stands for.
        """
        # What a step is given stands for a field of a fact.
        of = given if isinstance(given, Ref) else place
        fact = self.bindings.get(of.alias)
        if place.filter == "service" and of.field == "process" and fact is not None:
            return self._processes(fact) or value
        if place.filter != "time" or isinstance(value, bool) or not isinstance(value, int):
            return value
        if fact is not None and of.field in _OF_LISTS and fact.holds("local_dates"):
            return iso_unplaced(value * SECOND)
        if self.about.placed is None or value in self.about.placed:
            return value
        return iso_unplaced(value * SECOND)

    def _processes(self, fact: Fact) -> str:
        """Give the processes of all matches: each has to be restarted that the finding is of, not
        that of the last match alone.
        """
        alike = (
            one
            for one in (*self.members, fact)
            if (one.kind, one.server) == (fact.kind, fact.server)
            and one.holds("open") == fact.holds("open")
        )
        return ", ".join(sorted({one.text("process") for one in alike} - {""}))
