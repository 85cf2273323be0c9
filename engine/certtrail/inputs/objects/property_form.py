r"""One property of one object, as a shell prints it for who asks for nothing else.

[PS] C:\>(Get-ExchangeCertificate -Thumbprint 0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293).NotAfter

Tuesday, March 19, 2030 8:00:00 AM

What is not asked in just these ways, or is answered by more than one line, nobody takes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_lines import PROMPT, Found, TextLines
from certtrail.inputs.objects.text_object import TextObject
from certtrail.inputs.objects.typed_cells import is_cell
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from certtrail.rulebook.object_labels import PropertyType

_CERTIFICATE: Final = "get-exchangecertificate"
_ARGUMENTS: Final = r"(?P<arguments>(?:[ \t]+[^()|;{}]{1,400})?)"
_ASKED: Final = re.compile(
    rf"{PROMPT.pattern}.{{0,200}}?(?<![\w$-])(?:"
    rf"\([ \t]*(?P<cmdlet>Get-(?:ExchangeCertificate|TransportServ(?:ice|er)|AuthConfig))"
    rf"{_ARGUMENTS}\)\.(?P<property>\w{{1,80}})[ \t]*"
    rf"|(?P<piped>Get-(?:ExchangeCertificate|TransportServ(?:ice|er)|AuthConfig))"
    rf"{_ARGUMENTS.replace('arguments', 'given')}"
    r"\|[ \t]*select(?:-object)?[ \t]+-exp\w{0,11}[ \t]+(?P<expanded>\w{1,80})[ \t]*)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"[ \t]+(?:-Identity[ \t:]+)?(?P<quote>['\"]?)(?P<name>[A-Za-z0-9][\w.-]{0,253})(?P=quote)"
    r"[ \t]*",
    re.ASCII | re.IGNORECASE,
)
_MOST_LINES: Final = 6


def read_property(lines: TextLines, at: int) -> Found | None:
    """Read the property that the command on a line asks for, if the line below it is the answer."""
    line = lines.lines[at]
    asked = _ASKED.fullmatch(line) if "Get-" in line or "get-" in line else None
    name = asked and lines.labels.name_of(asked["property"] or asked["expanded"])
    if asked is None or name is None:
        return None
    which = _which(
        (asked["cmdlet"] or asked["piped"]).casefold(), asked["arguments"] or asked["given"] or ""
    )
    shown = [
        number for number in range(at + 1, _until(lines, at + 1)) if not lines.is_blank(number)
    ]
    if which is None or name in which or len(shown) != 1:
        return None
    (number,) = shown
    place, value = lines.places[number], lines.lines[number]
    if not _fits(value.strip(), lines.labels.types.get(name, "text")):
        return None
    values = {**which, name: value.strip()}
    return Found([TextObject(place, place + len(value), values)], number + 1)


def _fits(value: str, kind: PropertyType) -> bool:
    """Tell whether a line may be a property of a type."""
    if kind == "date":
        return WrittenDate.read(value) is not None
    if kind == "list":
        return value.startswith("{") == value.endswith("}")
    return is_cell(value, kind)


def _until(lines: TextLines, at: int) -> int:
    """Give the line behind an answer, as far as one looks."""
    until = at
    while until < min(len(lines), at + _MOST_LINES) and not PROMPT.match(lines.lines[until]):
        until += 1
    return until


def _which(cmdlet: str, arguments: str) -> dict[str, str] | None:
    """Tell which object was asked, by the property that names it; None where it may be several."""
    if cmdlet == _CERTIFICATE:
        thumbprint = only_thumbprint(arguments)
        return None if thumbprint is None else {"Thumbprint": thumbprint}
    if cmdlet == "get-authconfig":
        return None if arguments.strip() else {}
    named = _NAMED.fullmatch(arguments)
    return None if named is None else {"Name": named["name"]}
