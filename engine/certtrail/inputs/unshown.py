"""What a page holds and no browser shows as text: whether it may be evidence.

Scripts, comments and attributes of ordinary pages are of no use to anybody. So they are looked at
for what no page has by chance: marks of event records, of lists and of certificates.
"""

from __future__ import annotations

import re
from typing import Final

_SIGN: Final = re.compile(
    r"<(?:[\w.-]{1,64}:)?Event(?:\s[^<>]{0,400})?>\s{0,400}<(?:[\w.-]{1,64}:)?System[\s>]"
    r"|\bMSExchange ?[A-Z][A-Za-z]{3}"
    r"|-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----"
    r"|\[PS\] ?[A-Z]:\\"
    r"|\b(?:[Tt]humbprint|[Ff]ingerprint)\W{1,60}(?:[0-9A-Fa-f]{2}[ :]?){19}[0-9A-Fa-f]{2}"
)
_THUMBPRINT: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])")
_LISTED: Final = re.compile(r"\b(?:Thumbprint|NotAfter|IsSelfSigned|CertificateDomains)\b")
# The title of a document may well name what it is about, and a link may; an export is longer.
_TITLE, _LONGEST_LINK, _WORDS = 120, 600, 15


def is_evidence(text: str) -> bool:
    """Tell whether a text has marks of an event record, a list, a session or a certificate.

    >>> is_evidence("var a = 'Source: MSExchangeTransport';"), is_evidence("mail.css")
    (True, False)
    """
    if _SIGN.search(text):
        return True
    return _LISTED.search(text) is not None and _THUMBPRINT.search(text) is not None


def bytes_tell(content: bytes) -> bool:
    r"""Tell whether bytes have such marks, in one byte for each letter or in two.

    >>> bytes_tell("Source: MSExchangeTransport".encode("utf-16-be")), bytes_tell(b"\0\1\2")
    (True, False)
    """
    return is_evidence(content.replace(b"\0", b"").decode("utf-8", "replace"))


def is_long_evidence(text: str) -> bool:
    """Tell whether a text has such marks, and is more than a title or a link would be."""
    return (
        len(text) > _TITLE
        and (len(text) > _LONGEST_LINK or len(text.split()) > _WORDS)
        and is_evidence(text)
    )
