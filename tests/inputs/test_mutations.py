"""Every reader under mutation: whatever a file holds, a report says what became of it, no more.

`make fuzz` goes on with new examples.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import pipeline
from tests.inputs import archives, certificates
from tests.inputs.carried import EVENT, WARNING, compound, message, run, word
from tests.inputs.pasted_seeds import PASTES
from tests.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES: Final = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "0")) or 20  # of `make fuzz`
_SYSTEM: Final = (
    '<System><Provider Name="MSExchangeTransport"/><EventID Qualifiers="49156">12024</EventID>'
    "<Level>2</Level><Task>12</Task><TimeCreated SystemTime='2026-02-01T00:00:00.5Z'/>"
    "<EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>EX01</Computer>"
    "</System><EventData><Data>mail.contoso.com</Data><Data>A1</Data><Binary>00FF</Binary>"
    "</EventData>"
)
_XML: Final = f"<Event>{_SYSTEM}</Event>"
_OBJECTS: Final = "http://schemas.microsoft.com/powershell/2004/04"
_RECORD: Final = "System.Diagnostics.Eventing.Reader.EventLogRecord"
_OWN: Final = (
    '{"time":"2026-02-01T00:00:00Z","computer":"EX01","channel":"Application",'
    '"provider":"MSExchangeTransport","event_id":12024,"record_id":7,"level":2,"task":null,'
    '"qualifiers":null,"data":["mail.contoso.com",{"a":["b"]}],"binary":null}\n'
)
_LISTED: Final = f"""\
[PS] C:\\>Get-ExchangeCertificate | fl
AccessRules        : {{System.Security.AccessControl.CryptoKeyAccessRule}}
CertificateDomains : {{mail.contoso.com, EX01}}
NotAfter           : 2/3/2028 1:00:00 PM
Services           : IMAP, POP, IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com, O=Contoso
Thumbprint         : {"A1" * 20}

