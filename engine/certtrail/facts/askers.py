"""Whose clock keeps Exchange servers from authenticating: facts in; the same out, each failure that
a clock explains with the server that asks (`asker`).

Kerberos refuses where clocks differ by more than five minutes, as domains have it by default
(<https://learn.microsoft.com/en-us/windows/security/threat-protection/security-policy-settings/maximum-tolerance-for-computer-clock-synchronization>).
The server that asks may say so itself (SEC_E_TIME_SKEW), its clock was seen to be set by more
shortly before, or somebody measured that it is wrong by more. The one that is asked writes of the
same attempts that a logon was refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.security_status import TIME_SKEW, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

_FAILED: Final = "smtp-authentication-failed"
_OFFSET: Final = "clock-offset"
_CHANGED: Final = "clock-changed"
_TOLERATED: Final = 300
# A refusal comes with the next mail; the same attempts are written on both sides at once.
_SOON: Final = 2 * 3600


def with_askers(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; a `smtp-authentication-failed` that a clock explains gets its `asker`.

    Args:
        facts: of all servers.
        servers: the spellings of server names.
    """
    known = list(facts)
    jumps: dict[str, list[Fact]] = {}
    for fact in known:
        if fact.kind == _CHANGED and abs(fact.number("delta") or 0) >= _TOLERATED:
            jumps.setdefault(fact.server, []).append(fact)
    measured = {fact.server for fact in known if fact.kind == _OFFSET and fact.holds("beyond")}
    asking = [
        fact
        for fact in known
        if _by_a_clock(fact, jumps.get(fact.server, ()), off=fact.server in measured)
    ]
    for fact in known:
        asker = _asker(fact, asking, servers) if fact.kind == _FAILED else ""
        yield replace(fact, fields={**fact.fields, "asker": asker}) if asker else fact


def _by_a_clock(fact: Fact, jumps: Iterable[Fact], *, off: bool) -> bool:
    """Tell whether a failure of its own server's attempts is one of a clock.

    Args:
        fact: the failure.
        jumps: of the clock of its server.
        off: that clock was measured, and is wrong.
    """
    if fact.kind != _FAILED or fact.text("direction") != "outbound":
        return False
    between = _between_servers(fact)
    return _says_so(fact) or (between and (off or _after_a_jump(fact, list(jumps))))


def _says_so(fact: Fact) -> bool:
    status = status_of(fact.text("error"))
    return status is not None and status[0] == TIME_SKEW


def _between_servers(fact: Fact) -> bool:
    return "exchange" in fact.text("mechanism").casefold()


def _after_a_jump(fact: Fact, jumps: list[Fact]) -> bool:
    """Tell whether the clock was set by much shortly before, and not back until then."""
    first = fact.number("first") or 0
    before = [one for one in jumps if (one.number("first") or 0) <= first]
    if not before:
        return False
    last = max(before, key=lambda one: one.number("last") or 0)
    drift = sum(one.number("delta") or 0 for one in before)
    return abs(drift) >= _TOLERATED and first - (last.number("last") or 0) <= _SOON


def _asker(fact: Fact, asking: list[Fact], servers: Servers) -> str:
    """Give the server whose attempts a failure is of; empty where no clock explains it."""
    if fact in asking:
        return fact.server
    if fact.text("direction") != "inbound" or not (_says_so(fact) or _between_servers(fact)):
        return ""
    for one in asking:
        host = one.text("target").rpartition("/")[2]
        named = bool(host) and servers.name(host) == fact.server
        if named and one.server != fact.server and _at_one_time(one, fact):
            return one.server
    return fact.server if _says_so(fact) else ""


def _at_one_time(one: Fact, other: Fact) -> bool:
    begin = max(fact.number("first") or 0 for fact in (one, other))
    end = min(fact.number("last") or 0 for fact in (one, other))
    return begin <= end + _SOON
