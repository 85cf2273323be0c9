"""Distinguished names and TlsCertificateName: their text in, what can be compared out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

# (attribute, value) pairs, those of a multi-valued part sorted; own name first.
Distinguished: TypeAlias = tuple[tuple[tuple[str, str], ...], ...]

_SAME: Final = {
    "S": "ST",
    "E": "EMAILADDRESS",
    "EMAIL": "EMAILADDRESS",
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "1.2.840.113549.1.9.1": "EMAILADDRESS",
    "0.9.2342.19200300.100.1.25": "DC",
}
_LONGEST: Final = 8192
_SUBJECT: Final = "<s>"
_HEX: Final = re.compile(r"\\([0-9A-Fa-f]{2})")
_GRAMMAR: Final = re.compile(
    r"\s*(?:<I>(?P<issuer>[^<]+))?<S>(?P<subject>[^<]+)", re.IGNORECASE | re.ASCII
)


@lru_cache(maxsize=65_536)
def parse(text: str) -> Distinguished | None:
    r"""Read a distinguished name as .NET or RFC 4514 write it; None for what is none.

    >>> parse('CN=A.com, O="B, Ltd."') == parse(r'cn=a.com,o=b\, ltd.')
    True
    >>> parse("mail.contoso.com") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    parts = []
    for part in _split(text, ",;"):
        pairs = [_pair(piece) for piece in _split(part, "+")]
        if None in pairs:
            return None
        parts.append(tuple(sorted(pair for pair in pairs if pair is not None)))
    return tuple(parts) or None


def _split(text: str, separators: str) -> list[str]:
    """Split where a separator stands neither in quotes nor behind a backslash."""
    pieces = [""]
    quoted = escaped = False
    for char in text:
        if not escaped and not quoted and char in separators:
            pieces.append("")
            continue
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
        pieces[-1] += char
    return pieces


def _pair(text: str) -> tuple[str, str] | None:
    name, equals, value = text.partition("=")
    name = name.strip().upper().removeprefix("OID.")
    if not equals or not name or any(char.isspace() for char in name):
        return None
    return _SAME.get(name, name), _value(value.strip())


def _value(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    text = re.sub(r"\\([^0-9A-Fa-f])", r"\1", _HEX.sub(_character, text))
    return " ".join(text.split()).casefold()


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def host_asked_for(name: str) -> str:
    """Give the host name that a search is for: of issuer and subject the subject's common name.

    >>> host_asked_for("<I>CN=R11<S>CN=mail.contoso.com"), host_asked_for("ex01.contoso.com")
    ('mail.contoso.com', 'ex01.contoso.com')
    """
    at = name.casefold().rfind(_SUBJECT)
    return name if at < 0 else common_name(name[at + len(_SUBJECT) :])


def common_name(text: str) -> str:
    """Give the CN of a distinguished name, in lower case; empty where it has none.

    >>> common_name("CN=Mail.contoso.com, O=Contoso")
    'mail.contoso.com'
    """
    for part in parse(text) or ():
        for name, value in part:
            if name == "CN":
                return value
    return ""


@dataclass(frozen=True, slots=True)
class TlsCertificateName:
    """A connector's `<I>issuer<S>subject`, parsed; the issuer is None where it is left out."""

    issuer: Distinguished | None
    subject: Distinguished

    @classmethod
    def read(cls, text: str) -> TlsCertificateName | None:
        """Read the value of the property; None for what does not follow the grammar.

        >>> TlsCertificateName.read("<I>CN=CA, O=x<S>CN=mail.contoso.com") is not None
        True
        >>> TlsCertificateName.read("mail.contoso.com") is None
        True
        """
        found = _GRAMMAR.fullmatch(text.strip())
        if found is None:
            return None
        subject = parse(found["subject"].strip())
        issuer = parse(found["issuer"].strip()) if found["issuer"] else None
        if subject is None or (found["issuer"] and issuer is None):
            return None
        return cls(issuer, subject)

    def names(self, subject: Distinguished | None, issuer: Distinguished | None) -> bool | None:
        """Tell whether it names a certificate; None where what is not known of that decides.

        >>> name = TlsCertificateName.read("<I>CN=CA<S>CN=mail.contoso.com")
        >>> subject = parse("CN=mail.contoso.com")
        >>> [name.names(subject, parse(issuer)) for issuer in ("CN=CA", "CN=Another CA", "?")]
        [True, False, None]
        """
        pairs = ((self.subject, subject), (self.issuer, issuer))
        asked = [(wanted, found) for wanted, found in pairs if wanted is not None]
        if any(found not in (None, wanted) for wanted, found in asked):
            return False
        return None if any(found is None for _, found in asked) else True


def is_looked_for(name: str, subject: Distinguished | None, issuer: Distinguished | None) -> bool:
    """Tell whether a certificate that carries a host name is what is looked for: where that is by
    issuer and subject, it has to have both.
    """
    asked = TlsCertificateName.read(name)
    return asked is None or asked.names(subject, issuer) is True
