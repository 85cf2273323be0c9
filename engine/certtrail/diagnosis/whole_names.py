"""What is a name by the type of its field in, a token for the whole of it out.

By its look alone a server called `mail 1`, a connector called `To Northwind` or a folder named
after a person would stay in a report that must not name anyone.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.known_words import ENDINGS, known_words
from certtrail.diagnosis.nobodys_values import names_nobody
from certtrail.diagnosis.pseudonyms import MANAGED
from certtrail.text.filters import OWN_NAME, UNNAMED
from certtrail.text.sorts import Sort
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from certtrail.diagnosis.pseudonyms import Names

_MAPPED: Final = re.compile(r"<I>(?P<issuer>.*)<S>(?P<subject>.*)", re.DOTALL)
_PART: Final = re.compile(
    r"(?P<name>[A-Za-z][\w.-]*|[0-9]+(?:\.[0-9]+)+)[ ]*=[ ]*(?P<value>\"[^\"]*\"|[^,;+]*)"
)
# Receive connectors that setup makes are called by what they are for and the server's name.
_DEFAULT: Final = re.compile(
    r"(Default|Default Frontend|Client Proxy|Client Frontend|Outbound Proxy Frontend) (?=\S+$)"
)
_HOST: Final = re.compile(r"[^\W_](?:[\w.-]{0,250}[^\W_])?")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\dA-Za-z_]+")
_SHORT: Final = 3
# What exports are called by the tools that make them; nobody's name.
_COMMON: Final = """
    desktop documents downloads files inetpub logfiles program programdata scripts temp users
    admin analytic application auth bind cab capi case cases cert certificate certificates certs
    channel client config connector connectors console csv debug domain edge edgesync end event
    events evtx exchange export exports fl front frontend ft get hub ise json lifecycle list
    listing log logs mail management microsoft ms msexchange ndr operational out output ps
    psession queue receive rejected remote report schannel screenshot screenshots security send
    server service services session setup shell subscription subscriptions sync system text tls
    transcript transport txt windows xml zip
"""
_WORDS: Final = frozenset(_COMMON.split())


# A year, month or day, with what may stand for a time behind it; another number may be anybody's.
_TIME: Final = r"[-_T ]?(?:[01]\d|2[0-3])(?:([-_.h]?)[0-5]\d(?:\3[0-5]\d)?)?"
_DATED: Final = re.compile(
    r"(?<!\d)(?:\d\d?([-_.])\d\d?\1)?(?:19|20)\d\d"
    rf"(?:([-_.]?)(?:0[1-9]|1[0-2])(?:\2(?:0[1-9]|[12]\d|3[01])(?:{_TIME})?)?)?(?!\d)"
)
_NUMBER: Final = re.compile(r"\d+")
_APART: Final = re.compile(r"([,;|\n{}]\s*)")
# Accounts of every Windows; nobody's name.
_ACCOUNTS: Final = frozenset(
    {"", "system", "localsystem", "network service", "local service", "administrator", "n/a"}
    | {f"nt authority\\{name}" for name in ("system", "network service", "local service")}
)


def each(one: Callable[[str, Names], str]) -> Callable[[str, Names], str]:
    """Hide each entry of a list that stands in one text."""

    def hide(text: str, names: Names) -> str:
        if _MAPPED.fullmatch(text):
            return one(text, names)  # an issuer and a subject, which have commas of their own
        parts = _APART.split(text)
        return "".join(
            part if place % 2 or not part.strip() else one(part, names)
            for place, part in enumerate(parts)
        )

    return hide


def host(text: str, names: Names) -> str:
    """Hide a computer's name or address."""
    if text in (UNNAMED, OWN_NAME) or THUMBPRINT.fullmatch(text):
        return text
    found = names.hidden(text) if _is_address(text) else names.server(text)
    return found if found != text or names.begins(text) else names.token("server", text)


