"""When a process began with the certificate that took over the internal role: texts and logs in.

A process reads its configuration when it starts. Where one text shows first what gave the role to
another certificate, and below it a restart of the service, nothing the process wrote of the one
before is of the time after that. When that was, a time beside the restart tells, or else a log: the
process read its configuration anew, or started, after its last record of the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

_READ_ANEW: Final = ("configuration-updated",)
_TAKEN: Final = frozenset({"yes", "forced"})


def readings_of(events: EventsByKind) -> dict[str, list[int]]:
    """Give when each process read its configuration anew, in seconds since 1970 UTC, in order."""
    found: dict[str, list[int]] = {}
    for event in events.of(_READ_ANEW):
        found.setdefault(event.process, []).append(event.seconds)
    return found


class RestartsBehind:
    """The restarts that stand below what gave a certificate the internal role, in one text.

    Args:
        facts: told of one server by texts, in any order.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._given: dict[str, dict[str, tuple[int, int]]] = {}
        self._restarts: dict[str, list[tuple[str, int, int]]] = {}
        for fact in facts:
            if not fact.evidence:
                continue
            file, line = fact.evidence[0].file, fact.evidence[0].record_id
            if thumbprint := _given(fact):
                shown = self._given.setdefault(thumbprint, {})
                first, last = shown.get(file, (line, line))
                shown[file] = min(line, first), max(line, last)
            elif fact.text("verb") == "restarted" and not fact.holds("refused"):
                for name in fact.text("name").casefold().split(", "):
                    at = fact.time // SECOND
                    self._restarts.setdefault(name, []).append((file, line, at))

    def of(self, heir: str, service: str, before: str) -> Sequence[int]:
        """Give when a service was restarted with a certificate in the role.

        Args:
            heir: its thumbprint.
            service: its short name, in small letters.
            before: the one that had the role before; what shows it in the role again below the
                restart, or in another text, takes that back.

        Returns:
            Seconds since 1970 UTC; 0 for each restart whose time no text tells.
        """
        given, again = self._given.get(heir, {}), self._given.get(before, {})
        return [
            at
            for file, line, at in self._restarts.get(service, ())
            if file in given and given[file][0] < line
            if all(other == file and last < line for other, (_, last) in again.items())
        ]


def _given(fact: Fact) -> str:
    """Give the certificate that is shown to get the internal role, or to have it; empty if none."""
    if fact.kind == "overwrite-prompt":
        taken = fact.holds("final") and fact.text("answer") in _TAKEN
        return fact.text("replacement") if taken else ""
    return fact.text("internal") if fact.kind == "transport-service" else ""


def taken_up(
    restarts: Iterable[int], last: int, start: int | None, readings: Iterable[int]
) -> int | None:
    """Tell when a process began with the certificate that took over; None where nothing shows it.

    Args:
        restarts: of its service behind the act; 0 for one without a time.
        last: its last record of the certificate before, in seconds since 1970 UTC.
        start: when it was seen to start first after that.
        readings: when it read its configuration anew, in order.
    """
    known = list(restarts)
    told = [at for at in known if at]
    if told:
        return max(told) if max(told) > last else None
    if not known:
        return None
    read = next((at for at in readings if at > last), None)
    return min((at for at in (start, read) if at is not None), default=None)
