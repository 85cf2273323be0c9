"""The countdown of events against the exported end of validity: in which zone does it count?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.inventory import StoredCertificate

_MINUTE: Final = 60


def countdown_facts(
    facts: Iterable[Fact],
    certificates: Iterable[StoredCertificate],
    biases: Mapping[str, int],
) -> Iterator[Fact]:
    """Make a `countdown-offset` fact where a certificate's end is known from both sides.

    Args:
        facts: of all servers; those about trouble tell the end that the countdown implies.
        certificates: as exports describe them; only dates in UTC count.
        biases: UTC minus local time in minutes by server, where System 6013 tells it.
    """
    ends = {
        one.thumbprint: one for one in certificates if one.exact_dates and one.not_after is not None
    }
    for fact in facts:
        known = ends.get(fact.text("thumbprint"))
        implied = fact.number("expires")
        if fact.kind != "internal-certificate-trouble" or known is None or implied is None:
            continue
        if known.not_after is None or not fact.holds("consistent"):
            continue
        bias = biases.get(fact.server)
        # The derivation took the zone off already, where it knew it.
        logged = implied - (bias or 0) * _MINUTE
        fields: dict[str, str | int | bool] = {
            "thumbprint": known.thumbprint,
            "process": fact.text("process"),
            "offset": round((logged - known.not_after) / _MINUTE),
            "expires": known.not_after,
        }
        if bias is not None:
            fields["zone"] = -bias
        evidence = (known.evidence, *fact.evidence)
        yield Fact("countdown-offset", fact.server, fact.time, fields, evidence)
