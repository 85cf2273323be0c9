"""What a comparison of two diagnoses says: what became of each finding, and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from certtrail.model.annotations import Trait
from certtrail.model.kinds import FileName, Host, Instant, RuleId, Thumbprint
from certtrail.model.vocabulary import Severity
from certtrail.text.message import Text

NEEDED_HOURS: Final = 72
"""A silence shorter than a weekend may be one (docs/decisions/0002-silence.md)."""
SCHEMA_VERSION: Final = 1


class Change(StrEnum):
    """What became of a finding, worst first."""

    PERSISTS = "persists"
    NEW = "new"
    CANNOT_TELL = "cannot-tell"
    TOO_EARLY = "too-early"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Compared:
    """One finding of either diagnosis.

    Attributes:
        server: empty for a finding across servers.
        last: when the trouble was seen last in either, where it has a time.
        covered_hours: how long the later exports cover the server's Application log after that.
        ask_after: when `too-early`: from when on an export will tell.
        confirm: how to check that it is over, as the rule says.
        unplaced: `last` is of the server's own clock, whose zone nobody knows.
        why: when `cannot-tell` although the later exports hold the log: what is in the way.
    """

    change: Change
    rule: RuleId
    title: Text
    severity: Severity
    server: Host
    thumbprints: tuple[Thumbprint, ...]
    last: Instant | None
    covered_hours: int
    ask_after: Instant | None
    confirm: tuple[Text, ...]
    unplaced: Annotated[bool, Trait.ADDED] = False
    why: Annotated[Text, Trait.ADDED] = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All findings of both, worst first.

    Attributes:
        before, after: until when the logs reach.
        before_servers, after_servers: whose evidence each holds.
        before_unread, after_unread: the inputs of each that were not read in full.
        doubts: why nobody can say how a server is of which no item tells.
    """

    before: Instant | None
    after: Instant | None
    items: tuple[Compared, ...]
    before_servers: tuple[Host, ...] = ()
    after_servers: tuple[Host, ...] = ()
    before_unread: tuple[FileName, ...] = ()
    after_unread: tuple[FileName, ...] = ()
    doubts: tuple[Text, ...] = ()

    def of(self, change: Change) -> tuple[Compared, ...]:
        """Give those that went that way."""
        return tuple(item for item in self.items if item.change is change)

    @property
    def fixed(self) -> bool:
        """Whether all that was wrong is over, and nothing new came.

        Where nothing was wrong, all of both was read, and shows that the servers were healthy.
        """
        if not self.items:
            return not (self.before_unread or self.after_unread or self.doubts)
        return all(item.change is Change.CLEARED for item in self.items)
