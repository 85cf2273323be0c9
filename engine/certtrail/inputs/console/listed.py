"""Certificates, connectors and services in pasted lists: a paste in, their descriptions out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.console.listing import Block, blocks, items
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.exchange import exchange_objects
from certtrail.inputs.exchange.exchange_certificate import services_in
from certtrail.inputs.local_dates import WrittenDate, decided, orders
from certtrail.model.inventory import Connector, Inventory, StoredCertificate, TransportService
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}", re.ASCII)
_HINTS: Final = re.compile(
    r"^[ \t]{0,8}(?:Thumbprint|TlsCertificateName|AuthMechanism|Bindings|AddressSpaces"
    r"|InternalTransportCertificateThumbprint)[ \t]*:",
    re.MULTILINE,
)
_CERTIFICATE: Final = frozenset(
    {
        "Services",
        "NotAfter",
        "NotBefore",
        "CertificateDomains",
        "DnsNameList",
        "Subject",
        "Issuer",
        "HasPrivateKey",
        "RootCAType",
        "Status",
    }
)
_DATES: Final = ("NotBefore", "NotAfter")
_MARKS: Final = str.maketrans("", "", "\u200e\u200f\ufeff")
_ROW: Final = re.compile(
    r"^[ \t]{0,8}(?P<thumbprint>[0-9A-Fa-f]{40})[ \t]+(?P<services>[IPUWSFC.]{4,8})"
    r"(?:[ \t]+(?P<subject>\S.*))?$",
    re.MULTILINE | re.ASCII,
)
# A row, before the text is made ready to be read by lines.
_SIGN: Final = re.compile(r"[0-9A-Fa-f]{40}[ \t]+[IPUWSFC.]{4,8}", re.ASCII)
_LETTERS: Final = {
    "I": "IMAP",
    "P": "POP",
    "U": "UM",
    "W": "IIS",
    "S": "SMTP",
    "F": "Federation",
    "C": "UMCallRouter",
}


def recognise(paste: Paste) -> bool:
    """Tell whether a text lists objects that matter."""
    return _HINTS.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find what is listed."""
    certificates: list[Block] = []
    connectors: list[Connector] = []
    services: list[TransportService] = []
    for block in blocks(paste.text):
        server = _server(paste, block)
        what = block.string("Identity") or block.string("Name") or block.string("Thumbprint") or ""
        told = f"listed {' '.join(what.split())[:120]}"
        evidence = paste.evidence(block.place, server, told)
        service = exchange_objects.transport_service(block, evidence, server)
        kind = exchange_objects.connector_kind(block)
        if "Thumbprint" in block.values and block.names() & _CERTIFICATE:
            certificates.append(block)
        elif service is not None:
            services.append(service)
        elif kind is not None:
            connectors.append(exchange_objects.connector(kind, block, evidence, server))
    described, problems, notes = _certificates(paste, certificates)
    found = len(described) + len(connectors) + len(services)
    inventory = Inventory(tuple(described), tuple(connectors), tuple(services))
    return Scanned(found, (), inventory, tuple(problems), tuple(notes))


def _server(paste: Paste, block: Block) -> str:
    told = block.string("PSComputerName") or ""
    place = (block.string("Identity") or "").rpartition("\\")[0]
    return told.strip() or place.strip() or paste.server_at(block.place)


