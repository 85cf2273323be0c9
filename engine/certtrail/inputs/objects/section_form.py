"""Sections, as certutil prints certificates: a head between equals signs, then labels of any depth.

    ================ Certificate 0 ================
    Serial Number: 0102
    Issuer: CN=Contoso CA
     NotBefore: 4/22/2019 10:00 AM
     NotAfter: 4/22/2024 10:00 AM
    Subject: CN=EX01
    Cert Hash(sha1): 0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293
      Key Container = {4BC0A5A2-...}
      Provider = Microsoft RSA SChannel Cryptographic Provider
    Encryption test passed

Blank lines mean nothing in it. certutil translates its labels but not their order, so where a
label is of a language that nobody told, its place and its value say what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.list_pieces import indent_of
from certtrail.inputs.objects.text_lines import PROMPT, Found, TextLines
from certtrail.inputs.objects.text_object import TextObject
from certtrail.inputs.objects.typed_cells import looks_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.objects.text_object import Value
    from certtrail.rulebook.object_labels import ObjectLabels

_HEAD: Final = re.compile(
    r"[ \t]*={3,} [^=\n]{1,60}? ?\d{1,6} ={3,}[ \t]*|X\.?509[^:\n]{0,40}:[ \t]*"
)
_TOOL: Final = re.compile(r"[ \t]*CertUtil: ")
_LINE: Final = re.compile(
    r"[ \t]*(?P<label>[^\s:=\uff1a][^:=\n\uff1a]{0,62}?)[ \t]*"
    r"(?P<mark>:|\uff1a|(?<=[ \t])=|=(?=[ \t]))[ \t]*(?P<value>.*)"
)
_DNS: Final = re.compile(r"[ \t]*[^=\n]{0,20}\bDNS\b[^=\n]{0,20}=[ \t]*(?P<name>\S{1,255})[ \t]*")
# The sort of a public key, as certutil -v has it in any language; those of signatures are others.
_KEY_SORT: Final = re.compile(
    r"(?<![\d.])(?P<sort>1\.2\.840\.(?:10045\.2\.1|113549\.1\.1\.1|10040\.4\.1))(?![\d.])"
)
_KEY_SIZE: Final = re.compile(
    r"[^:\n]{3,60}:[ \t]{0,20}(?P<bits>\d{3,5})[ \t]?bits?\b", re.IGNORECASE
)
_SERIAL: Final = re.compile(r"[0-9a-fA-F]{2,64}")
_SHA1: Final = re.compile(r"\(sha1\)", re.IGNORECASE)
_HASH: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ \t]?){19}[0-9a-fA-F]{2}")
_NAMED: Final = re.compile(r"(?:CN|OU|O|DC|E|C)[ \t]?=")
_MOST_LINES: Final = 20_000
ENDED: Final = "certutil goes on behind it"
"""The remark on a section that was pasted to its end: nothing of it is cut off."""


@dataclass(slots=True)
class _Section:
    """What a section says, and its lines with labels that nobody knows."""

    values: dict[str, Value] = field(default_factory=dict)
    domains: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)
    # The label whose value stands below it, its column, and that of the value once it is known.
    open: tuple[str, int, int] | None = None

    def settle(self, name: str, value: str) -> None:
        """Take a value where there is none yet."""
        if not self.values.get(name):
            self.values[name] = value


def read_section(lines: TextLines, at: int) -> Found | None:
    """Read the section whose head is on a line."""
    if not _HEAD.fullmatch(lines.lines[at]):
        return None
    until, ended = at + 1, False
    while until < min(len(lines), at + _MOST_LINES):
        line = lines.lines[until]
        ended = _HEAD.fullmatch(line) is not None or _TOOL.match(line) is not None
        if ended or PROMPT.match(line):
            break
        until += 1
    section = _Section()
    for line in lines.lines[at + 1 : until]:
        _take(section, line, lines.labels)
    _by_shape(section)
    if section.domains:
        section.values["CertificateDomains"] = tuple(dict.fromkeys(section.domains))
    if len(section.values) < 2:
        return None
    end = lines.places[until - 1] + len(lines.lines[until - 1])
    values: Mapping[str, Value] = section.values
    remarks = (*section.remarks, ENDED) if ended else tuple(section.remarks)
    return Found([TextObject(lines.places[at], end, values, remarks)], until)


def _take(section: _Section, line: str, labels: ObjectLabels) -> None:
    if not line.strip():
        return
    _take_key(section, line)
    if section.open is not None and _goes_on(section, line):
        return
    section.open = None
    if (named := _DNS.fullmatch(line)) is not None:
        section.domains.append(named["name"])
        return
    # There are few things that a remark can say.
    if (said := labels.remark(line.strip())) is not None:
        if said not in [labels.remark(one) for one in section.remarks]:
            section.remarks.append(line.strip())
        return
    found = _LINE.fullmatch(line)
    if found is None:
        return
    value = found["value"].strip()
    name = labels.name_of(found["label"])
    if name is None:
        section.unknown.append((found["label"], found["mark"], value))
        return
    section.settle(name, value)
    if not value:
        section.open = (name, indent_of(line), 0)


def _take_key(section: _Section, line: str) -> None:
    """Take of what sort the public key is, and how long."""
    if (key := _KEY_SORT.search(line)) is not None:
        section.settle("PublicKeyAlgorithm", key["sort"])
    elif (size := _KEY_SIZE.match(line)) is not None:
        section.settle("PublicKeySize", size["bits"])


def _goes_on(section: _Section, line: str) -> bool:
    """Take a line below an empty label: a part of a distinguished name, or the value itself."""
    name, indent, column = section.open or ("", 0, 0)
    here = indent_of(line)
    if here <= indent + 1 or (column and here != column):
        return False
    section.open = (name, indent, here)
    known = section.values.get(name, "")
    parts = known if isinstance(known, tuple) else (known,) if known else ()
    section.values[name] = (*parts, line.strip()) if parts else line.strip()
    return True


def _by_shape(section: _Section) -> None:
    """Say by place and value what lines of another language are."""
    known = "Thumbprint" in section.values
    for _, mark, value in section.unknown:
        if mark.strip() == "=":
            said = "Provider" if " Provider" in value or value.startswith("Microsoft ") else ""
            if said or not known:
                section.settle(said or "KeyContainer", value)
    if known:
        return
    hashes = [value for label, _, value in section.unknown if _is_hash(label, value)]
    if not hashes:
        return
    section.settle("Thumbprint", hashes[-1])
    for name, value in _in_order(section):
        section.settle(name, value)


def _is_hash(label: str, value: str) -> bool:
    return bool(_SHA1.search(label)) and _HASH.fullmatch(value) is not None


def _in_order(section: _Section) -> Iterator[tuple[str, str]]:
    """Give serial number, issuer, both dates and subject, which come in that order."""
    plain = [value for _, mark, value in section.unknown if mark.strip() != "=" and value]
    yield from (("SerialNumber", value) for value in plain[:1] if _SERIAL.fullmatch(value))
    names = [value for value in plain if _NAMED.match(value)]
    yield from zip(("Issuer", "Subject"), names, strict=False)
    dates = [value for value in plain if looks_like(value, "date")]
    yield from zip(("NotBefore", "NotAfter"), dates, strict=False)
