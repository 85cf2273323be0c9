"""What is at hand: a store in; the certificate that can take the internal role as it is, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.validity import Chain, chain, good_by_list, is_request
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store

_SERVER_AUTH: Final = "1.3.6.1.5.5.7.3.1"
_USABLE_KEYS: Final = ("RSA", None)


def at_hand_facts(estate: Estate, auth: Collection[str]) -> Iterator[Fact]:
    """Make a `certificate-at-hand` for each server that has one.

    Args:
        estate: of all servers.
        auth: thumbprints of the AuthConfig's certificates, which sign tokens and nothing else.
    """
    for store in estate.stores.values():
        found = _best(
            one for one in store.all() if one.thumbprint not in auth and _fits(one, store)
        )
        if found is None:
            continue
        known = {
            "thumbprint": found.thumbprint,
            "self_signed": found.self_signed,
            "not_after": found.stored.not_after,
            "smtp": found.stored.smtp,
        }
        fields = {name: value for name, value in known.items() if value is not None}
        yield Fact("certificate-at-hand", store.server, 0, fields, found.evidence)


def _best(found: Iterable[Held]) -> Held | None:
    """Choose a self-signed one, as Microsoft advises for the role, and of these the newest."""
    return max(
        found,
        key=lambda one: (bool(one.self_signed), one.stored.not_before or 0, one.thumbprint),
        default=None,
    )


def _fits(held: Held, store: Store) -> bool:
    stored = held.stored
    usages = stored.extended_key_usage
    return (
        held.thumbprint != store.internal
        and good_by_list(held, store.at)
        and (chain(held) is not Chain.BAD or held.self_signed is True)
        and not is_request(held)
        and stored.has_private_key is True
        and stored.key_test not in ("missing", "failed")
        and stored.key_algorithm in _USABLE_KEYS
        and (not usages or _SERVER_AUTH in usages)
        and not held.for_tokens
        and store.names_itself(held)
    )
