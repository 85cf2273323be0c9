"""Issuers that a server has not: what was presented and its list of authorities in; facts out."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import parse
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.certificates.distinguished import Distinguished

_STORED: Final = "authority-in-store"
_PRESENTED: Final = "certificate-presented"
_LOOKED_AT: Final = 50


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
    lists = {server: _Authorities(mine) for server, mine in stored.items()}
    told: set[tuple[str, str]] = set()
    for fact in facts if stored else ():
        issuer, mine = fact.text("issuer"), lists.get(fact.server)
        if fact.kind != _PRESENTED or not issuer or mine is None or (fact.server, issuer) in told:
            continue
        told.add((fact.server, issuer))
        wanted = parse(issuer)
        if wanted is not None and wanted not in mine.subjects:
            nearest = mine.nearest(wanted)
            fields = {"issuer": issuer, "subject": nearest.text("subject")}
            yield Fact("issuer-not-in-store", fact.server, 0, dict(fields), nearest.evidence)


class _Authorities:
    """The list of one server, by its subjects and by the parts of them."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self._parts = [parse(fact.text("subject")) or () for fact in facts]
        self.subjects = frozenset(self._parts)
        self._having: dict[object, list[int]] = {}
        for place, parts in enumerate(self._parts):
            for part in set(parts):
                self._having.setdefault(part, []).append(place)

    def nearest(self, wanted: Distinguished) -> Fact:
        """Give the one that shares most with a name, of those that share what is rare."""
        having = sorted((self._having.get(part, []) for part in set(wanted)), key=len)
        places = sorted(islice(dict.fromkeys(chain.from_iterable(having)), _LOOKED_AT))
        shared = [len(set(wanted).intersection(self._parts[place])) for place in places]
        return self._facts[places[shared.index(max(shared))] if places else 0]
