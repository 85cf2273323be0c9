"""Logs that were cleared: records in, facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.facts.catalogued_events import CataloguedEvent

SECURITY: Final = "Security"


def cleared_logs(members: Iterable[CataloguedEvent]) -> list[Fact]:
    """Make a `log-cleared` fact with `channel` and `user` for each cleared log."""
    facts: list[Fact] = []
    for member in members:
        if member.kind not in ("log-cleared", "security-log-cleared"):
            continue
        user = "\\".join(part for part in (member.text("domain"), member.text("user")) if part)
        channel = member.text("channel") if member.kind == "log-cleared" else SECURITY
        fields = {"channel": channel or "unknown", "user": user}
        known = {name: value for name, value in fields.items() if value}
        facts.append(Fact("log-cleared", member.server, member.time, known, (member.evidence(),)))
    return facts
