"""Names in a text in, stable tokens out: servers, domains, users, addresses and organisations.

What looks like a name is replaced by its look, and more rather than less: a report that leaves the
house must not name anyone. A name met once is found everywhere else, whatever its case, also where
it stands alone (`EX01` of `EX01.contoso.com`). What is a name by the type of its field is replaced
whole, whatever it looks like (`whole_names`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.ip_addresses import addresses
from certtrail.diagnosis.known_words import ENDINGS, TOKEN_KINDS, known_words
from certtrail.diagnosis.nobodys_values import names_nobody
from certtrail.text.filters import OWN_NAME, UNNAMED
from certtrail.text.registered import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_FQDN: Final = rf"{_LABEL}(?:\.{_LABEL}){{1,8}}"
_STOP: Final = r"\\/:*?\"<>|,;=\[\]()'\r\n\t"
_EMAIL: Final = re.compile(rf"([\w.+-]{{1,64}})@({_FQDN}|{_LABEL})")
# An object of Active Directory by its canonical name: contoso.com/Users/Dana Admin.
_CANONICAL: Final = re.compile(rf"(?<![\w./:-])({_FQDN})((?:/[^{_STOP}]{{1,80}}){{1,8}})")
_REPORT: Final = re.compile(rf"(?<![\w\\:/.-])([\w.-]{{1,64}}+)\\([^\s{_STOP}]{{1,64}}+)(?!\\)")
# An account by its number; its first numbers are its domain's.
_ACCOUNT: Final = re.compile(r"(?<![\w-])S-1-5-21(?:-[0-9]{1,10}){3,4}(?![\w-])", re.IGNORECASE)
_HOST: Final = re.compile(rf"(?<![\w.-]){_FQDN}(?![\w-])")
_NAMED: Final = re.compile(
    r"(?<![\w$])(CN|C|O|OU|L|S|ST|STREET|E|DC|SERIALNUMBER)=(\"[^\"]*\"|[^,;+<>{}\r\n]+)"
)
TOKEN: Final = re.compile(rf"(?:{'|'.join(TOKEN_KINDS)})-[0-9]+")
_LIKE_ONE: Final = re.compile(TOKEN.pattern, re.IGNORECASE)
# Neither is the last part of a .NET type a domain.
_NAMESPACES: Final = ("system.", "microsoft.", "mscorlib", "windows.")
_NOBODY: Final = frozenset(
    {"authority", "builtin", "service", "manager", "apppool", "hkey_local_machine", "hklm", "cert"}
)
# What stands before a computer's name in the certificate that IIS makes to be managed by.
MANAGED: Final = re.compile(r"WMSvc-(?:SHA2-)?", re.IGNORECASE)
# What we call one that has no name, or that the report does not name.
_OURS: Final = frozenset({UNNAMED, OWN_NAME})
_RUN: Final = re.compile(r"[^\W_]+")
_SHORT: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_LEAST: Final = 2  # a shorter name would tear other words apart


@dataclass(slots=True)
class Names:
    """Which name is which token; grows with what it meets.

    Attributes:
        tokens: by name, in lower case.
        spelled: each token's name as it was met first.
        findings: by the id of a finding, the one that stands for it.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    # What the evidence has that looks like a token: it is a name, and no token is called so.
    _taken: set[str] = field(default_factory=set)
    # By the first letters and digits of a name: how far into it these are, and how long it is.
    _alone: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, spelled: Mapping[str, str], findings: Mapping[str, str] | None = None) -> Names:
        """Go on with the tokens, and the ids of findings, that an earlier report has."""
        names = cls(findings=dict(findings or {}))
        for token, name in spelled.items():
            names._note(token, name)
        return names

    def avoid(self, text: str) -> None:
        """Take what looks like a token in a text of the evidence for a name.

        To be called for every text before the first token is given.
        """
        found = (one[0].lower() for one in _LIKE_ONE.finditer(text))
        self._taken.update(one for one in found if one not in self.spelled)

    def begins(self, text: str) -> bool:
        """Tell whether a text begins with one of the tokens."""
        found = TOKEN.match(text)
        return found is not None and found[0] in self.spelled

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where the tokens in a text begin and end."""
        return (found.span() for found in TOKEN.finditer(text) if found[0] in self.spelled)

    def besides(self, text: str) -> str:
        """Give a text without the tokens in it."""
        return TOKEN.sub(lambda found: "" if found[0] in self.spelled else found[0], text)

    def server(self, name: str) -> str:
        """Give the token of a server, full name or not; it also stands for the short name. That of
        one without a name is what we call it.
        """
        if name in _OURS:
            return name
        host, dot, domain = name.partition(".")
        token = self.token("server", host)
        return f"{token}.{self.token('domain', domain)}" if dot else token

    def token(self, kind: str, name: str) -> str:
        """Give the token of a name; that of a token, and of nothing, is itself."""
        key = name.lower()
        if not key or key in self.spelled:
            return name
        if key not in self.tokens:
            number = self._counts[kind] + 1
            while f"{kind}-{number}" in self._taken:
                number += 1
            self._note(f"{kind}-{number}", name)
        return self.tokens[key]

    def hidden(self, text: str) -> str:
        """Replace all that looks like a name, and every name that is known."""
        # Most texts have none of the marks that the patterns need, which is seen at once.
        if "@" in text:
            text = _EMAIL.sub(self._email, text)
        if "/" in text:
            text = _CANONICAL.sub(self._canonical, text)
        if "\\" in text:
            text = _REPORT.sub(self._report, text)
        if "S-1-5-21-" in text.upper():
            text = _ACCOUNT.sub(lambda match: self.token("user", match[0]), text)
        text = self.without_addresses(text)
        if "." in text:
            text = _HOST.sub(lambda match: self.host(match[0]), text)
        if "=" in text:
            text = _NAMED.sub(self._named, text)
        return self.known(text)

    def without_addresses(self, text: str) -> str:
        """Replace what has the look of an address."""
        written: list[str] = []
        done = 0
        for start, end in addresses(text):
            written += [text[done:start], self.token("address", text[start:end])]
            done = end
        return "".join([*written, text[done:]]) if written else text

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
        new = label not in self.tokens and label not in known_words()
        if kind == "domain" and dot and len(label) > _SHORT and new:
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
        if domain.lower() in _NOBODY or self.begins(domain):
            return match[0]
        token = self.tokens.get(domain.lower()) or self.token("domain", domain)
        # `EX01\\Default Frontend EX01` is a connector, not an account.
        connector = token.startswith("server-") and match.string[match.end() :].startswith(" ")
        return f"{token}\\{user if connector else self.token('user', user)}"

    def host(self, name: str) -> str:
        """Give the token of what looks like a host; else the text itself."""
        if not _is_domain(name) or self.begins(name):
            return name
        if name.lower() in self.tokens:
            return self.tokens[name.lower()]
        host, _, domain = name.partition(".")
        if is_shared(domain):
            return self.token("domain", name)
        known = self.tokens.get(host.lower())
        return f"{known or self.token('host', host)}.{self.token('domain', domain)}"

    def _named(self, match: re.Match[str]) -> str:
        value = match[2].strip().strip('"')
        nobody = names_nobody(match[1], value, match.string, match.end())
        if nobody or any(self.places(value)):
            return match[0]
        managed = MANAGED.match(value)
        if managed is not None:
            return f"{match[1]}={managed[0]}{self.server(value[managed.end() :])}"
        found = self.known(value)
        return f"{match[1]}={found if found != value else self.token('name', value)}"


def _stands_alone(name: str, token: str) -> bool:
    """Tell whether a name is replaced wherever it is met: `mail` and `12024` mean other things."""
    if name in TOKEN_KINDS:
        return False
    if name.isdigit() and (name in known_words() or _YEAR.fullmatch(name)):
        return False
    if token.startswith("host-") and name in known_words():
        return False
    return len(name) > _LEAST


def _is_domain(name: str) -> bool:
    last = name.rpartition(".")[2].lower()
    return (
        last not in ENDINGS
        and not last[:1].isdigit()
        and len(last) >= _LEAST
        and not name.lower().startswith(_NAMESPACES)
    )


def _ends(text: str, end: int) -> bool:
    """Tell whether a name that ends there is a whole one."""
    return end >= len(text) or not text[end].isalnum()
