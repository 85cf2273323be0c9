"""Which acts of administrators explain that trouble ended: acts of one server in, their times out.

An act explains a silence that began with it: it came when the trouble may still have gone on, and
so long before the log's end that more records would have been due. Of several the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from certtrail.model.fact import Fact

_WEEK: Final = 7 * 86_400
# What gives a certificate to the store or to Exchange, and what takes one away.
_GIVEN: Final = frozenset(
    {"enabled", "created", "imported", "installed", "replaced", "key-associated"}
)
_TAKEN: Final = frozenset({"removed", "archived", "replaced"})


@dataclass(frozen=True, slots=True)
class Acts:
    """What was done with success on one server, or for all of the organisation.

    Attributes:
        certificates: `certificate-action` facts.
        connectors: `connector-action` facts.
        subscriptions: `edge-subscription-action` facts.
    """

    certificates: Sequence[Fact] = ()
    connectors: Sequence[Fact] = ()
    subscriptions: Sequence[Fact] = ()

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Acts:
        """Sort the acts of one server that succeeded."""
        found: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.fields.get("result") == "success":
                found.setdefault(fact.kind, []).append(fact)
        return cls(
            tuple(found.get("certificate-action", ())),
            tuple(found.get("connector-action", ())),
            tuple(found.get("edge-subscription-action", ())),
        )

    def on_internal(self, thumbprint: str, *, unloadable: bool) -> list[int]:
        """Give when another certificate got the internal role, or the one was made usable."""

        def fits(fields: Mapping[str, object]) -> bool:
            same = fields.get("thumbprint") == thumbprint
            if unloadable and same:
                return fields.get("verb") in _GIVEN
            return fields.get("smtp") is True and not same

        return _times(self.certificates, fits)

    def on_starttls(self, thumbprint: str, connector: str) -> list[int]:
        """Give when another certificate came, this one went, or the connector was set otherwise."""

        def of_certificates(fields: Mapping[str, object]) -> bool:
            same = bool(thumbprint) and fields.get("thumbprint") == thumbprint
            return fields.get("verb") in (_TAKEN if same else _GIVEN)

        def of_connectors(fields: Mapping[str, object]) -> bool:
            named = str(fields.get("connector", "")).casefold()
            return not connector or named == connector.casefold()

        return [
            *_times(self.certificates, of_certificates),
            *_times(self.connectors, of_connectors),
        ]

    def on_subscriptions(self) -> list[int]:
        """Give when an Edge server was subscribed again."""
        return _times(self.subscriptions, lambda fields: fields.get("verb") == "subscribed")


def _times(facts: Iterable[Fact], fits: Callable[[Mapping[str, object]], bool]) -> list[int]:
    return [fact.time // SECOND for fact in facts if fits(fact.fields)]


def acted(
    times: Iterable[int], first: int, last: int, quiet_by: int, live_until: int
) -> int | None:
    """Tell when the act was whose effect the end of trouble can be; None without one.

    Args:
        times: of acts that fit the trouble, in seconds since 1970 UTC.
        first: when the trouble was logged first.
        last: when it was logged last.
        quiet_by: -1 where it did not stop.
        live_until: until when it may have gone on unseen.
    """
    begin, end = max(first, last - _WEEK), min(quiet_by, live_until)
    return max((time for time in times if begin <= time <= end), default=None)
