"""Certificates that Exchange leaves out for their key: stores and a missed name in, facts out.

A key of an elliptic curve is refused (KeyAlgorithmUnsupported), unless the support that came with
the updates of April 2024 was switched on. They came for Exchange 2016 CU23 and 2019 CU13 and CU14
(<https://github.com/microsoft/CSS-Exchange>, builds), and AdminDisplayVersion tells the CU, so of a
build before these it is known. One that Exchange lists for SMTP was taken, so it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.validity import Chain, Validity, chain, is_request, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.certificates.store import Held, Store

KIND: Final = "curved-for-name"
_VERSION: Final = re.compile(
    r"\s{0,9}(?:Version )?(\d{1,3})\.(\d{1,3})(?:\.| ?\(Build )(\d{1,6})\b", re.IGNORECASE
)
_FIRST: Final = {(15, 1): 2507, (15, 2): 1258}
# A version that never had it.
_NEVER: Final = (15, 0)


def takes_no_curves(version: str) -> bool:
    """Tell whether a version, as AdminDisplayVersion has it, is too old for such keys.

    >>> [takes_no_curves(f"Version 15.{each})") for each in ("0 (Build 1497.2", "2 (Build 1118.7")]
    [True, True]
    >>> [takes_no_curves(each) for each in ("15.2.1544.4", "Version 15.1 (Build 2507.6)", "")]
    [False, False, False]
    """
    found = _VERSION.match(version)
    if found is None:
        return False
    major, minor, build = map(int, found.groups())
    return (major, minor) <= _NEVER or build < _FIRST.get((major, minor), 0)


def curved_for_name(
    store: Store,
    name: str,
    newer_than: int | None,
    *,
    version: str,
    unlisted: Callable[[Held], bool],
) -> Iterator[Fact]:
    """Make a `curved-for-name` fact of the newest certificate that would do but for its key.

    Args:
        store: of the server that misses the name.
        name: that 12014, 12016 or 12018 is about.
        newer_than: the begin of what can be used in its place, in seconds; None where nothing can.
        version: of the server, as AdminDisplayVersion has it; empty where it is not known.
        unlisted: tells whether Exchange's own list leaves one out that another list has.
    """
    carriers = store.carriers(host_asked_for(name))
    found = max((one for one in carriers if _lacks_only_rsa(one, store)), key=_age, default=None)
    if found is None or (newer_than is not None and _age(found)[0] <= newer_than):
        return
    told: dict[str, str | int | bool | None] = {
        "name": name,
        "thumbprint": found.thumbprint,
        "not_after": found.stored.not_after,
        "unlisted": unlisted(found) or None,
        "unsupported": takes_no_curves(version) or None,
    }
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