def _certificates(
    paste: Paste, listed: Iterable[Block]
) -> tuple[list[StoredCertificate], list[str], list[str]]:
    problems: list[str] = []
    notes: list[str] = []
    kept = []
    for block in listed:
        if block.values.get("Status", "").strip() == "PendingRequest":
            notes.append(
                phrase(
                    "Line {place}: a pending request, no certificate.",
                    place=paste.line_at(block.place),
                )
            )
        else:
            kept.append(block)
    dates = [_dates(block) for block in kept]
    every = [one for pair in dates for one in pair if one is not None]
    pairs = [(one, other) for one, other in dates if one is not None and other is not None]
    possible = orders(every, pairs)
    if every and len(possible) != 1:
        notes.append(
            phrase(
                "Whether day or month goes first in the dates cannot be told; those that it "
                "changes are left out."
            )
        )
    described = []
    for block, written in zip(kept, dates, strict=True):
        made = _certificate(paste, block, written, possible)
        if made is None:
            line = paste.line_at(block.place)
            shown = block.values["Thumbprint"][:60]
            problems.append(
                phrase(
                    "Line {line}: expected a thumbprint of 40 hexadecimal digits, found {shown}; "
                    "paste the list again.",
                    line=line,
                    shown=repr(shown),
                )
            )
        else:
            described.append(made)
    return described, problems, notes


def _dates(block: Block) -> tuple[WrittenDate | None, WrittenDate | None]:
    start, end = (WrittenDate.read(block.values.get(name, "")) for name in _DATES)
    return start, end


def _certificate(
    paste: Paste,
    block: Block,
    written: tuple[WrittenDate | None, WrittenDate | None],
    possible: list[str],
) -> StoredCertificate | None:
    thumbprint = "".join(block.values["Thumbprint"].translate(_MARKS).split()).upper()
    if not _THUMBPRINT.fullmatch(thumbprint):
        return None
    server = _server(paste, block)
    known: dict[str, Any] = {
        "server": server,
        "thumbprint": thumbprint,
        "evidence": paste.evidence(block.place, server, f"certificate {thumbprint} listed"),
        "exact_dates": False,
    }
    for name, prop in (
        ("subject", "Subject"),
        ("issuer", "Issuer"),
        ("serial", "SerialNumber"),
        ("status", "Status"),
        ("root_ca_type", "RootCAType"),
        ("friendly_name", "FriendlyName"),
    ):
        value = block.string(prop)
        known[name] = None if value is None or value.endswith("...") else value
    names = block.string("CertificateDomains")
    names = block.string("DnsNameList") if names is None else names
    if names is not None:
        known["names"], known["names_complete"] = items(names)
    known["self_signed"] = block.truth("IsSelfSigned")
    known["has_private_key"] = block.truth("HasPrivateKey")
    services = block.string("Services")
    known["services"] = None if services is None else services_in(services)
    for name, date in zip(("not_before", "not_after"), written, strict=True):
        known[name] = None if date is None else decided(date, possible)
    return StoredCertificate(**known)


def recognise_table(paste: Paste) -> bool:
    """Tell whether a text shows the table of Get-ExchangeCertificate."""
    return _SIGN.search(paste.text) is not None and _ROW.search(paste.text) is not None


def scan_table(paste: Paste) -> Scanned:
    """Read the rows of `Get-ExchangeCertificate | Format-Table`."""
    found = []
    for row in _ROW.finditer(paste.text):
        server = paste.server_at(row.start())
        subject = (row["subject"] or "").strip()
        services = {_LETTERS[letter] for letter in row["services"] if letter != "."}
        thumbprint = row["thumbprint"].upper()
        found.append(
            StoredCertificate(
                server=server,
                thumbprint=thumbprint,
                evidence=paste.evidence(
                    row.start(), server, f"certificate {thumbprint} in a table"
                ),
                subject=None if not subject or _is_cut(subject) else subject,
                names_complete=False,
                services=frozenset(services),
            )
        )
    return Scanned(len(found), (), Inventory(tuple(found)))


def _is_cut(subject: str) -> bool:
    return subject.endswith(("...", "\u2026"))


SCANNER = Scanner(
    phrase("listed certificates, connectors and services"),
    ("thumbprint:", "tlscertificatename:", "authmechanism:", "bindings:", "addressspaces:"),
    recognise,
    scan,
)
TABLE = Scanner(phrase("certificates in tables"), (), recognise_table, scan_table)
