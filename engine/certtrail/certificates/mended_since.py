"""Names that got their certificate: events that miss one in; the same, over where a list has what
ended them.

A certificate that did not exist yet while the events came, that a later list shows ready for the
name, and a log that goes on without them: that mended it, whoever did it and left no record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import is_looked_for
from certtrail.text.instants import ANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

_MISSING: Final = "starttls-certificate-missing"
_FITS: Final = "certificate-for-name"
# Silence tells something from a day on, and where several of them would have come meanwhile.
_DAY: Final = 24 * 3600
_TIMES: Final = 8
_FEWEST: Final = 3


def with_mended(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `starttls-certificate-missing` that a certificate ended is not `open` and
    not `current`, and gets that one as `mended_by`.

    Args:
        facts: of all servers, with what fits the names that are missed.
        estate: their stores.
    """
    known = list(facts)
    born: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for fact in known:
        if fact.kind == _FITS and fact.holds("smtp"):
            store = estate.stores.get(fact.server)
            held = (store.certificates or {}).get(fact.text("thumbprint")) if store else None
            if (
                held is not None
                and held.stored.not_before is not None
                and is_looked_for(fact.text("name"), held.subject, held.issuer)
            ):
                listed = held.stored.listed_from
                begin = held.stored.not_before
                one = (begin, begin if listed is None else listed, held.thumbprint)
                born.setdefault((fact.server, fact.text("name")), []).append(one)
    for fact in known:
        by = _ended_by(fact, born.get((fact.server, fact.text("name")), ()))
        if by:
            over = {**fact.fields, "open": False, "current": False, "mended_by": by}
            yield replace(fact, fields=over)
        else:
            yield fact


def _ended_by(fact: Fact, born: Iterable[tuple[int, int, str]]) -> str:
    """Give the certificate that ended the events of a fact: begun when they ended, or later, and
    listed after them; empty where they go on, or too little is known.
    """
    first, last, end = (fact.number(name) for name in ("first", "last", "log_end"))
    count = fact.number("count") or 0
    if fact.kind != _MISSING or "acted" in fact.fields or count < _FEWEST:
        return ""
    if first is None or last is None or end is None:
        return ""
    usual = (last - first) // (count - 1)
    for begin, listed, thumbprint in sorted(born, reverse=True):
        quiet = end - max(last, begin + ANY_ZONE if begin > last else last)
        after = begin >= last - ANY_ZONE and listed >= last
        if after and quiet >= max(_DAY, _TIMES * usual):
            return thumbprint
    return ""