def domain_name(text: str, names: Names) -> str:
    """Hide a name that a certificate is for, or that is looked for; a thumbprint names nobody."""
    mapped = _MAPPED.fullmatch(text)
    if mapped is not None:
        issuer, subject = (distinguished(mapped[part], names) for part in ("issuer", "subject"))
        return f"<I>{issuer}<S>{subject}"
    if THUMBPRINT.fullmatch(text):
        return text
    return _looked_up(text, "host", names)


def distinguished(text: str, names: Names) -> str:
    """Hide a subject or issuer: the value of each of its attributes, whatever that is."""
    written: list[str] = []
    done = 0
    for part in _PART.finditer(text):
        value = part["value"].strip().strip('"')
        written += [_between(text[done : part.start()], names), part["name"], "="]
        nobody = names_nobody(part["name"].upper(), value, text, part.end())
        # Somebody may be called so all the same.
        told = names.tokens.get(value.lower(), value) if nobody else _attribute(value, names)
        written.append(told)
        done = part.end()
    return "".join([*written, _between(text[done:], names)])


def _attribute(value: str, names: Names) -> str:
    if not value or names.begins(value):
        return value
    managed = MANAGED.match(value)
    if managed is not None:
        return managed[0] + host(value[managed.end() :], names)
    return _looked_up(value, "name", names)


def _looked_up(value: str, kind: str, names: Names) -> str:
    """Give the tokens of a host or address, or one for the whole."""
    bare = value.removeprefix("*.")
    if names.begins(bare) or bare == OWN_NAME:
        return value
    if _HOST.fullmatch(bare) or _is_address(bare):
        found = names.hidden(bare)
        if found != bare:
            return value.removesuffix(bare) + found
    return names.token(kind, value)


def _between(text: str, names: Names) -> str:
    return text if not text.strip(" ,;+") else names.token("name", text.strip())


def user(text: str, names: Names) -> str:
    """Hide an account or a person, however it is written; what Windows itself runs as stays."""
    if text.strip().lower() in _ACCOUNTS:
        return text
    found = names.hidden(text)
    left = names.besides(found)
    return names.token("user", text) if any(map(str.isalnum, left)) else found


def connector(text: str, names: Names) -> str:
    """Hide a connector's name, and its server's; of those that setup made the latter alone."""
    if THUMBPRINT.fullmatch(text):
        return text
    server, backslash, name = text.partition("\\")
    if backslash and server and name:
        return f"{host(server, names)}\\{connector(name, names)}"
    default = _DEFAULT.match(text)
    if default is not None:
        return default[0] + host(text[default.end() :], names)
    return names.token("connector", text)


def file(text: str, names: Names) -> str:
    """Hide each part of a path that is not called as tools call their exports."""
    return "".join(
        part if part in ("/", "\\") else _part(part, names) for part in re.split(r"([/\\])", text)
    )


def in_hexadecimal(_text: str, _names: Names) -> str:
    """Hide bytes; nobody asks the key for them."""
    return "..."


def _part(text: str, names: Names) -> str:
    stem, dot, last = text.rpartition(".")
    ending = f".{last}" if dot and last.lower() in ENDINGS else ""
    stem = text.removesuffix(ending)
    shown = names.hidden(stem)
    left = names.besides(shown)
    words = [word.lower() for word in _WORD.findall(left)]
    short = len(stem) < _SHORT and not stem.isalpha()  # as the drive in `C:`
    told = bool(words) or not left.isalpha()  # else of a script that has no such words
    if short or (told and not _numbered(left) and all(word in _WORDS for word in words)):
        return shown + ending
    return names.token("file", stem) + ending


def _numbered(text: str) -> bool:
    """Tell whether digits are left that are no date, and that no event or the like has."""
    numbers = _NUMBER.findall(_DATED.sub(" ", text))
    return sum(len(each) for each in numbers if each not in known_words()) >= _SHORT


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


WHOLE: Final[Mapping[Sort, Callable[[str, Names], str]]] = {
    Sort.HOST: host,
    Sort.DOMAIN_NAME: domain_name,
    Sort.DISTINGUISHED_NAME: distinguished,
    Sort.CONNECTOR: connector,
    Sort.USER: user,
    Sort.FILE: file,
    Sort.BYTES: in_hexadecimal,
}
