"""The proxy of Windows' own services, out of pasted text: what `netsh winhttp show proxy` prints
in; a `winhttp-proxy` fact out.

    Current WinHTTP proxy settings:

        Proxy Server(s) :  proxy.contoso.com:8080
        Bypass List     :  (none)

Without a proxy one sentence stands in place of both lines. The words are in the language of
Windows, such as `Aktuelle WinHTTP-Proxyeinstellungen:` or `Paramètres de proxy WinHTTP actuels :`;
so the lines are told by their order and by what stands in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLON: Final = r"[:\uff1a]"
_LABEL: Final = r"[ \t]*[^\n:\uff1a]{1,60}[:\uff1a][ \t]*"
_HEADING: Final = re.compile(
    rf"^[^\n:\uff1a]{{0,60}}WinHTTP[^\n:\uff1a]{{0,60}}{_COLON}[ \t]*$", re.MULTILINE
)
# An address with its port, alone or of one protocol, as `http=proxy:80;https=proxy:81`.
_ADDRESS: Final = (
    r"(?:[a-z]{2,6}=)?(?:[a-z]{2,6}://)?"
    r"(?:\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?/?"
)
_PROXY: Final = re.compile(
    rf"{_LABEL}(?P<proxy>{_ADDRESS}(?:[; ]{{1,3}}{_ADDRESS}){{0,9}})[ \t]*", re.IGNORECASE
)
_BYPASS: Final = re.compile(rf"{_LABEL}(?P<bypass>\S[^\n]{{0,400}}?)[ \t]*")
# What it says without a proxy: a word for direct, and in brackets that there is none.
_DIRECT: Final = re.compile(
    r"[ \t]*(?P<direct>[^\n:\uff1a()\uff08\uff09]{2,60}"
    r"[(\uff08][^\n()\uff08\uff09]{2,60}[)\uff09])[.\u3002]?[ \t]*"
)
_LINES: Final = 6


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a heading."""
    return _HEADING.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the settings; what is printed last of a server counts."""
    facts: dict[str, Fact] = {}
    for heading in _HEADING.finditer(paste.text):
        lines = list(_below(paste.text, heading.end()))
        fields = _fields(lines)
        if not fields:
            continue
        server = paste.server_at(heading.start())
        told = f"WinHTTP proxy: {fields['proxy']}"
        evidence = paste.evidence(heading.start(), server, told)
        facts[server] = Fact("winhttp-proxy", server, 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()))


def _below(text: str, start: int) -> Iterator[str]:
    """Give the lines below a heading that say something, up to the next command."""
    for line in text[start : start + 2_000].split("\n")[1 : 1 + _LINES]:
        if PROMPT.match(line):
            return
        if line.strip():
            yield line


def _fields(lines: list[str]) -> dict[str, str | int | bool]:
    """Read the proxy and what goes past it, or that there is none; empty for neither."""
    if not lines:
        return {}
    direct = _DIRECT.fullmatch(lines[0])
    if direct is not None:
        return {"proxy": direct["direct"].strip(), "state": "direct"}
    proxy = _PROXY.fullmatch(lines[0])
    if proxy is None:
        return {}
    fields: dict[str, str | int | bool] = {"proxy": proxy["proxy"], "state": "proxy"}
    bypass = _BYPASS.fullmatch(lines[1]) if len(lines) > 1 else None
    if bypass is not None and not bypass["bypass"].startswith(("(", "\uff08")):
        fields["bypass"] = bypass["bypass"]
    return fields


SCANNER = Scanner(phrase("proxy settings of Windows"), ("winhttp",), recognise, scan)
