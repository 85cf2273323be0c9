"""Names in a text in, stable tokens out: servers, domains, users, addresses and organisations.

What looks like a name is replaced by its look, and more rather than less: a report that leaves the
house must not name anyone. A name met once is found everywhere else, whatever its case, also where
it stands alone (`EX01` of `EX01.contoso.com`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_FQDN: Final = rf"{_LABEL}(?:\.{_LABEL}){{1,8}}"
_STOP: Final = r"\\/:*?\"<>|,;=\[\]()'\r\n\t"
_EMAIL: Final = re.compile(rf"([\w.+-]{{1,64}})@({_FQDN}|{_LABEL})")
# An object of Active Directory by its canonical name: contoso.com/Users/Dana Admin.
_CANONICAL: Final = re.compile(rf"(?<![\w./:-])({_FQDN})((?:/[^{_STOP}]{{1,80}}){{1,8}})")
_ACCOUNT: Final = re.compile(rf"(?<![\w\\:/.-])([\w.-]{{1,64}}+)\\([^\s{_STOP}]{{1,64}}+)(?!\\)")
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d|\d)|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
)
_HOST: Final = re.compile(rf"(?<![\w.-]){_FQDN}(?![\w-])")
_NAMED: Final = re.compile(
    r"(?<![\w])(CN|O|OU|L|S|ST|STREET|E|DC|SERIALNUMBER)=(\"[^\"]*\"|[^,;+<>\r\n]+)"
)
_KINDS: Final = ("server", "domain", "host", "user", "address", "name")
_TOKEN: Final = re.compile(rf"(?:{'|'.join(_KINDS)})-\d+")
# What a file ends in is no domain, and neither is the last part of a .NET type.
_ENDINGS: Final = """
    7z bak bin bz2 cab cer cfg config cpl crt csr csv dat dll doc docx eml etl evt evtx exe gz htm
    html inf ini iso json jsonl lnk log md mof msc msg msi msp ndjson out p12 p7b p7c p7s part pcap
    pdf pem pfx ps1 psd1 psm1 py rar reg sql sst sys tar tgz tmp tsv txt xls xlsx xml xz yaml yml
    zip
"""
_NO_DOMAINS: Final = frozenset(_ENDINGS.split())
_NAMESPACES: Final = ("system.", "microsoft.", "mscorlib", "windows.")
_NOBODY: Final = frozenset(
    {"authority", "builtin", "service", "manager", "apppool", "hkey_local_machine", "hklm", "cert"}
)
_KEPT: Final = ("microsoft exchange", "wmsvc", "federation")
_SHORT: Final = 3
_LEAST: Final = 2  # a name of one letter would tear other words apart


@dataclass(slots=True)
class Names:
    """Which name is which token; grows with what it meets.

    Attributes:
        tokens: by name, in lower case.
        spelled: each token's name as it was met first.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    _pattern: tuple[int, re.Pattern[str] | None] = (0, None)

    @classmethod
    def of(cls, spelled: Mapping[str, str]) -> Names:
        """Go on with the tokens that an earlier report was written with."""
        names = cls()
        for token, name in spelled.items():
            names._note(token, name)
        return names

    def server(self, name: str) -> str:
        """Give the token of a server, full name or not; it also stands for the short name."""
        host, dot, domain = name.partition(".")
        token = self._token("server", host)
        return f"{token}.{self._token('domain', domain)}" if dot else token

    def learn(self, text: str) -> None:
        """Note all that looks like a name."""
        self.hidden(text)

    def hidden(self, text: str) -> str:
        """Replace all that looks like a name, and every name that is known."""
        text = _EMAIL.sub(self._email, text)
        text = _CANONICAL.sub(self._canonical, text)
        text = _ACCOUNT.sub(self._account, text)
        text = _ADDRESS.sub(self._address, text)
        text = _HOST.sub(lambda match: self._host(match[0]), text)
        text = _NAMED.sub(self._named, text)
        return self.known(text)

    def known(self, text: str) -> str:
        """Replace the names that are known; for texts that look like names here and there."""
        if self._pattern[0] != len(self.tokens):
            alone = [name for name, token in self.tokens.items() if _stands_alone(name, token)]
            longest = sorted(alone, key=lambda name: (-len(name), name))
            words = "|".join(map(re.escape, longest))
            made = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
            self._pattern = len(self.tokens), made if words else None
        pattern = self._pattern[1]
        if pattern is None:
            return text
        return pattern.sub(lambda match: self.tokens.get(match[0].lower(), match[0]), text)

    def _token(self, kind: str, name: str) -> str:
        key = name.lower()
        if _TOKEN.fullmatch(key) or len(key) < _LEAST:
            return name
        if key not in self.tokens:
            number = 1 + sum(token.startswith(f"{kind}-") for token in self.spelled)
            self._note(f"{kind}-{number}", name)
        return self.tokens[key]

    def _note(self, token: str, name: str) -> None:
        self.tokens[name.lower()] = token
        self.spelled[token] = name
        label, dot, _ = name.lower().partition(".")
        if token.startswith("domain-") and dot and len(label) > _SHORT:
            # Contoso's programs and departments bear the domain's name.
            self.tokens.setdefault(label, token)

    def _email(self, match: re.Match[str]) -> str:
        return f"{self._token('user', match[1])}@{self._host(match[2])}"

    def _canonical(self, match: re.Match[str]) -> str:
        if not _is_domain(match[1]):
            return match[0]
        *folders, name = match[2].split("/")[1:]
        path = [self._token("domain", match[1]), *(["..."] if folders else [])]
        return "/".join([*path, self._token("user", name)])

    def _account(self, match: re.Match[str]) -> str:
        domain, user = match[1], match[2]
        if domain.lower() in _NOBODY or _TOKEN.match(domain):
            return match[0]
        token = self.tokens.get(domain.lower()) or self._token("domain", domain)
        # `EX01\\Default Frontend EX01` is a connector, not an account.
        connector = token.startswith("server-") and match.string[match.end() :].startswith(" ")
        return f"{token}\\{user if connector else self._token('user', user)}"

    def _address(self, match: re.Match[str]) -> str:
        if not match[0].strip(":"):
            return match[0]  # as in `[System.IO.File]::Exists`
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            return match[0]
        return self._token("address", match[0])

    def _host(self, name: str) -> str:
        if not _is_domain(name) or _TOKEN.match(name):
            return name
        if name.lower() in self.tokens:
            return self.tokens[name.lower()]
        host, _, domain = name.partition(".")
        if "." not in domain:
            return self._token("domain", name)
        known = self.tokens.get(host.lower())
        return f"{known or self._token('host', host)}.{self._token('domain', domain)}"

    def _named(self, match: re.Match[str]) -> str:
        value = match[2].strip().strip('"')
        if match[1] == "DC" and len(value) <= _SHORT:
            return match[0]  # DC=com
        if _TOKEN.search(value) or value.lower().startswith(_KEPT):
            return match[0]
        found = self.known(value)
        return f"{match[1]}={found if found != value else self._token('name', value)}"


def _stands_alone(name: str, token: str) -> bool:
    """Tell whether a name is replaced wherever it is met: `mail` and `12024` mean other things."""
    if token.startswith("host-") or name.isdigit() or name in _KINDS:
        return False
    return len(name) > _LEAST


def _is_domain(name: str) -> bool:
    last = name.rpartition(".")[2].lower()
    return (
        last not in _NO_DOMAINS
        and not last[:1].isdigit()
        and len(last) >= _LEAST
        and not name.lower().startswith(_NAMESPACES)
    )
