"""How long certificates of public authorities live, which gets shorter year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.inner_names import is_inner
from certtrail.model.longest_lives import SHORTENED, longest_life
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.certificates_known import LedgerEntry

# Where a root lies that is no public authority's.
_PRIVATE: Final = frozenset({"None", "Enterprise"})


def public_life(entry: LedgerEntry, names: Sequence[str]) -> str:
    """Say how long a public authority's certificate lives that is made when the old one ends.

    Args:
        entry: the old one.
        names: those of the new one; for names of the inside alone there is none.
    """
    known = entry.certificate
    if known is None or entry.ends is None or known.root_ca_type in _PRIVATE:
        return ""
    begin = entry.ends // SECOND
    limit = longest_life(begin)
    inner = bool(names) and all(map(is_inner, names))
    if limit is None or begin < SHORTENED or inner:
        return ""
    return phrase(
        "A public authority issues it for at most {days} days by then: let a tool renew it, and "
        "watch the tool.",
        days=limit,
    )
