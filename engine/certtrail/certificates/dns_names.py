"""DNS names: two names in, whether one covers the other out."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from certtrail.text.hosts import may_be_one_host


class NameMatch(StrEnum):
    """How a certificate's name covers a host's."""

    EXACT = "exact"
    WILDCARD = "wildcard"
    # `*.contoso.com` and `a.b.contoso.com`: a matter of the reading and of a setting.
    DEEP_WILDCARD = "wildcard over several levels"


@lru_cache(maxsize=65_536)
def canonical(name: str) -> str:
    """Write a name as DNS compares it: lower case, A-labels, no dot at the end.

    >>> canonical("Mail-München.Example.")
    'xn--mail-mnchen-yhb.example'
    >>> canonical("*.Contoso.com")
    '*.contoso.com'
    """
    bare = name.strip().removesuffix(".").lower()
    if bare.isascii():
        return bare
    import idna

    star, rest = ("*.", bare[2:]) if bare.startswith("*.") else ("", bare)
    try:
        return star + idna.encode(rest, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return bare


def is_own(name: str, server: str) -> bool | None:
    """Tell whether a host name is a server's own, as far as both are known; None where not.

    >>> is_own("EX01.contoso.com", "ex01"), is_own("relay.contoso.com", "EX01.contoso.com")
    (True, False)
    """
    name, server = canonical(name), canonical(server)
    if not name or not server:
        return None
    return may_be_one_host(name, server)


def parents(host: str) -> list[str]:
    """List the domains above a host, nearest first.

    >>> parents("a.b.contoso.com")
    ['b.contoso.com', 'contoso.com', 'com']
    """
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels))]


def match(pattern: str, host: str) -> NameMatch | None:
    """Tell how a certificate's name covers a host, both canonical.

    >>> match("*.contoso.com", "mail.contoso.com")
    <NameMatch.WILDCARD: 'wildcard'>
    >>> match("*.contoso.com", "contoso.com") is None
    True
    """
    if pattern == host:
        return NameMatch.EXACT
    if not pattern.startswith("*."):
        return None
    above = parents(host)
    domain = pattern[2:]
    if domain not in above:
        return None
    return NameMatch.WILDCARD if above[0] == domain else NameMatch.DEEP_WILDCARD
