"""Logs that were cleared: records in, facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from certtrail.facts.events_by_kind import EventsByKind

SECURITY: Final = "Security"


def cleared_logs(members: EventsByKind) -> list[Fact]:
    """Make a `log-cleared` fact with `channel` and `user` for each cleared log."""
    facts: list[Fact] = []
    for member in members.of(("log-cleared", "security-log-cleared")):
        user = "\\".join(part for part in (member.text("domain"), member.text("user")) if part)
        channel = member.text("channel") if member.kind == "log-cleared" else SECURITY
        fields = {"channel": channel or "unknown", "user": user}
        known = {name: value for name, value in fields.items() if value}
        facts.append(Fact("log-cleared", member.server, member.time, known, (member.evidence(),)))
    return facts
