"""An honest account of lists: every thumbprint in one is read, or its line is named."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inputs.pasted import told

PROMPT: Final = "[PS] C:\\>Get-ExchangeCertificate -Server EX01"
THUMBPRINTS: Final = st.lists(
    st.text("0123456789ABCDEF", min_size=40, max_size=40), min_size=1, max_size=6, unique=True
)
CELLS: Final = (
    "CN=mail.contoso.com, O=Contoso", "IIS, SMTP", "7/2/2027 10:15:40 AM", "2027-07-02", "Valid",
    "IP.WS..", "True", "2048", "{mail.contoso.com, EX01}", "CN=mail.conto\u2026", "mail 2026", "",
    "EX01", "....", "#", "7.2.27",
)  # fmt: skip
PARTS: Final = (";", "\t", ",", "|", " | ", "  ", " ; ", " -> ", "    ", "::")


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], str]:
    """Rows with a thumbprint each, in a layout that somebody made up."""
    thumbprints = draw(THUMBPRINTS)
    cells = draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4))
    at = draw(st.integers(0, len(cells)))
    part = draw(st.sampled_from(PARTS[:7]))
    host = draw(st.sampled_from(["", "EX01\\", "EX01.contoso.com\\"]))
    quote = draw(st.sampled_from(["", '"', "'"]))
    written = [
        part.join([*cells[:at], f"{quote}{host}{one}{quote}", *cells[at:]]) for one in thumbprints
    ]
    return thumbprints, "\n".join(written)


@given(rows(), st.booleans())
def test_rows_of_any_layout(listed: tuple[list[str], str], spaced: bool) -> None:
    """Below the command, every row is read or its line is named."""
    thumbprints, text = listed
    read = told(f"{PROMPT}\n{'' if not spaced else chr(10)}{text}\n")
    known = {one.thumbprint for one in read.inventory.certificates}
    missing = [one for one in thumbprints if one not in known]
    problems = " ".join(read.problems)
    for one in missing:
        line = 1 + spaced + thumbprints.index(one) + 1
        assert f"Line {line}:" in problems, (one, problems)
    assert (not read.problems) == (not missing)


@given(THUMBPRINTS, st.integers(0, 80))
def test_json_that_is_cut(thumbprints: list[str], gone: int) -> None:
    """What is behind a fault in JSON is told of."""
    rows = [{"Thumbprint": one, "Subject": "CN=a", "Services": 16} for one in thumbprints]
    text = json.dumps(rows)
    cut = text[: len(text) - gone]
    read = told(cut)
    known = {one.thumbprint for one in read.inventory.certificates}
    left = [one for one in thumbprints if f'"{one}"' in cut and one not in known]
    assert not left or read.problems


@pytest.mark.parametrize(
    "said",
    [
        "Enable-ExchangeCertificate -Thumbprint\n{} -Services SMTP",
        "The event names {}, which is not there.",
        "[PS] C:\\>Get-ExchangeCertificate {} | fl Status\n\nStatus : Valid",
        "We removed {} last week; {} is the new one.",
        "certificate with thumbprint of\n{} from the personal store on the local computer.",
        "[PS] C:\\>Get-ExchangeCertificate\nWARNING: The certificate {} was not found",
    ],
)
def test_words_are_no_rows(said: str) -> None:
    """A thumbprint in a command or a sentence is no row that was lost."""
    read = told(said.replace("{}", "1851CC210401E7DB7C6FC614295D24A45715D5AA"))
    assert not any("certtrail cannot read" in one for one in read.problems)


AUDIT = """[PS] C:\\>Search-AdminAuditLog -Cmdlets Remove-ExchangeCertificate | fl

