r"""Clients' errors that name both sides, what was asked and what the certificate has: a text in;
facts out.

    x509: certificate is valid for EX01, EX01.contoso.com, not mail.contoso.com
    hostname 'mail.contoso.com' doesn't match either of 'EX01', 'EX01.contoso.com'

Libraries write them in English whatever the program's language is. They do not say what was asked
for, mail or a website; where their line does, and it was not mail, they are left out. So are those
behind which the same log says that mail went through the host that was asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.error_lines import is_of_others, is_output
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOST: Final = r"[A-Za-z0-9][A-Za-z0-9.-]{1,252}"
_ASKED: Final = rf"(?P<name>{_HOST})"
# Each can be read in one way only, so that a list that ends in nothing is given back fast.
_ITEM: Final = r"(?:IP Address:)?['\"]?[A-Za-z0-9.:_*-]{1,260}['\"]?"
_HAS: Final = rf"(?P<names>{_ITEM}(?:,[ \t]{{0,2}}{_ITEM}){{0,99}})"
_FORMS: Final = (
    # Go, Python, Node and PHP.
    re.compile(rf"x509: certificate is valid for {_HAS}, not {_ASKED}"),
    re.compile(rf"hostname ['\"]{_ASKED}['\"] doesn't match (?:either of )?{_HAS}"),
    re.compile(rf"Host: {_ASKED} is not in the cert's altnames: {_HAS}"),
    re.compile(rf"Peer certificate CN=[`']{_HAS}' did not match expected CN=[`']{_ASKED}'"),
)
_LABEL: Final = re.compile(r"(?:DNS|IP Address|IP|email|URI):")
_NAME: Final = re.compile(r"(?:\*\.)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}")
_ADDRESS: Final = re.compile(r"[0-9.]+|localhost")
# A line of a log that says that it went well, and what would make it say something else.
_WENT_WELL: Final = re.compile(
    r"^[^\n]{0,300}\b(?:sent|delivered|connected|completed)\b[^\n]{0,40}\bsuccess(?:fully)?\b"
    r"|^[^\n]{0,300}\bsuccess(?:fully)?\b[^\n]{0,40}\b(?:sent|delivered|connected|completed)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_WELL: Final = re.compile(
    r"\b(?:not|no|never|un\w+|fail\w*|errors?|before|until)\b", re.IGNORECASE
)
_HOSTS: Final = re.compile(rf"(?<![\w.-]){_HOST}")
_CLOUD: Final = (".outlook.com", ".office365.com", ".microsoft.com")
_SETUP: Final = 2
_SHOWN: Final = 300
_MOST: Final = 100
_COUNTS: Final = phrase("names that clients missed in a certificate")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an error."""
    return any(form.search(paste.text) for form in _FORMS)


def scan(paste: Paste) -> Scanned:
    """Make a `name-not-in-certificate` fact of each: `name`, `names`, and `own` where these are the
    short and the full name of one computer, as Setup makes its certificate.
    """
    facts: dict[tuple[str, str], Fact] = {}
    lasts: dict[str, int] = {}
    room = Room(_MOST)
    for form in _FORMS:
        for found in form.finditer(paste.text):
            name = found["name"].rstrip(".").lower()
            names = _names(found["names"])
            listed = ", ".join(dict.fromkeys(names))
            own = {one.lower() for one in names}
            strange = _ADDRESS.fullmatch(name) or name.endswith(_CLOUD) or name in own
            strange = strange or "." not in name
            if strange or not names:
                continue
            lasts[name] = max(found.start(), lasts.get(name, 0))
            if (name, listed) in facts:
                continue
            place = (paste.text, *found.span())
            if not is_output(*place) or is_of_others(*place) or not room.takes((name, listed)):
                continue
            fields: dict[str, str | int | bool] = {"name": name, "names": shown(listed, _SHOWN)}
            fields |= {"own": True} if _is_of_setup(own) else {}
            said = shown(" ".join(found[0].split()), _SHOWN)
            evidence = paste.evidence(found.start(), "", said)
            facts[name, listed] = Fact("name-not-in-certificate", "", 0, fields, (evidence,))
    over = _over_by(paste.text, lasts)
    told = tuple(fact for (name, _), fact in facts.items() if name not in over)
    return Scanned(len(facts), told, problems=room.problems(_COUNTS))


def _over_by(text: str, lasts: Mapping[str, int]) -> set[str]:
    """Give the hosts that the log says to have been reached, only behind the last error about each:
    where it goes well in between, one of several servers lacks the name.
    """
    first: dict[str, int] = {}
    for line in _WENT_WELL.finditer(text) if lasts else ():
        end = text.find("\n", line.end())
        said = text[line.start() : min(line.end() + _SHOWN, len(text) if end < 0 else end)]
        if not _NOT_WELL.search(said):
            for host in _HOSTS.findall(said):
                first.setdefault(host.rstrip(".").lower(), line.start())
    return {name for name, last in lasts.items() if first.get(name, -1) > last}


def _names(listed: str) -> list[str]:
    """Give the names of hosts of a list."""
    bare = (_LABEL.sub("", one.strip(" \t'\"")).strip("'\"") for one in listed.split(","))
    return [one.rstrip(".") for one in bare if _NAME.fullmatch(one)]


def _is_of_setup(names: set[str]) -> bool:
    """Tell whether these are the short and the full name of one computer."""
    short, full = min(names, key=len), max(names, key=len)
    return len(names) == _SETUP and "." not in short and full.partition(".")[0] == short


SCANNER: Final = Scanner(
    _COUNTS,
    ("x509:certificateisvalidfor", "doesn'tmatch", "cert'saltnames", "didnotmatchexpectedcn"),
    recognise,
    scan,
)
