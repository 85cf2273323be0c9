"""Names in a text in, stable tokens out: servers, domains, users, addresses and organisations.

What looks like a name is replaced by its look, and more rather than less: a report that leaves the
house must not name anyone. A name met once is found everywhere else, whatever its case, also where
it stands alone (`EX01` of `EX01.contoso.com`). What is a name by the type of its field is replaced
whole, whatever it looks like (`whole_names`).
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
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
_REPORT: Final = re.compile(rf"(?<![\w\\:/.-])([\w.-]{{1,64}}+)\\([^\s{_STOP}]{{1,64}}+)(?!\\)")
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d|\d)|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
)
_HOST: Final = re.compile(rf"(?<![\w.-]){_FQDN}(?![\w-])")
_NAMED: Final = re.compile(
    r"(?<![\w])(CN|O|OU|L|S|ST|STREET|E|DC|SERIALNUMBER)=(\"[^\"]*\"|[^,;+<>\r\n]+)"
)
_KINDS: Final = ("server", "domain", "host", "user", "address", "name", "connector", "file")
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
_RUN: Final = re.compile(r"[^\W_]+")
_SHORT: Final = 3
_LEAST: Final = 2  # a shorter name would tear other words apart


@dataclass(slots=True)
class Names:
    """Which name is which token; grows with what it meets.

    Attributes:
        tokens: by name, in lower case.
        spelled: each token's name as it was met first.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    # By the first letters and digits of a name: how far into it these are, and how long it is.
    _alone: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

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
        token = self.token("server", host)
        return f"{token}.{self.token('domain', domain)}" if dot else token

    def token(self, kind: str, name: str) -> str:
        """Give the token of a name; that of a token, and of nothing, is itself."""
        key = name.lower()
        if not key or _TOKEN.fullmatch(key):
            return name
        if key not in self.tokens:
            self._note(f"{kind}-{self._counts[kind] + 1}", name)
        return self.tokens[key]

    def hidden(self, text: str) -> str:
        """Replace all that looks like a name, and every name that is known."""
        text = _EMAIL.sub(self._email, text)
        text = _CANONICAL.sub(self._canonical, text)
        text = _REPORT.sub(self._report, text)
        text = _ADDRESS.sub(self._address, text)
        text = _HOST.sub(lambda match: self.host(match[0]), text)
        text = _NAMED.sub(self._named, text)
        return self.known(text)

    def known(self, text: str) -> str:
        """Replace the names that are known; for texts that look like names here and there."""
        written: list[str] = []
        done = 0
        for run in _RUN.finditer(text):
            for before, length in self._alone.get(run[0].lower(), ()):
                start = run.start() - before
                end = start + length
                token = self.tokens.get(text[start:end].lower()) if start >= done else None
                if token is not None and _ends(text, end):
                    written += [text[done:start], token]
                    done = end
                    break
        return "".join([*written, text[done:]]) if written else text

    def _note(self, token: str, name: str) -> None:
        key = name.lower()
        kind, _, number = token.rpartition("-")
        self._counts[kind] = max(self._counts[kind], int(number) if number.isdigit() else 0)
        self.spelled[token] = name
        self._put(key, token)
        label, dot, _ = key.partition(".")
        if kind == "domain" and dot and len(label) > _SHORT and label not in self.tokens:
            # Contoso's programs and departments bear the domain's name.
            self._put(label, token)

    def _put(self, key: str, token: str) -> None:
        self.tokens[key] = token
        run = _RUN.search(key)
        if run is None or not _stands_alone(key, token):
            return
        places = self._alone.setdefault(run[0], [])
        if (run.start(), len(key)) not in places:
            places.append((run.start(), len(key)))
            places.sort(key=lambda place: -place[1])  # the longest name goes first

    def _email(self, match: re.Match[str]) -> str:
        return f"{self.token('user', match[1])}@{self.host(match[2])}"

    def _canonical(self, match: re.Match[str]) -> str:
        if not _is_domain(match[1]):
            return match[0]
        *folders, name = match[2].split("/")[1:]
        path = [self.token("domain", match[1]), *(["..."] if folders else [])]
        return "/".join([*path, self.token("user", name)])

    def _report(self, match: re.Match[str]) -> str:
        domain, user = match[1], match[2]
        if domain.lower() in _NOBODY or _TOKEN.match(domain):
            return match[0]
        token = self.tokens.get(domain.lower()) or self.token("domain", domain)
        # `EX01\\Default Frontend EX01` is a connector, not an account.
        connector = token.startswith("server-") and match.string[match.end() :].startswith(" ")
        return f"{token}\\{user if connector else self.token('user', user)}"

    def _address(self, match: re.Match[str]) -> str:
        if not match[0].strip(":"):
            return match[0]  # as in `[System.IO.File]::Exists`
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            return match[0]
        return self.token("address", match[0])

    def host(self, name: str) -> str:
        """Give the token of what looks like a host; else the text itself."""
        if not _is_domain(name) or _TOKEN.match(name):
            return name
        if name.lower() in self.tokens:
            return self.tokens[name.lower()]
        host, _, domain = name.partition(".")
        if "." not in domain:
            return self.token("domain", name)
        known = self.tokens.get(host.lower())
        return f"{known or self.token('host', host)}.{self.token('domain', domain)}"

    def _named(self, match: re.Match[str]) -> str:
        value = match[2].strip().strip('"')
        if match[1] == "DC" and len(value) <= _SHORT:
            return match[0]  # DC=com
        if _TOKEN.search(value) or value.lower().startswith(_KEPT):
            return match[0]
        found = self.known(value)
        return f"{match[1]}={found if found != value else self.token('name', value)}"


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


def _ends(text: str, end: int) -> bool:
    """Tell whether a name that ends there is a whole one."""
    return end >= len(text) or not text[end].isalnum()
