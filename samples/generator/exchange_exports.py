"""What administrators export of a server: certificates and connectors, as CliXML and as lists."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"
_CERTIFICATE: Final = "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"
_DIRECTORY: Final = "Microsoft.Exchange.Data.Directory.SystemConfiguration"
_BITS: Final = {"IMAP": 1, "POP": 2, "UM": 4, "IIS": 8, "SMTP": 16, "Federation": 32}
_STATUSES: Final = ("Unknown", "Valid", "Revoked", "DateInvalid", "Untrusted", "Invalid")
_PROVIDER: Final = "Microsoft RSA SChannel Cryptographic Provider"


@dataclass(frozen=True, slots=True)
class Exported:
    """A certificate as Exchange exports it: its DER, and what Exchange knows beside that."""

    der: bytes
    thumbprint: str
    services: Sequence[str] = ("SMTP",)
    status: str = "Valid"
    root: int = 1
    self_signed: bool = False
    friendly_name: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)


def clixml(objects: Iterable[str]) -> str:
    """Put objects into a file as Export-Clixml does."""
    body = "\r\n".join(objects)
    return f'<Objs Version="1.1.0.1" xmlns="{_NAMESPACE}">\r\n{body}\r\n</Objs>'


def certificate_object(server: str, one: Exported, *, signed: bool = False) -> str:
    """Write one object of Get-ExchangeCertificate; `signed` as newer servers do."""
    content = serialised(server, one)
    if signed:
        content = b"#sig#" + struct.pack("<i", len(content)) + content + bytes(range(32))
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{_CERTIFICATE}</T><T>System.Object</T></TN>'
        f"<ToString>[Thumbprint]_x000D__x000A_  {one.thumbprint}_x000D__x000A_</ToString>"
        f'<Props><BA N="RawData">{base64.b64encode(one.der).decode()}</BA></Props>'
        f'<MS><S N="PSComputerName">{escape(server.lower())}</S>'
        f'<BA N="SerializationData">{base64.b64encode(content).decode()}</BA></MS></Obj>'
    )


def connector_object(kind: str, properties: Mapping[str, str | bool | None]) -> str:
    """Write one object of Get-ReceiveConnector or Get-SendConnector."""
    name = "ReceiveConnector" if kind == "receive" else "SmtpSendConnectorConfig"
    members = "".join(_member(key, value) for key, value in properties.items())
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{_DIRECTORY}.{name}</T><T>System.Object</T></TN>'
        f"<ToString>{escape(str(properties['Name']))}</ToString><Props>{members}</Props></Obj>"
    )


def service_object(server: str, thumbprint: str) -> str:
    """Write one object of Get-TransportService."""
    kind = "Microsoft.Exchange.Data.Directory.Management.TransportServer"
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{kind}</T></TN><ToString>{server}</ToString><Props>'
        f'<S N="Name">{server}</S><S N="InternalTransportCertificateThumbprint">{thumbprint}</S>'
        "</Props></Obj>"
    )


def _member(name: str, value: str | bool | None) -> str:
    if value is None:
        return f'<Nil N="{name}" />'
    if isinstance(value, bool):
        return f'<B N="{name}">{str(value).lower()}</B>'
    return f'<S N="{name}">{escape(value)}</S>'


def listed(objects: Iterable[Mapping[str, str]], width: int = 120) -> str:
    """Write objects as Format-List does, wrapped at a width."""
    lines: list[str] = []
    for one in objects:
        pad = max(map(len, one))
        for name, value in one.items():
            start = f"{name:<{pad}} : "
            lines += _wrapped(start, value, width)
        lines.append("")
    return "\r\n".join(["", *lines, ""])


def _wrapped(start: str, value: str, width: int) -> list[str]:
    """Wrap at blanks; a word that is longer than a line is cut."""
    room = max(width - len(start) - 1, 8)
    lines = [""]
    for word in value.split(" "):
        rest = word
        joined = f"{lines[-1]} {rest}" if lines[-1] else rest
        if len(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while len(rest) > room:
            lines[-1] = rest[:room]
            lines.append("")
            rest = rest[room:]
        lines[-1] = rest
    return [start + lines[0], *(" " * len(start) + line for line in lines[1:])]


def serialised(server: str, one: Exported) -> bytes:
    """Write what .NET's BinaryFormatter writes of an ExchangeCertificate ([MS-NRBF])."""
    space = "Microsoft.Exchange.Management.SystemConfigurationTasks."
    enums = ("CertificateStatus", "CertificateAuthorityType", "AllowedServices")
    members = ("CertData", "SelfSigned", "Status", "RootCAType", "Services", "Identity")
    kinds = bytes([7, 0, 4, 4, 4, 1])
    added = bytes([2, 1]) + b"".join(_text(space + name) + _number(2) for name in enums)
    head = b"\0" + struct.pack("<iiii", 1, -1, 1, 0)
    library = b"\x0c" + _number(2) + _text("Microsoft.Exchange.Management, Version=15.0.0.0")
    layout = b"\x05" + _number(1) + _text(_CERTIFICATE) + _number(len(members))
    layout += b"".join(map(_text, members)) + kinds + added + _number(2)
    bits = sum(_BITS[name] for name in one.services)
    values = (_STATUSES.index(one.status), one.root, bits)
    body = b"\x09" + _number(3) + bytes([one.self_signed])
    for number, (name, value) in enumerate(zip(enums, values, strict=True)):
        body += b"\x05" + _number(-4 - number) + _text(space + name) + _number(1)
        body += _text("value__") + bytes([0, 8]) + _number(2) + _number(value)
    body += b"\x06" + _number(7) + _text(f"{server}\\{one.thumbprint}")
    store = _store_element(one)
    array = b"\x0f" + _number(3) + _number(len(store)) + b"\x02" + store
    return head + library + layout + body + array + b"\x0b"


def _store_element(one: Exported) -> bytes:
    provider, container = (f"{text}\0".encode("utf-16-le") for text in (_PROVIDER, "container"))
    key = struct.pack("<IIIIIII", 28, 28 + len(container), 12, 0x20, 0, 0, 1) + container + provider
    friendly = f"{one.friendly_name}\0".encode("utf-16-le")
    parts = ((2, key), (11, friendly), (32, one.der))
    return b"".join(struct.pack("<III", number, 1, len(value)) + value for number, value in parts)


def _number(value: int) -> bytes:
    return struct.pack("<i", value)


def _text(value: str) -> bytes:
    content = value.encode()
    size = len(content)
    prefix = b""
    while size >= 0x80:
        prefix += bytes([size & 0x7F | 0x80])
        size >>= 7
    return prefix + bytes([size]) + content
