"""What lists say against events: facts in; by the line of a list, the certificate that it has and
an event of its server says is not to be found, out.

Who asks for a name finds no certificate (12014), and a list has one with that name, valid and
enabled for SMTP: then the event is of before that came, or the service cannot use it all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Evidence, Fact

_KIND: Final = "certificate-for-name"


def lists_against(facts: Iterable[Fact]) -> dict[Evidence, Fact]:
    """Give by its line in a list each such certificate; none of a list that is older than the
    events.

    Args:
        facts: of all servers.
    """
    return {
        line: fact
        for fact in facts
        if fact.kind == _KIND and fact.holds("smtp") and not fact.holds("earlier")
        for line in fact.evidence
        if line.time is None
    }
