"""What a page holds and no browser shows as text: whether it may be evidence, and links that are
their own content.

Scripts, comments and attributes of ordinary pages are of no use to anybody. So they are looked at
for what no page has by chance: marks of event records, of lists and of certificates.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Final
from urllib.parse import unquote_to_bytes

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
_LINK: Final = re.compile(
    r"\s{0,9}(?:\d{0,9};\s{0,9}url\s{0,9}=\s{0,9}[\"']?)?data:([^,]{0,300}),", re.IGNORECASE
)
# What a page is made of beside its text.
_PARTS: Final = re.compile(r"(?:image|font|audio|video)/|.*(?:font|javascript|css|wasm)")
_SUFFIXES: Final = {"text/html": "html", "application/xhtml+xml": "html"}


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


def linked(value: str) -> tuple[str, bytes] | None:
    """Give what a `data:` link holds, with the suffix of a file of its sort; None for what is no
    such link, or of no use: pictures, fonts and scripts, and text without the marks of evidence.

    Args:
        value: of an attribute.

    >>> linked("data:text/plain;base64,TVNFeGNoYW5nZVRyYW5zcG9ydA==")
    ('txt', b'MSExchangeTransport')
    """
    found = _LINK.match(value)
    if found is None:
        return None
    kind, *options = (part.strip().lower() for part in found[1].split(";"))
    if _PARTS.match(kind):
        return None
    content = unquote_to_bytes(value[found.end() :])
    if "base64" in options:
        bare = re.sub(rb"[^A-Za-z0-9+/_-]", b"", content).translate(bytes.maketrans(b"-_", b"+/"))
        try:
            content = b64decode(bare + b"=" * (-len(bare) % 4))
        except binascii.Error:
            content = b64decode(bare[: len(bare) // 4 * 4])
    plain = content.decode("utf-8", "replace")
    if "\ufffd" not in plain and not is_evidence(plain) and "\0" not in plain:
        return None
    return _SUFFIXES.get(kind, "txt" if kind.startswith("text/") or not kind else "dat"), content
