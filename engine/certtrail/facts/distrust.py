"""A certificate that took over and is not trusted: facts of both sides in; the same out, with since
when on the trouble that it ended.

What a new internal certificate ends on its own server is no success while another server, which
knows the one before from the Edge subscription, refuses the new one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.edge_trust import OF_EDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_TROUBLE: Final = "internal-certificate-trouble"
# A new certificate is refused with the next mail, or with the next start of the service.
_SOON: Final = 7 * 86_400
# Of these the certificate of the server itself is the reason.
_UNREADABLE: Final = frozenset({"no-credentials", "credentials-undecipherable"})


def with_distrust(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; `internal-certificate-trouble` that ended has `distrusted` where direct trust
    or the credentials of the subscription fail since, and go on: when that began, in seconds since
    1970 UTC.

    Args:
        facts: of all servers, with their peers, and as they stand.
    """
    known = list(facts)
    began: dict[str, list[int]] = {}
    for fact in known:
        first = fact.number("begun") or fact.number("first")
        if fact.kind not in OF_EDGE or not fact.holds("open") or first is None:
            continue
        if fact.kind == "direct-trust-failed":
            sides = {fact.text("peer")} - {"", fact.server}
        else:
            sides = {fact.server} if fact.text("reason") in _UNREADABLE else set()
        for side in sides:
            began.setdefault(side, []).append(first)
    for fact in known:
        last = fact.number("server_last")
        if fact.kind == _TROUBLE and last is not None and not fact.holds("open"):
            since = [at for at in began.get(fact.server, ()) if last <= at <= last + _SOON]
            if since:
                yield replace(fact, fields={**fact.fields, "distrusted": min(since)})
                continue
        yield fact
