"""Certificates that Exchange leaves out for their key: stores and a missed name in, facts out.

A key of an elliptic curve is refused (KeyAlgorithmUnsupported), unless the support that came with
the updates of 2024 was switched on. One that Exchange lists for SMTP was taken, so it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.validity import Chain, Validity, chain, is_request, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.certificates.store import Held, Store

KIND: Final = "curved-for-name"


def curved_for_name(store: Store, name: str, newer_than: int | None) -> Iterator[Fact]:
    """Make a `curved-for-name` fact of the newest certificate that would do but for its key.

    Args:
        store: of the server that misses the name.
        name: that 12014, 12016 or 12018 is about.
        newer_than: the begin of what can be used in its place, in seconds; None where nothing can.
    """
    carriers = store.carriers(host_asked_for(name))
    found = max((one for one in carriers if _lacks_only_rsa(one, store)), key=_age, default=None)
    if found is None or (newer_than is not None and _age(found)[0] <= newer_than):
        return
    told = {"name": name, "thumbprint": found.thumbprint, "not_after": found.stored.not_after}
    known = {field: value for field, value in told.items() if value is not None}
    yield Fact(KIND, store.server, 0, known, found.evidence)


def _lacks_only_rsa(held: Held, store: Store) -> bool:
    stored = held.stored
    return (
        stored.key_algorithm == "EC"
        and stored.smtp is not True
        and stored.has_private_key is not False
        and stored.key_test not in ("missing", "failed")
        and validity(held, store.at) not in (Validity.EXPIRED, Validity.EARLY)
        and chain(held) is not Chain.BAD
        and held.self_signed is not True
        and not is_request(held)
        and not held.for_tokens
    )


def _age(held: Held) -> tuple[int, str]:
    return held.stored.not_before or 0, held.thumbprint
