"""What a file's name tells by its words: a shown name in, the log and the server in it out.

People call what they save by server and log, in any order and with anything between:
`EX01_App.csv`, `SYSTEM_EX01.csv`, `Sys EX-A.csv`, `HUB01-application.csv`, `EX01_App.evtx.csv`.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.file_words import LOGS, folded, says_log

_MANAGEMENT: Final = re.compile(r"msexchange[ _-]?management", re.IGNORECASE)
# What such names have beside a server's: what it is, how it was made, when.
_TOLD: Final = """
    all auf cert certificate certificates certs cmd config connector connectors console csv ems
    errors event eventlog eventlogs events evt evtx evtxecmd exchange exchangecertificate
    exchangecertificates export exported filtered from full get info ist json log logs management
    mgmt msexchange msexchangemanagement of on output powershell protocol ps queue queues receive
    recv send server setup shell smtp the transcript transport txt viewer von winevent xml
"""
_WORDS: Final = frozenset({*LOGS, *_TOLD.split()})
# A file's name ends so, and nobody's server is called one of these alone.
_NO_HOST: Final = _WORDS | {"case", "mail", "eml", "htm", "html", "msg", "pdf", "zip"}
_APART: Final = re.compile(r"[^A-Za-z0-9-]+", re.ASCII)
_BETWEEN: Final = re.compile(r"(?:[^\w-]|_)+")
# A protocol log as Exchange calls it, by the hour and a number: SEND2026112516-1.LOG.
_PROTOCOL: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:SEND|RECV)\d{8,10}-\d+", re.IGNORECASE | re.ASCII
)
_NUMBER: Final = re.compile(r"\d+|\d{1,4}-\d{1,2}-\d{1,4}")
_NUMBERED: Final = re.compile(r"(?:\d+|[a-z]{1,9}\d{4,})", re.IGNORECASE)
# What people number that is no server.
_COUNTED: Final = re.compile(
    r"(?:attachment|case|copy|cu|data|day|doc|dump|file|image|img|inc|incident|item|kb|list|mail"
    r"|message|msg|new|note|old|page|part|paste|report|result|scan|screen|sr|step|su|temp|test|text"
    r"|ticket|tmp|trace|week|req|chg|tls|win|windows|exchange|last|first|past|[a-z])s?-?\d+[a-z]?",
    re.IGNORECASE,
)
_STEM: Final = re.compile(r"(?P<stem>[A-Za-z]{1,12})(?P<number>\d{1,4})", re.ASCII)
_HOST: Final = re.compile(r"(?=.*\d)[A-Za-z][A-Za-z0-9-]{2,14}", re.ASCII)


def log_named(file: str) -> str:
    """Give the log that a file's name tells; empty for none, and for several.

    >>> log_named("a/Sys EXA.csv"), log_named("EX01_App.evtx.csv"), log_named("system_EX01.csv")
    ('System', 'Application', 'System')
    >>> log_named("EX1-MSExchange Management.csv"), log_named("notes.csv")
    ('MSExchange Management', '')
    """
    name = file.rpartition("/")[2]
    if _MANAGEMENT.search(name):
        return "MSExchange Management"
    found = {LOGS[word] for word in _split(name) if word in LOGS}
    return found.pop() if len(found) == 1 else ""


def server_named(file: str) -> str | None:
    """Give what stands beside a log's or a list's words in a name and looks like a server.

    A host's name mostly has a number; others are only taken where something else names them, by
    `hosts_named`. Empty where there is none, or several; None where there are no such words.

    >>> server_named("HUB01-application.csv"), server_named("system_EX01.csv")
    ('HUB01', 'EX01')
    >>> server_named("Sys LKS-EX1 2026-11-26.csv"), server_named("EX01_App.evtx.csv")
    ('LKS-EX1', 'EX01')
    >>> server_named("Sys EXA.csv"), server_named("app 26112026.csv"), server_named("EX1 EX2.csv")
    ('', '', None)
    >>> server_named("certs-MX1-MX2.txt"), server_named("certs-DC1-MX2.txt")
    ('', 'DC1-MX2')
    """
    name = file.rpartition("/")[2]
    if not _words_in(name):
        return None
    hosts = {
        part.casefold(): part
        for part in _candidates(name)
        if _HOST.fullmatch(part)
        and not _COUNTED.fullmatch(part)
        and not _NUMBERED.fullmatch(part)
        and _ends_like_a_host(part)
        and not names_several(part)
    }
    return next(iter(hosts.values())) if len(hosts) == 1 else ""


def names_several(part: str) -> bool:
    """Tell two hosts with a dash between them, which are numbered one after the other, from one.

    >>> names_several("MX1-MX2"), names_several("ex01-und-ex02"), names_several("DC1-EX1")
    (True, True, False)
    """
    found = [numbered for piece in part.split("-") if (numbered := _STEM.fullmatch(piece))]
    stems = {one["stem"].casefold() for one in found}
    return len(stems) == 1 and len({int(one["number"]) for one in found}) > 1


def hosts_named(file: str) -> frozenset[str]:
    """Give what of a file's name, or of its folders', can be the name of a host that is known.

    >>> sorted(hosts_named("case/Sys EXA.csv")), sorted(hosts_named("EX01/mail.txt"))
    (['exa'], ['ex01'])
    >>> sorted(hosts_named("EX01-SEND2026112516-1.LOG"))
    ['ex01']
    """
    *folders, own = file.split("/")
    told = _candidates(own)
    # What the file's own name tells goes before what its folder does, also of a stranger.
    parts = [own] if any(map(is_written_as_host, told)) else [*folders, own]
    found = {one.casefold() for part in parts for one in _candidates(part)}
    return frozenset(one for one in found if len(one) > 1 and not _is_no_host(one))


def is_written_as_host(part: str) -> bool:
    """Tell what is written as people write a host's name: with a number, or in capitals.

    >>> is_written_as_host("EX01"), is_written_as_host("MAILGATE"), is_written_as_host("Kunde")
    (True, True, False)
    """
    if _COUNTED.fullmatch(part) or _is_no_host(part):
        return False
    return (part.isupper() and len(part) > 3) or _HOST.fullmatch(part) is not None


def _is_no_host(part: str) -> bool:
    return part.casefold() in _NO_HOST or says_log(part)


def _split(name: str) -> list[str]:
    return [word for part in _BETWEEN.split(folded(name)) for word in (part, *part.split("-"))]


def _words_in(name: str) -> bool:
    bare = name.rpartition(".")[0] or name
    return any(_is_word(word) for word in _split(bare) if word)


def _candidates(name: str) -> list[str]:
    """List the parts of a name without the words that stand before or behind them."""
    found: list[str] = []
    for part in _APART.split(_PROTOCOL.sub("", name)):
        pieces = part.split("-")
        while pieces and _is_word(pieces[0]):
            pieces.pop(0)
        while pieces and (_is_word(pieces[-1]) or (len(pieces[-1]) > 3 and pieces[-1].isdigit())):
            pieces.pop()
        if pieces and not _NUMBER.fullmatch("-".join(pieces)):
            found.append("-".join(pieces))
    return found


def _is_word(piece: str) -> bool:
    return not piece or piece.casefold() in _WORDS or says_log(piece)


def _ends_like_a_host(part: str) -> bool:
    """Tell a host with a dash in its name from a host with another word behind it."""
    last = part.rpartition("-")[2]
    return "-" not in part or last.isupper() or any(letter.isdigit() for letter in last)
