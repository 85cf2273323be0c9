r"""Settings of TLS in the registry, out of pasted text: what `reg query`, Get-ItemProperty or a
file of the registry tells of SCHANNEL and .NET in; a fact for each key out.

    HKEY_LOCAL_MACHINE\SYSTEM\...\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client
        DisabledByDefault    REG_DWORD    0x1

Get-ItemProperty tells the key behind its values, as PSPath; the others before them. A key that was
asked for and is not there is told, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAGS: Final = re.IGNORECASE
_KEY: Final = re.compile(
    r"SCHANNEL\\Protocols\\(?P<protocol>(?:D?TLS|SSL|PCT) ?\d\.\d)"
    r"\\(?P<side>Client|Server)(?![\w\\])"
    r"|(?P<wow>WOW6432Node\\)?Microsoft\\\.NETFramework\\(?P<net>v[24]\.[\d.]*\d)(?![\w\\])",
    _FLAGS,
)
_NAMES: Final = {
    "enabled": "set_enabled",
    "disabledbydefault": "disabled_by_default",
    "schusestrongcrypto": "strong_crypto",
    "systemdefaulttlsversions": "system_default",
}
_VALUE: Final = re.compile(
    rf"^[ \t]*\"?(?P<name>{'|'.join(_NAMES)})\"?"
    r"(?:[ \t]+REG_DWORD[ \t]+0x(?P<hex>[0-9a-f]{1,8})|=dword:(?P<dword>[0-9a-f]{1,8})"
    r"|[ \t]*:[ \t]*(?P<number>-?\d{1,10}))[ \t]*$",
    _FLAGS | re.MULTILINE,
)
_LINE: Final = re.compile(r"^.*$", re.MULTILINE)
_BEHIND: Final = re.compile(r"[ \t]*PS(?:Parent)?Path[ \t]*:", _FLAGS)
# What reg.exe and PowerShell write where there is no such key, in any language.
_MISSING: Final = re.compile(
    r"^[ \t]*(?-i:[A-Z\u00c0-\u00dc\u0410-\u042f]{4,10}):[ \t]|ObjectNotFound|PathNotFound"
    r"|Get-Item\w* ?:",
    _FLAGS | re.MULTILINE,
)
# How a file of the registry begins, which holds whatever somebody exported.
_EXPORT: Final = re.compile(r"\s*(?:Windows Registry Editor Version|REGEDIT4\s)")
_REACH: Final = 2_000
_MOST: Final = 200
_COUNTS: Final = phrase("settings of TLS in the registry")


def recognise(paste: Paste) -> bool:
    """Tell whether a text names such a key."""
    return _KEY.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the keys with their values; what is told of a key last counts."""
    facts: dict[tuple[str, ...], Fact] = {}
    room = Room(_MOST)
    for key, end in _stretches(paste.text):
        told = _values(paste.text, key, end)
        missing = not told and _MISSING.search(paste.text, key.end(), end) is not None
        if not told and not missing:
            continue
        fields = _fields(key, told)
        server = paste.server_at(key.start())
        line = ", ".join(f"{name}={value}" for name, value in fields.items())
        fact = Fact("tls-setting", server, 0, fields, (paste.evidence(key.start(), server, line),))
        place = (server, *(str(fields.get(name, "")) for name in ("component", "protocol", "side")))
        same = *place, str(fields.get("wow", ""))
        if room.takes(same):
            facts[same] = fact
    exported = phrase(
        "It is an export of the registry, of which only settings of TLS are read; send the "
        "Application and System logs as .evtx."
    )
    problems = (*((exported,) if _EXPORT.match(paste.text) else ()), *room.problems(_COUNTS))
    return Scanned(len(facts), tuple(facts.values()), problems=problems)


def _stretches(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Give each mention of a key with where what it tells of ends."""
    found = list(_KEY.finditer(text))
    for at, key in enumerate(found):
        behind = found[at + 1].start() if at + 1 < len(found) else len(text)
        line = _after(text, "\n", key.start(), behind) if behind < len(text) else behind
        yield key, max(key.end(), min(line, key.end() + _REACH))


def _after(text: str, mark: str, start: int, end: int) -> int:
    """Give the place behind the last mark between two places; the first of them without one."""
    found = text.rfind(mark, start, end)
    return start if found < 0 else found + len(mark)


def _values(text: str, key: re.Match[str], end: int) -> dict[str, int]:
    """Read the values that belong to a key: above it where it stands as PSPath, else below it."""
    floor = max(0, key.start() - _REACH)
    begin = _after(text, "\n", floor, key.start())
    if _BEHIND.match(text, begin):
        start, end = _after(text, "\n\n", floor, begin), begin
    else:
        start = key.end()
        # Another command asks for something else.
        for line in _LINE.finditer(text, text.find("\n", start) + 1 or len(text), end):
            if PROMPT.match(line[0]) or line[0].startswith("["):
                end = line.start()
                break
    found: dict[str, int] = {}
    for value in _VALUE.finditer(text, start, end):
        digits = value["hex"] or value["dword"]
        number = int(digits, 16) if digits else int(value["number"])
        found[_NAMES[value["name"].casefold()]] = number
    return found


def _fields(key: re.Match[str], told: dict[str, int]) -> dict[str, str | int | bool]:
    """Name the key and what it sets; a value that is not there is left out."""
    if key["net"]:
        fields: dict[str, str | int | bool] = {
            "component": "dotnet",
            "version": key["net"],
            "wow": key["wow"] is not None,
        }
        known = ("strong_crypto", "system_default")
        off = any(told.get(name) == 0 for name in known)
        whole = all(told.get(name, 0) for name in known)
    else:
        protocol = key["protocol"].upper()
        fields = {
            "component": "schannel",
            "protocol": protocol if " " in protocol else f"{protocol[:-3]} {protocol[-3:]}",
            "side": key["side"].lower(),
        }
        known = ("set_enabled", "disabled_by_default")
        off = told.get("set_enabled") == 0 or bool(told.get("disabled_by_default"))
        whole = bool(told.get("set_enabled")) and told.get("disabled_by_default") == 0
    given = {name: str(told[name]) for name in known if name in told}
    state = "off" if off else "on" if whole else "absent" if not given else "partly"
    return {**fields, **given, "state": state}


SCANNER = Scanner(
    _COUNTS,
    ("schannel\\protocols\\", "\\.netframework\\v"),
    recognise,
    scan,
)
