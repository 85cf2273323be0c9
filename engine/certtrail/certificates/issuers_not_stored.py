"""Issuers that a server has not: what was presented and its list of authorities in; facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import parse
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STORED: Final = "authority-in-store"
_PRESENTED: Final = "certificate-presented"


def not_stored_facts(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Make an `issuer-not-in-store` for each issuer of what a server presented that the list of
    its intermediate authorities does not have.

    Fields: `issuer`, and `subject`: what that list has in its place, the one that is most like it.

    Args:
        facts: of all servers.
    """
    stored: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == _STORED and fact.text("store") == "CA":
            stored.setdefault(fact.server, []).append(fact)
    told: set[tuple[str, str]] = set()
    for fact in facts if stored else ():
        issuer, mine = fact.text("issuer"), stored.get(fact.server)
        if fact.kind != _PRESENTED or not issuer or not mine or (fact.server, issuer) in told:
            continue
        told.add((fact.server, issuer))
        wanted = parse(issuer)
        if wanted is not None and all(parse(one.text("subject")) != wanted for one in mine):
            parts = set(wanted)
            like = [len(parts.intersection(parse(one.text("subject")) or ())) for one in mine]
            nearest = mine[like.index(max(like))]
            fields = {"issuer": issuer, "subject": nearest.text("subject")}
            yield Fact("issuer-not-in-store", fact.server, 0, dict(fields), nearest.evidence)
