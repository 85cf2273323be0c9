"""A case that a rule carries: records, and what the rule must make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from certtrail.model.annotations import Limit
from certtrail.model.vocabulary import APPLICATION
from certtrail.rulebook.written import Block, Length, Name, Scalar

_MOST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One synthetic record of a case.

    Attributes:
        at: how long after the case begins.
        every: the same again, so long after each, until `until`.
        server: only where a case has more than one server.
        data: the strings of a classic event; or named data, where a name can be a path, such as
            `Root/Certificate@fileRef`, into the elements and attributes of UserData. `Binary` is
            text that the record holds as UTF-16.
    """

    at: Length
    every: Length | None = None
    until: Length | None = None
    id: Annotated[int, Limit(0, 65_535)]
    provider: Name = "MSExchangeTransport"
    channel: Name = APPLICATION
    server: Name | None = None
    data: tuple[Scalar, ...] | Mapping[Name, Scalar] = ()

    def __post_init__(self) -> None:
        """Hold fields to each other."""
        if (self.every is None) != (self.until is None):
            raise ValueError("expected `every` and `until` together")
        if self.every == 0:
            raise ValueError("expected a length of time, found none")
        if len(self.times) > _MOST:
            raise ValueError(f"expected at most {_MOST} records of one event")

    @property
    def times(self) -> range:
        """When it is written, in seconds after the case begins."""
        until = self.at if self.until is None else self.until
        return range(self.at, until + 1, self.every or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """One case; tokens such as `$X` stand for thumbprints.

    Attributes:
        fires: what this case shows; the rule must fire.
        clear: what this case shows; the rule must not fire.
        skipped: what this case shows; the rule cannot look.
        thumbprints: only with `fires`: the finding's thumbprints, in any order.
        logs: which channel covers which span, as offsets from the case's begin; further pairs are
            further stretches, with holes before them.
        texts: console transcripts.
    """

    fires: Block | None = None
    clear: Block | None = None
    skipped: Block | None = None
    thumbprints: tuple[Name, ...] | None = None
    logs: Mapping[Name, Annotated[tuple[Length, ...], Limit(2, 12)]] = field(default_factory=dict)
    events: tuple[CaseEvent, ...] = ()
    texts: tuple[Block, ...] = ()

    @property
    def expected(self) -> Literal["fires", "clear", "skipped"]:
        """How it must end."""
        if self.clear is not None:
            return "clear"
        return "fires" if self.skipped is None else "skipped"

    @property
    def says(self) -> str:
        """What it shows."""
        return self.clear or self.skipped or self.fires or ""

    @property
    def stretches(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """What each channel covers: the first and last second of each stretch."""
        return {
            name: tuple(zip(offsets[::2], offsets[1::2], strict=False))
            for name, offsets in self.logs.items()
        }