Thumbprint                               Services Subject
----------                               -------- -------
{"B2" * 20} ...WS..  CN=EX01
"""


def _mail(*parts: bytes) -> bytes:
    lines = [b"From: a@contoso.com\nSubject: =?utf-8?q?logs_=C3=A4?=\nMIME-Version: 1.0"]
    lines.append(b'Content-Type: multipart/mixed; boundary="b"\n')
    for number, part in enumerate(parts):
        name = b'Content-Disposition: attachment; filename="%d.txt"' % number
        lines.append(b"--b\nContent-Transfer-Encoding: quoted-printable\n" + name + b"\n\n" + part)
    return b"\n".join([*lines, b"--b--\n"])


SEEDS: Final[dict[str, Callable[[], bytes]]] = {
    "evtx": lambda: (ROOT / "samples/edge/HUB01/Application.evtx").read_bytes(),
    "event XML": lambda: f"<Events>{_XML}\n{_XML}</Events>".encode(),
    "event CliXML": lambda: (
        f'<Objs Version="1.1.0.1" xmlns="{_OBJECTS}"><Obj RefId="0"><TN RefId="0"><T>{_RECORD}</T>'
        '</TN><ToString>x</ToString><Props><I32 N="Id">12024</I32><S N="ProviderName">'
        'MSExchangeTransport</S><S N="MachineName">EX01</S><DT N="TimeCreated">'
        '2026-02-01T00:00:00Z</DT><Obj N="Properties" RefId="1"><LST><S>a_x000D_</S><Nil/>'
        '<BA>AAEC</BA></LST></Obj><Ref N="x" RefId="1"/></Props></Obj></Objs>'
    ).encode(),
    "export": lambda: (
        f'<Objs Version="1.1.0.1" xmlns="{_OBJECTS}"><Obj RefId="0"><TN RefId="0"><T>Deserialized.'
        "Microsoft.Exchange.Data.Directory.SystemConfiguration.ReceiveConnector</T></TN><Props>"
        '<S N="Fqdn">mail.contoso.com</S><S N="Server">EX01</S><B N="Enabled">true</B>'
        '<S N="TlsCertificateName">&lt;I&gt;CN=CA&lt;S&gt;CN=mail</S></Props></Obj></Objs>'
    ).encode(),
    "JSON": lambda: (
        b'[{"Id":12024,"ProviderName":"MSExchangeTransport","TimeCreated":"/Date(1760000000000)/",'
        b'"MachineName":"EX01","LogName":"Application","Properties":[{"Value":"a"},{"Value":[0,1]}'
        b'],"RecordId":7,"Level":2}]'
    ),
    "own JSON Lines": lambda: _OWN.encode() * 2,
    "CSV": lambda: (
        (
            b'"Level","Date and Time","Source","Event ID","Task Category"\r\n'
            b"Error,2/28/2026 1:00:00 PM,MSExchangeTransport,12024,TransportService,"
            b'"Text, of\r\ntwo"\r\n'
        )
        * 2
    ),
    "certificate": lambda: certificates.der(certificates.certificate("mail.contoso.com")),
    "config": lambda: (
        b'<?xml version="1.0"?><configuration><appSettings><add key="'
        b'SmtpSendOneLevelWildcardMatchForCertSelection" value="true"/></appSettings>'
        b"</configuration>"
    ),
    "SMTP log": lambda: (
        b"#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send "
        b"Protocol Log\r\n#Date: 2026-02-01T00:00:00.000Z\r\n#Fields: date-time,connector-id,"
        b"session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n"
        b"2026-02-01T00:00:00.000Z,c,8,1,1.2.3.4:25,1.2.3.5:25,>,STARTTLS,\r\n"
        b'2026-02-01T00:00:01.000Z,c,8,2,1.2.3.4:25,1.2.3.5:25,*,,"Sending certificate CN=a"\r\n'
    ),
    "mail": lambda: _mail(EVENT.encode(), _LISTED.encode()),
    "web page": lambda: (
        f"<html><body><table><tr><td>{'A1' * 20}</td><td>SMTP</td></tr></table>"
        f"<pre>{EVENT}</pre><!-- x --></body></html>"
    ).encode(),
    "RTF": lambda: (
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard\\b " + EVENT.replace("\n", "\\par\n") + "}"
    ).encode(),
    "document": lambda: archives.zipped(word(run(WARNING))),
    "Outlook": lambda: compound(message(texts={0x0037: "logs", 0x1000: EVENT})),
    "event text": lambda: EVENT.encode(),
    "warning": lambda: WARNING.encode(),
    "lists": lambda: _LISTED.encode(),
    "zip": lambda: archives.zipped({"a.txt": EVENT.encode()}),
    "7z": lambda: archives.seven({"a.txt": EVENT.encode()}),
    "cabinet": lambda: archives.cabinet({"a.txt": EVENT.encode()}),
    "tar.gz": lambda: archives.tarred({"a.txt": EVENT.encode()}, "w:gz"),
    **{name: partial(str.encode, paste) for name, paste in PASTES.items()},
}


@cache
def seed(name: str) -> bytes:
    """Give a sound file."""
    return SEEDS[name]()


_TOKENS: Final = st.sampled_from(
    [
        *(
            b"\0",
            b"\xff\xff\xff\xff",
            b"\x80",
            b"\xed\xa0\x80",
            b"\r",
            b"\n",
            b"\x1b[2J",
            b"{",
            b"[",
        ),
        *(b'"', b"'", b"<", b">", b"</", b"&#0;", b"&x;", b"-", b"9" * 5000, b"1e999", b"NaN"),
        *(b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59.9999999Z", b"1500-02-29", b"null"),
        *(b"\\ud800", b"_xD800_", b"%s", b"{0}", b"=?utf-8?b?", b"\xe2\x80\xae", b"[" * 200),
    ]
)
_EDIT: Final = st.tuples(
    st.sampled_from(["flip", "insert", "cut", "repeat", "end", "swap"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 40),
    st.one_of(st.binary(min_size=1, max_size=8), _TOKENS),
)


def edited(content: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    """Change a file here and there."""
    for how, where, size, token in edits:
        at = int(where * len(content))
        before, part, after = content[:at], content[at : at + size], content[at + size :]
        content = {
            "flip": before + token[: len(part)] + part[len(token) :] + after,
            "insert": before + token + part + after,
            "cut": before + after,
            "repeat": before + part * (size + 1) + after,
            "end": before,
            "swap": before + part[::-1] + after,
        }[how]
    return content


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=EXAMPLES)
@given(st.lists(_EDIT, min_size=1, max_size=6))
def test_no_mutation_is_a_fault(name: str, edits: list[tuple[str, float, int, bytes]]) -> None:
    """It is read, with what it tells of servers, or a report says why not."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.bin"
        path.write_bytes(edited(seed(name), edits))
        evidence, _ = pipeline.analysed([path])
    assert evidence.inputs
    told = [problem for report in evidence.inputs for problem in report.problems]
    assert not [line for line in told if "fault in certtrail" in line or "of computing" in line]


@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_is_read(name: str) -> None:
    """Without mutations nothing is wrong with them, so that the readers themselves are reached."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.bin"
        path.write_bytes(seed(name))
        evidence, _ = pipeline.analysed([path])
    assert all(report.kind not in ("unknown", "unreadable") for report in evidence.inputs)
    assert any(
        report.records.decoded or report.notes or report.kind.endswith("config")
        for report in evidence.inputs
    )
