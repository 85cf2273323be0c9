"""Queue errors and SMTP replies about certificates, out of pasted text, as facts."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

_FLAGS: Final = re.IGNORECASE
# Reply, then the wording (white space taken out) that tells what it is about. A reply alone says
# too little: 421 and 451 are given for a hundred reasons.
_ERRORS: Final = (
    (
        "tls-certificate-name-not-found",
        r"4544\.7\.5.{0,40}ThecertificatespecifiedinTlsCertificateNameoftheSendConnectorcouldnotbefound",
    ),
    ("certificate-untrusted", r"4544\.7\.[05].{0,80}UntrustedRoot"),
    ("certificate-expired", r"4544\.7\.5.{0,80}[Cc]ertificate.{0,20}expired"),
    ("tls-channel-failed", r"4544\.7\.[05].{0,40}FailedtoestablishappropriateTLSchannel"),
    ("authentication-failed", r"4544\.7\.0.{0,20}Temporaryauthenticationfailure"),
    ("internal-certificate-not-loaded", r"4515\.7\.3.{0,20}CannotloadInternalTransportCertificate"),
    ("starttls-required", r"4515\.7\.3.{0,20}STARTTLSisrequired"),
    ("proxy-session-failed", r"4504\.4\.101.{0,20}Proxysessionsetupfailed"),
    (
        "tls-negotiation-failed",
        r"TLSnegotiationfailedwitherror(?:NoCredentials|UnknownCredentials)",
    ),
)
_PATTERNS: Final = tuple(
    (name, re.compile(pattern, _FLAGS | re.DOTALL)) for name, pattern in _ERRORS
)
_CODE: Final = re.compile(r"(4\d\d)(4\.\d\.\d{1,3}|5\.\d\.\d{1,3})")
_NEXT_HOP: Final = re.compile(r"^\s*NextHopDomain\s*:\s*(\S{1,255})\s*$", re.MULTILINE)
_NEAR: Final = 1500
_MOST: Final = 200


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold such an error."""
    text = paste.squeezed.text
    return any(pattern.search(text) for _, pattern in _PATTERNS)


def scan(paste: Paste) -> Scanned:
    """Find the errors; one that is repeated for the same next hop is one."""
    found: dict[tuple[str, ...], Fact] = {}
    ends: dict[int, int] = {}
    starts: list[int] = []
    squeezed = paste.squeezed
    text = squeezed.text
    for reason, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            before = bisect_right(starts, match.start())
            within = before and match.start() < ends[starts[before - 1]]
            if within or len(found) >= _MOST:
                continue
            starts.insert(before, match.start())
            ends[match.start()] = match.end()
            place = squeezed.place(match.start())
            server = paste.server_at(place)
            hop = _next_hop(paste.text, place)
            code = _CODE.match(match[0])
            fields: dict[str, str | int | bool] = {"reason": reason}
            if code:
                fields |= {"code": code[1], "enhanced": code[2]}
            if hop:
                fields["next_hop"] = hop
            end = squeezed.place(match.end() - 1) + 1
            told = " ".join(paste.text[place:end].split())[:300]
            fact = Fact(
                "queue-error",
                server,
                0,
                fields | {"text": told},
                (paste.evidence(place, server, told),),
            )
            found.setdefault((server, reason, hop), fact)
    return Scanned(len(found), tuple(found.values()))


def _next_hop(text: str, place: int) -> str:
    """Find the next hop that a queue's listing names nearest to the error, in the same object."""
    near, far = max(0, place - _NEAR), place + _NEAR
    start = max(text.rfind("\n\n", near, place), near)
    stop = text.find("\n\n", place, far)
    end = stop if stop >= 0 else far
    found = _NEXT_HOP.search(text, start, end)
    return found[1] if found else ""


SCANNER = Scanner(
    phrase("queue errors"),
    ("4544.7.", "4515.7.3", "4504.4.101", "tlsnegotiationfailedwitherror"),
    recognise,
    scan,
)
