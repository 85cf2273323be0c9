"""What is told of exports, or of a machine of others, stands behind and is no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import pipeline
from certtrail.model.server_differences import Topic
from certtrail.reports.outline import causes

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

QUEUE: Final = """[PS] C:\\>Get-Queue -Server {server} | fl

Identity      : {server}\\2207
DeliveryType  : DnsConnectorDelivery
Status        : Retry
MessageCount  : 61
NextHopDomain : fabrikam.com
LastError     : [{{LED=454 4.7.5 Certificate validation failure, Reason:CertificateExpired}};\
{{MSG=}};{{FQDN=mx1.fabrikam.com}};{{IP=198.51.100.44}};{{LRT=19/11/2026 10:31:12}}]

"""
ASKED: Final = """$ openssl s_client -starttls smtp -connect {host}:25 </dev/null
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = {host}
   i:CN = Fabrikam CA
   v:NotBefore: Nov 17 00:00:00 2025 GMT; NotAfter: Nov 17 23:59:59 2026 GMT
---
Server certificate
subject=CN = {host}
issuer=CN = Fabrikam CA
---
    Verify return code: 10 (certificate has expired)
"""
RECORD: Final = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport'/><EventID Qualifiers='49156'>{number}</EventID>"
    "<Level>2</Level><TimeCreated SystemTime='2026-11-{day:02}T06:02:01Z'/>"
    "<EventRecordID>{record}</EventRecordID><Channel>Application</Channel>"
    "<Computer>NS01.contoso.com</Computer></System><EventData>{data}</EventData></Event>"
)


def partly(*records: tuple[int, int, tuple[str, ...]]) -> str:
    """Write an export of chosen records: event, day, and strings of each."""
    written = (
        RECORD.format(
            number=number,
            day=day,
            record=1000 * day,
            data="".join(f"<Data>{one}</Data>" for one in strings),
        )
        for number, day, strings in records
    )
    return f"<Events>{''.join(written)}</Events>"


def diagnosed(folder: Path, **texts: str) -> Diagnosis:
    """Diagnose texts by the names of their files."""
    for name, text in texts.items():
        file = folder / f"{name}.{'xml' if text.startswith('<') else 'txt'}"
        file.write_text(text, "utf-8")
    return pipeline.diagnose([folder], engine="plain")


def refused(day: int) -> tuple[int, int, tuple[str, ...]]:
    """Tell of one refusal of a partner's certificate."""
    return 2022, day, ("CertificateExpired", "Partner", "DomainValidation", "fabrikam.com")


def test_a_partner_s_expired_certificate_is_one_finding(tmp_path: Path) -> None:
    """Two servers wait for it, one logs it, and somebody asked it from a workstation."""
    text = QUEUE.format(server="NS01") + QUEUE.format(server="NS02")
    text += ASKED.format(host="mx1.fabrikam.com")
    data = diagnosed(tmp_path, log=partly(*map(refused, (18, 19, 20))), mail=text)
    first, *others = causes(data)
    assert first.finding.rule == "partner-certificate-expired"
    assert "2026-11-17 23:59" in str(first.finding.cause)
    assert {one.rule for one in first.explained} == {
        "partner-server-asked",
        "peer-certificate-rejected",
        "peer-certificate-refused-in-queue",
    }
    assert [one.finding.rule for one in others] == ["log-filtered"]
    for peers in data.differences:
        assert not [one for one in peers.things if one.topic is Topic.FINDING]


def test_of_another_host_it_says_nothing(tmp_path: Path) -> None:
    """The server that was asked is none that mail waits for."""
    data = diagnosed(tmp_path, mail=QUEUE.format(server="NS01") + ASKED.format(host="mx.b.com"))
    assert "partner-certificate-expired" not in {one.rule for one in data.findings}


def test_what_was_sent_is_told_behind_what_is_over(tmp_path: Path) -> None:
    """An export of chosen records does not stand above the answer, whatever that weighs."""
    old, new = "A1" * 20, "B2" * 20
    records = [(12017, day, (old, str(2000 - 24 * day))) for day in range(2, 9)]
    text = f"Name : NS01\nInternalTransportCertificateThumbprint : {new}\n"
    log = partly(*records, *((12002, day, ()) for day in range(9, 28)))
    data = diagnosed(tmp_path, log=log, list=f"[PS] C:\\>Get-TransportService | fl\n\n{text}")
    found = [one.finding.rule for one in causes(data)]
    assert "log-filtered" in found
    assert found[-1] == "log-filtered"
    assert data.findings[-1].rule == "log-filtered" or data.findings[-1].explained_by
