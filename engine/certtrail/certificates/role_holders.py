"""Who has the internal role, as far as a renewal has to know: a ledger in, what a prompt is
answered with out.

A wrong Yes takes the role away from the certificate that Edge servers know, and after a wrong No
the old certificate keeps it and cannot be removed. So where nothing tells, the plan looks first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import is_own
from certtrail.certificates.mentions import CONFIGURED, FORMER, IN_USE
from certtrail.certificates.store import Held
from certtrail.certificates.successors import is_gone
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.certificates_known import LedgerEntry

_INTERNAL: Final = frozenset({CONFIGURED, IN_USE, FORMER[CONFIGURED], FORMER[IN_USE]})
_INSTEAD: Final = "substitute"


class Role(StrEnum):
    """How a certificate stands to the internal role of its server."""

    HOLDS = "it has the role"
    PASSED = "it had the role, and another has it by now"
    OPEN = "it may have the role, or get it"
    NOT = "another has it, or it is not made for it"


class Roles:
    """The internal roles of the servers of a ledger."""

    def __init__(
        self, entries: Iterable[LedgerEntry], configured: Mapping[str, str] | None = None
    ) -> None:
        """Look through a ledger.

        Args:
            entries: the whole ledger.
            configured: by server, the thumbprint that is configured, where that is known.
        """
        self._configured = configured or {}
        # What cannot be loaded does not keep the role: another may be given it.
        self._held: dict[str, bool] = {}
        self._named: dict[str, set[str]] = {}
        for one in entries:
            if any(use.role == CONFIGURED for use in one.uses):
                self._named.setdefault(one.server, set()).add(one.thumbprint)
            if _has_role(one):
                loads = all(event.what != "not loadable" for event in one.life)
                self._held[one.server] = self._held.get(one.server, True) and loads

    def of(self, entry: LedgerEntry) -> Role:
        """Tell how a certificate stands to the internal role."""
        return self._of(entry, self._configured.get(entry.server, ""))

    def is_kept(self, entry: LedgerEntry) -> bool:
        """Tell whether it is the server's own, and has the role for all we know, or is in IIS."""
        if not is_servers_own(entry) or is_gone(entry):
            return False
        if "IIS" in entry.services:
            return True
        return "SMTP" in entry.services and self._of(entry, "") is not Role.NOT

    def _of(self, entry: LedgerEntry, holder: str) -> Role:
        # A finding can give it to one that no use tells of yet.
        if holder and holder == entry.thumbprint:
            return Role.HOLDS
        if _has_role(entry):
            if holder:
                return Role.PASSED
            # Exports name several: who holds it is to be looked up first.
            return Role.OPEN if len(self._named.get(entry.server, ())) > 1 else Role.HOLDS
        known = entry.certificate
        signed = known is not None and Held(known).self_signed is False
        if any(use.role == _INSTEAD for use in entry.uses) and not signed:
            return Role.OPEN
        if not is_servers_own(entry):
            return Role.NOT
        held = self._held.get(entry.server)
        return Role.NOT if held or (holder and held is None) else Role.OPEN


def is_servers_own(entry: LedgerEntry) -> bool:
    """Tell whether it is self-signed and carries its server's name, as Setup makes one.

    A table does not tell who signed one: then what is called by the bare name of the server alone
    counts, too.
    """
    known = entry.certificate
    if known is None:
        return False
    held = Held(known)
    if held.self_signed is None:
        short = host_of(entry.server)
        return bool(short) and (held.stored.subject or "").casefold() == f"cn={short}"
    if not held.self_signed or held.for_tokens:
        return False
    return not entry.server or has_servers_name(entry)


def has_servers_name(entry: LedgerEntry) -> bool:
    """Tell whether it carries its server's name, whoever signed it."""
    held = None if entry.certificate is None else Held(entry.certificate)
    return held is not None and any(is_own(name, entry.server) for name in held.names)


def _has_role(entry: LedgerEntry) -> bool:
    return any(use.role in _INTERNAL for use in entry.uses)
