"""Roles beside mail: facts of all servers in, the certificates that have one out.

A certificate that signs for the organisation is named by no port and no connector, so what a
clean-up looks at does not show that it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_LISTED: Final = "certificate-in-store"
_DESCRIBED: Final = "certificate"
_AUTH: Final = "auth-config"
_FEDERATION: Final = "federation"


def signing(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the thumbprints of Auth certificates, and of those of federation trusts.

    One that was the Auth certificate before, or has expired, signs nothing.

    Args:
        facts: of all servers.
    """
    found: set[str] = set()
    gone: set[str] = set()
    for fact in facts:
        found.update(_signing(fact))
        if fact.kind == _LISTED and fact.text("dates") == "after":
            gone.add(fact.text("thumbprint"))
        elif fact.kind == _AUTH and not fact.holds("disputed"):
            gone.add(fact.text("previous"))
    return frozenset(found - gone - {""})


def _signing(fact: Fact) -> Iterator[str]:
    if fact.kind == _AUTH:
        yield from (fact.text("thumbprint"), fact.text("next"))
    elif (fact.kind == _LISTED and fact.holds("for_tokens")) or (
        fact.kind == _DESCRIBED and _federates(fact)
    ):
        yield fact.text("thumbprint")


def _federates(fact: Fact) -> bool:
    services = (word.strip().casefold() for word in fact.text("services").split(","))
    return fact.holds("auth") or _FEDERATION in services
