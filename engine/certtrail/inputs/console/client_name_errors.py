r"""Clients' errors that name both sides, what was asked and what the certificate has: a text in;
facts out.

    x509: certificate is valid for EX01, EX01.contoso.com, not mail.contoso.com
    hostname 'mail.contoso.com' doesn't match either of 'EX01', 'EX01.contoso.com'

Libraries write them in English whatever the program's language is. They do not say what was asked
for, mail or a website.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

_HOST: Final = r"[A-Za-z0-9][A-Za-z0-9.-]{1,252}"
_ASKED: Final = rf"(?P<name>{_HOST})"
_HAS: Final = r"(?P<names>[^\n]{1,600})"
_FORMS: Final = (
    # Go, Python, Node and PHP.
    re.compile(rf"x509: certificate is valid for {_HAS}, not {_ASKED}"),
    re.compile(rf"hostname ['\"]{_ASKED}['\"] doesn't match (?:either of )?{_HAS}"),
    re.compile(rf"Host: {_ASKED} is not in the cert's altnames: {_HAS}"),
    re.compile(rf"Peer certificate CN=[`']{_HAS}' did not match expected CN=[`']{_ASKED}'"),
)
_NAME: Final = re.compile(rf"(?:\*\.)?{_HOST}")
_LABELS: Final = frozenset({"dns", "and", "or", "ip", "address", "either", "of"})
_ADDRESS: Final = re.compile(r"[0-9.]+|localhost")
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
    room = Room(_MOST)
    for form in _FORMS:
        for found in form.finditer(paste.text):
            name = found["name"].rstrip(".").lower()
            names = [one for one in _NAME.findall(found["names"]) if one.lower() not in _LABELS]
            listed = ", ".join(dict.fromkeys(names))
            own = {one.lower() for one in names}
            strange = _ADDRESS.fullmatch(name) or name.endswith(_CLOUD) or name in own
            strange = strange or "." not in name
            if strange or not names or (name, listed) in facts or not room.takes((name, listed)):
                continue
            fields: dict[str, str | int | bool] = {"name": name, "names": shown(listed, _SHOWN)}
            fields |= {"own": True} if _is_of_setup(own) else {}
            said = shown(" ".join(found[0].split()), _SHOWN)
            evidence = paste.evidence(found.start(), "", said)
            facts[name, listed] = Fact("name-not-in-certificate", "", 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


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
