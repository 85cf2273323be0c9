"""Certificates that stand in a text as PEM: each block in, what it says out.

A text that begins with one is a certificate file, and what `openssl s_client` printed is a session;
both have their own readers. What stands here need not be in any server's store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.console import openssl_sessions
from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.exchange import x509
from certtrail.inputs.exchange.pem_blocks import CERTIFICATES, pem_blocks
from certtrail.inputs.room import Room
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_MOST: Final = 500
_COUNTS: Final = phrase("certificates")


def recognise(paste: Paste) -> bool:
    """Tell whether a certificate begins in a text."""
    return any(f"-----BEGIN {label}-----" in paste.text for label in CERTIFICATES)


def scan(paste: Paste) -> Scanned:
    """Read the certificates up to the first session, from where on they were presented."""
    until = openssl_sessions.first(paste.text)
    room = Room(_MOST)
    found: dict[bytes, StoredCertificate] = {}
    problems: list[str] = []
    for block in pem_blocks(paste.text):
        if block.label not in CERTIFICATES or block.place >= until or block.content in found:
            continue
        parsed = x509.described(block.content) if block.whole else None
        if parsed is None:
            problems.append(
                phrase(
                    "Line {line}: expected a certificate, found bytes that are none or are cut "
                    "off; send it as a file.",
                    line=paste.line_at(block.place),
                )
            )
        elif room.takes(block.content):
            known = {name: value for name, value in parsed.items() if value is not None}
            shown = phrase("certificate {subject}", subject=parsed["subject"])
            evidence = paste.evidence(block.place, "", shown)
            found[block.content] = StoredCertificate(
                server="", evidence=evidence, listed=False, **known
            )
    inventory = Inventory(tuple(found.values()))
    return Scanned(len(found), inventory=inventory, problems=(*problems, *room.problems(_COUNTS)))


SCANNER = Scanner(_COUNTS, (), recognise, scan)
