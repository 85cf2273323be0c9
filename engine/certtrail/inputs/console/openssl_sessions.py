"""What `openssl s_client` was really shown by a server: each session in, a fact and its certificate
out.

    CONNECTED(00000003)
    Certificate chain
     0 s:CN = EX01
       i:CN = EX01
       v:NotBefore: Apr 22 15:00:00 2019 GMT; NotAfter: Apr 22 15:00:00 2024 GMT
    Server certificate
    subject=CN = EX01
    issuer=CN = EX01
    Verify return code: 18 (self signed certificate)

Versions differ in how they write names (`/C=US/CN=..`) and in whether they tell the dates; with the
certificate itself in the output everything is known. Some keep what `openssl x509` or `grep` left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.exchange import x509
from certtrail.inputs.exchange.pem_blocks import CERTIFICATES, pem_blocks
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.text.message import phrase
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.exchange.pem_blocks import PemBlock

_FLAGS: Final = re.IGNORECASE | re.ASCII
_SESSION: Final = re.compile(
    r"^[ \t]{0,12}(?:(?P<mark>CONNECTED|Certificate chain|Server certificate)(?:\(|[ \t]*$)"
    r"|.{0,200}\bopenssl\s+s_client\b)",
    re.MULTILINE,
)
_TARGET: Final = re.compile(
    r"(?:-connect[ =]+|s_client\s+)['\"]?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,253}):"
    r"(?P<port>\d{1,5})"
)
# From where it is asked, where that is chosen.
_SOURCE: Final = re.compile(r"\s-bind[ =]+['\"]?(?P<source>[0-9.]{7,15}|\[[0-9A-Fa-f:.]{2,45}\])")
# The server's own certificate in the chain, and by itself.
_NAMES: Final = tuple(
    (name, re.compile(rf"^{mark}[ \t]?(?P<value>.{{1,2000}})$", re.MULTILINE))
    for name, mark in (
        ("subject", r"[ \t]{0,16}0 s:"),
        ("issuer", r"[ \t]{0,20}i:"),
        ("subject", r"[ \t]{0,12}subject="),
        ("issuer", r"[ \t]{0,12}issuer="),
    )
)
# One line of the chain that came: its place, 0 for the server's own.
_LINK: Final = re.compile(r"^[ \t]{0,16}(?P<place>\d{1,2}) s:", re.MULTILINE)
_DAY: Final = r"[A-Z]{3} [ \d]\d [\d:]{8} \d{4}"
_DATES: Final = tuple(
    (name, re.compile(rf"{words}\s?[:=]\s?(?P<value>{_DAY})", _FLAGS))
    for name, words in (("not_before", "not ?Before"), ("not_after", "not ?After"))
)
_PRINT: Final = re.compile(r"SHA1 Fingerprint=(?P<value>[0-9A-F:]{59})", _FLAGS)
_VERIFY: Final = re.compile(
    r"Verify return code: \d{1,5} \((?P<code>[^)\n]{1,100})\)"
    r"|Verification error: (?P<error>[^\n]{1,100})"
)
# How far up the chain the check failed: 0 is the server's own certificate.
_FAILED_AT: Final = re.compile(
    r"^[ \t]{0,12}depth=(?P<depth>\d{1,2})\b[^\n]{0,2000}\r?\n[ \t]{0,12}verify error:",
    re.MULTILINE,
)
_NONE_OFFERED: Final = re.compile(
    r"^[ \t]{0,12}Didn't find STARTTLS in server response", _FLAGS | re.MULTILINE
)
# Between parts of a distinguished name.
_PARTS: Final = re.compile(r"(?:^|,|/|\+)[ \t]{0,2}(?=[A-Za-z][\w.]{0,30}[ \t]?=)")
_ATTRIBUTES: Final = {"ST": "S", "EMAILADDRESS": "E", "SERIALNUMBER": "SERIALNUMBER"}
_FORMAT: Final = "%b %d %H:%M:%S %Y"
_MOST: Final = 500
_COUNTS: Final = phrase("certificates that were presented")


def recognise(paste: Paste) -> bool:
    """Tell whether a text shows such a session."""
    return _SESSION.search(paste.text) is not None or _NONE_OFFERED.search(paste.text) is not None


def first(text: str) -> int:
    """Tell where the first session begins; where there is none, that is the end of the text."""
    found = _SESSION.search(text)
    return len(text) if found is None else found.start()


def scan(paste: Paste) -> Scanned:
    """Read the sessions."""
    facts: list[Fact] = []
    room = Room(_MOST)
    certificates: list[StoredCertificate] = []
    blocks = [block for block in pem_blocks(paste.text) if block.label in CERTIFICATES]
    places = [block.place for block in blocks]
    for start, end in _sessions(paste.text):
        text = paste.text[start:end]
        host, port, source = _target(paste, start, text)
        first = bisect_left(places, start)
        known = _presented(text, [one for one in blocks[first : first + 1] if one.place < end])
        if not known and not _NONE_OFFERED.search(text):
            continue
        fields: dict[str, str | int | bool] = {"starttls": bool(known)}
        fields |= {"host": host} if host else {}
        fields |= {"port": port} if port else {}
        fields |= {"asker": source} if source else {}
        verify = _VERIFY.search(text)
        if verify:
            fields["verify"] = (verify["code"] or verify["error"]).strip()
        if (failed := _FAILED_AT.search(text)) is not None:
            fields["depth"] = int(failed["depth"])
        if links := {found["place"] for found in _LINK.finditer(text)}:
            fields["links"] = len(links)
        for name in ("thumbprint", "subject", "issuer", "not_before", "not_after", "self_signed"):
            if (value := known.get(name)) is not None:
                fields[name] = value
        same = *sorted(fields.items()), known.get("public_key")
        if same in room or not room.takes(same):
            continue
        shown = known.get("subject") or phrase("no certificate")
        evidence = paste.evidence(
            start, "", f"{host or 'a server'}:{port or '?'} presented {shown}"
        )
        facts.append(Fact("certificate-presented", "", 0, fields, (evidence,)))
        if known.get("public_key"):
            certificates.append(
                StoredCertificate(server="", evidence=evidence, listed=False, **known)
            )
    inventory = Inventory(tuple(certificates))
    return Scanned(len(facts), tuple(facts), inventory, room.problems(_COUNTS))


def _sessions(text: str) -> Iterator[tuple[int, int]]:
    """Give where each session starts and ends: at a mark that it has once, or at its command."""
    starts: list[int] = []
    seen: set[str] = set()
    for found in _SESSION.finditer(text):
        mark = found["mark"] or ""
        if not starts or not mark or mark in seen:
            starts.append(found.start())
            seen = set()
        seen.add(mark)
    yield from pairwise([*starts, len(text)])


def _target(paste: Paste, start: int, text: str) -> tuple[str, int, str]:
    """Find the host and the port that were asked, and the address that was chosen to ask from."""
    command = paste.commands.before(start + 200)
    for where in (text[:2000], command.text if command is not None else ""):
        found = _TARGET.search(where)
        if found is not None and int(found["port"]) < 65_536:
            before, after = where[: found.end()], where[found.end() :]
            source = _SOURCE.search(before.rpartition("\n")[2] + after.partition("\n")[0])
            address = "" if source is None else source["source"].strip("[]")
            return found["host"].lower(), int(found["port"]), address
    return "", 0, ""


def _presented(text: str, blocks: list[PemBlock]) -> dict[str, Any]:
    """Read what is told of the server's own certificate."""
    for block in blocks:
        described = x509.described(block.content)
        if described is not None:
            return {name: value for name, value in described.items() if value is not None}
    known: dict[str, Any] = {}
    for name, pattern in _NAMES:
        if (found := pattern.search(text)) is not None:
            known.setdefault(name, _name(found["value"]))
    for name, pattern in _DATES:
        if (found := pattern.search(text)) is not None:
            known |= _date(name, found["value"])
    # `openssl x509 -noout -fingerprint -dates` behind it may show no more than that.
    fingerprint = _PRINT.search(text)
    if not known and fingerprint is None:
        return {}
    if fingerprint is not None:
        known["thumbprint"] = read_thumbprint(fingerprint["value"])
    if {"subject", "issuer"} <= known.keys():
        known["self_signed"] = known["subject"] == known["issuer"]
    return known


def _date(name: str, text: str) -> Mapping[str, int]:
    try:
        moment = datetime.strptime(" ".join(text.split()), _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return {}
    return {name: int(moment.timestamp())}


def _name(text: str) -> str:
    """Write a distinguished name as Windows does: its own part first.

    >>> _name("/C=GB/O=Contoso/CN=mail.contoso.com")
    'CN=mail.contoso.com, O=Contoso, C=GB'
    >>> _name('C = GB, O = "Contoso, Ltd", CN = mail.contoso.com')
    'CN=mail.contoso.com, O="Contoso, Ltd", C=GB'
    """
    parts = []
    for part in _PARTS.split(text.strip()):
        key, mark, value = part.partition("=")
        if mark:
            short = key.strip().upper()
            parts.append(f"{_ATTRIBUTES.get(short, short)}={value.strip()}")
    return ", ".join(reversed(parts))


SCANNER = Scanner(
    _COUNTS,
    (
        "certificatechain",
        "servercertificate",
        "connected(",
        "findstarttlsinserver",
        "openssls_client",
    ),
    recognise,
    scan,
)
