"""Whole messages of events about certificates, as Exchange and Windows write them in English: a
text in; which events it has word for word, out.

Who asks for help copies the sentence of the event and not its head. A page that explains an event
has a part of it, or shows `%1` where a record has a name; only the whole of it, filled in, counts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRANSPORT: Final = "MSExchangeTransport"
# Microsoft's pages on the events, and records that administrators quote. What is filled in stands
# between < and >, and any apostrophe for each.
_WORDINGS: Final = {
    (_TRANSPORT, 12014): (
        "Microsoft Exchange (could not|couldn't) find a certificate that contains the domain name "
        "<any> in the personal store on the local computer. Therefore, it is unable to support the "
        "STARTTLS SMTP verb for the connector <any> with (a|the) FQDN parameter of <word>"
    ),
    (_TRANSPORT, 12015): "An internal transport certificate expired. Thumbprint: <hex>",
    (_TRANSPORT, 12016): (
        "There is no valid SMTP Transport Layer Security [TLS] certificate for the FQDN of <word>. "
        "The existing certificate for that FQDN has expired"
    ),
    (_TRANSPORT, 12017): (
        "(An internal transport|A direct trust) certificate will expire soon. Thumbprint: <hex>, "
        "hours remaining: <number>"
    ),
    (_TRANSPORT, 12018): (
        "The STARTTLS certificate will expire soon: subject: <any>, thumbprint: <hex>, hours "
        "remaining: <number>"
    ),
    (_TRANSPORT, 12024): (
        "Microsoft Exchange (could not|couldn't) load the certificate with thumbprint of <hex> "
        "from the personal store on the local computer. <any> ephemeral, self-signed certificate "
        "<any> <hex>"
    ),
    ("MSExchange EdgeSync", 1035): (
        "EdgeSync failed to synchronize because it only supports Cryptographic API certificates. "
        "The local Hub Transport server's default certificate with thumbprint <word> isn't a CAPI "
        "certificate"
    ),
    ("HttpEvent", 15021): (
        "An error occurred while using SSL configuration for endpoint <word>:<number>. The error "
        "status code is contained within the returned data"
    ),
    ("MSExchange Front End HTTPS Proxy", 1003): (
        "[(Owa|Ecp)] An internal server error occurred. The unhandled exception was: <any>"
        "(HMACProvider.GetCertificates:protectionCertificates.Length|FbaModule.ParseCadataCookies)"
    ),
}
_FILLED: Final = {
    "<any>": r"[^\0]{1,900}?",
    "<word>": r"\S{1,400}?",
    "<hex>": r"[0-9A-Fa-f]{40}",
    "<number>": r"\d{1,5}",
    " ": r"\s{1,20}",
    ": ": r":\s{0,20}",
    "'": "['\u2019]",
    "[": r"[\[(]",
    "]": r"[\])]",
    "(": "(?:",
    ".": r"\.",
}
_TOKEN: Final = re.compile(r"<\w+>|: |[ '.\[\]]|\((?=[\w '.]+\|)")
_PLACEHOLDER: Final = re.compile(r"%\d")


class Wording(NamedTuple):
    """A whole message of an event, and where in the text it stands."""

    source: str
    event_id: int
    start: int
    end: int


def wordings_in(text: str) -> Iterator[Wording]:
    """Find the whole messages of events, by event, with their values filled in."""
    for (source, number), pattern in _patterns().items():
        for found in pattern.finditer(text):
            if not _PLACEHOLDER.search(found[0]):
                yield Wording(source, number, found.start(), found.end())


def _compiled(words: str) -> re.Pattern[str]:
    """Take any blanks for those between words, as texts are wrapped anywhere."""
    pattern = _TOKEN.sub(lambda token: _FILLED[token[0]], words)
    # A name at the end reaches to the end of its word.
    return re.compile(re.sub(r"\?$", "", pattern), re.IGNORECASE)


@cache
def _patterns() -> dict[tuple[str, int], re.Pattern[str]]:
    """Compile them when the first text is looked through: a log by itself needs none."""
    return {event: _compiled(words) for event, words in _WORDINGS.items()}
