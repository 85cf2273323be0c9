"""Names of a certificate, and who signs the next one, as a plan tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.commands import thumbprint_in_command
from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.certificates_known import LedgerEntry


def listed_names(names: Sequence[str], *, cut: bool = False) -> str:
    """Write the first names of a certificate; empty for none.

    Args:
        names: those that are known.
        cut: there are more, which the list that was sent does not show.
    """
    shown = [clean(name) for name in names[:8]]
    if cut and shown:
        return phrase("{names} and others, as the list that was sent is cut", names=shown)
    told = phrase("{names}", names=shown) if shown else ""
    if len(names) <= 8:
        return told
    return phrase("{names} and {count} more", names=shown, count=len(names) - 8)


def is_cut(entry: LedgerEntry) -> bool:
    """Tell whether the shell cut the list of its names, as it does after 16 or 4."""
    known = entry.certificate
    return known is not None and known.names is not None and not known.names_complete


def all_names(entry: LedgerEntry) -> tuple[str, ...]:
    """Write the command that shows every name of a certificate on the server itself, uncut."""
    value = thumbprint_in_command(entry.thumbprint)
    return () if value is None else (f"certutil -v -store my {value}",)


def signer_of(own: bool | None) -> str:
    """Name who makes the next one; `own` is False where the old one is known to be a CA's."""
    if own is False:
        return phrase("the CA")
    return phrase("the CA that signed the old one, if one did")
