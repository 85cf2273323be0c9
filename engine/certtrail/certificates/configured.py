"""What facts tell of which certificates are configured: facts in; thumbprints out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Evidence, Fact


def auth_certificates(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the thumbprints of the AuthConfig's certificates."""
    told = (fact for fact in facts if fact.kind == "auth-config")
    return frozenset(
        fact.text(name)
        for fact in told
        for name in ("thumbprint", "previous", "next")
        if fact.text(name)
    )


def auth_followed(facts: Iterable[Fact], estate: Estate) -> set[tuple[str, str]]:
    """Give (server, thumbprint) of Auth certificates whose successor is set as the next one, or
    took their place already, where the list of the same server has that.
    """
    follows = {
        fact.text(old): fact.text(new)
        for fact in facts
        if fact.kind == "auth-config" and not fact.holds("disputed")
        for old, new in (("thumbprint", "next"), ("previous", "thumbprint"))
        if fact.text(old) and fact.text(new)
    }
    return {
        (server, old)
        for server, store in estate.stores.items()
        for old, new in follows.items()
        if old not in (new, store.internal) and new in (store.certificates or {})
    }


def configured_by_events(facts: Iterable[Fact]) -> dict[str, tuple[str, Evidence]]:
    """Find by server which internal certificate its last events name as configured."""
    found: dict[str, tuple[int, str, Evidence]] = {}
    for fact in facts:
        thumbprint = fact.text("thumbprint")
        if fact.kind != "internal-certificate-configured" or not fact.evidence or not thumbprint:
            continue
        if not fact.holds("open"):  # it is another one by now, which no event names
            continue
        told = fact.number("last")
        last = fact.time // instants.SECOND if told is None else told
        if fact.server not in found or last > found[fact.server][0]:
            found[fact.server] = (last, thumbprint, fact.evidence[-1])
    return {server: (thumbprint, line) for server, (_, thumbprint, line) in found.items()}