RunspaceId         : 1d1f0a6e-5f2e-4c0a-9f0c-0d5a7e0f5a11
ObjectModified     : 9C1B2C3D4E5F60718293A4B5C6D7E8F901234567
CmdletName         : Remove-ExchangeCertificate
CmdletParameters   : {Thumbprint, Confirm}
Caller             : contoso.com/Users/Anna Admin
Succeeded          : True
RunDate            : 11/21/2026 9:15:02 AM
OriginatingServer  : EX01 (15.02.1544.004)
"""
BINDINGS = """SSL-Zertifikatbindungen:
------------------------

    IP:Port                      : 0.0.0.0:443
    Zertifikathash               : 7a1b2c3d4e5f60718293a4b5c6d7e8f901234567
    Anwendungs-ID                : {4dc3e181-e14b-4a21-b022-59fc669b0914}
    Zertifikatspeichername       : My
"""


def test_entries_of_the_audit_log_are_read() -> None:
    """They tell who removed a certificate, and when; those about anything else are none of ours."""
    read = told(AUDIT)
    assert read.problems == ()
    (act,) = read.facts
    assert (act.kind, act.server, act.text("verb")) == ("console-command", "EX01", "removed")
    assert act.text("thumbprint") == "9C1B2C3D4E5F60718293A4B5C6D7E8F901234567"
    assert act.text("user") == "contoso.com/Users/Anna Admin"
    other = told(AUDIT.replace("Remove-ExchangeCertificate", "Set-Mailbox"))
    assert (other.problems, other.facts) == ((), ())


@pytest.mark.parametrize("heading", ["", "[PS] C:\\>netsh http show sslcert\n\n"])
def test_bindings_of_websites_are_read(heading: str) -> None:
    """Which certificate a port is bound to, in any language of Windows."""
    queue = "Identity : EX01\\7\nNextHopDomain : a.b\nLastError : 451 4.4.0 DNS query failed.\n\n"
    read = told(f"{queue}{heading}{BINDINGS}")
    assert read.problems == ()
    (bound,) = [fact for fact in read.facts if fact.kind == "site-binding"]
    assert bound.fields == {
        "endpoint": "0.0.0.0:443",
        "port": 443,
        "thumbprint": "7A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
        "application": "{4dc3e181-e14b-4a21-b022-59fc669b0914}",
    }


def test_the_reply_of_a_queue_ends_with_its_list() -> None:
    """TlsAuthLevel of the next command is no TLSA record, and no word of the queue's reply."""
    queue = (
        "Identity      : EX01\\7\nNextHopDomain : mx.fabrikam.com\n"
        "LastError     : [{LED=454 4.7.5 Certificate validation failure};{IP=192.0.2.7}]\n\n"
        "[PS] C:\\>Get-SendConnector | fl Name,TlsAuthLevel,TlsDomain\n"
    )
    (found,) = [fact for fact in told(queue).facts if fact.kind.startswith("queue-")]
    assert found.text("reason") == "peer-certificate-refused"
    (record,) = told('RemoteError="454 4.7.0 no TLSA records found"\n').facts
    assert record.text("reason") == "dane"


READ: Final = f"{PROMPT} | fl\n\nThumbprint : {'7A' * 20}\nServices : SMTP\nSubject : CN=a\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "out.txt:12:Thumbprint         : {}",
        "C:\\temp\\out.txt:12: Thumbprint : {}",
        "#Thumbprint         : {}",
        "<Cert><Thumbprint>{}</Thumbprint><NotAfter>2024-03-19</NotAfter></Cert>",
        '<Property Name="Thumbprint" Type="System.String">{}</Property>',
        '<S N="Thumbprint">{}',
    ],
)
@pytest.mark.parametrize("before", ["", READ])
def test_labels_that_something_stands_before(before: str, line: str) -> None:
    """A search's place, a comment's mark, and XML: nobody reads them, and that is told."""
    read = told(f"{before}{line.format('0C' * 20)}\n")
    known = {one.thumbprint for one in read.inventory.certificates}
    assert "0C" * 20 in known or read.problems


@pytest.mark.parametrize(
    "line",
    [
        "We could not find a certificate with the Thumbprint : {}",
        "Thumbprint: {}",
        "error: it has the thumbprint {}",
    ],
)
def test_sentences_are_no_lists(line: str) -> None:
    """They name a certificate, and no list of it was lost."""
    assert not told(f"{READ}{line.format('0C' * 20)}\n").problems
