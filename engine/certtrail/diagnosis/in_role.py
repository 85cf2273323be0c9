"""What really has the internal role of each server, as its events tell: facts in, by server out.

What is configured, and what a search of the store would find, is one thing; that a process could
not load it, and uses another one or none, is what peers see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.diagnosis.side_values import Side
from certtrail.text.languages import noted
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

IN_USE: Final = "in-use"
"""The state of a configured certificate that is used itself."""
_FALLEN_BACK: Final = "internal-certificate-fallback"
_USED: Final = "internal-certificate-in-use"
_STANDS_IN: Final = {
    "substitute": noted("another one in place of the configured one"),
    "ephemeral": noted("one made in memory in place of the configured one"),
    "none": noted("none, as none could be loaded"),
}


class InRole(NamedTuple):
    """What has the role.

    Attributes:
        state: `substitute`, `ephemeral` or `none` in place of the configured one; `IN_USE` where
            that itself is used.
        thumbprint: of it; empty where the events do not tell.
    """

    state: str
    thumbprint: str


def in_role(facts: Iterable[Fact]) -> dict[str, InRole]:
    """Give by server what the last events that still hold tell, whichever process wrote them."""
    found: dict[str, tuple[int, InRole]] = {}
    for fact in facts:
        if fact.kind not in (_FALLEN_BACK, _USED) or not fact.holds("open"):
            continue
        if fact.kind == _FALLEN_BACK:
            state = fact.text("fallback")
            one = InRole(state, "" if state == "none" else fact.text("substitute"))
        elif fact.holds("substitute") or not fact.text("thumbprint"):
            continue
        else:
            one = InRole(IN_USE, fact.text("thumbprint"))
        last = fact.number("last") or 0
        if fact.server not in found or found[fact.server][0] < last:
            found[fact.server] = last, one
    return {server: one for server, (_, one) in found.items()}


def stand_in(one: InRole) -> Side:
    """Say what has the role in place of the configured one."""
    if one.state == "substitute" and one.thumbprint:
        says = phrase("{thumbprint} in place of the configured one", thumbprint=one.thumbprint)
        return Side(says, (one.state, one.thumbprint))
    return Side(phrase(_STANDS_IN[one.state]), one.state)
