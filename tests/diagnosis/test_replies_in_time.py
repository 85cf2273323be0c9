"""A refusal by Exchange Online beside what Windows said of the certificate (CAPI2): the two have to
be of one time, and what has no date does not get that of the other.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.text.instants import to_datetime

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

THUMBPRINT: Final = "5D41402ABC4B2A76B9719D911017C592AE2F10CC"
REFUSED: Final = "550 5.7.64 TenantAttribution; Relay Access Denied SMTP"
RETURNED: Final = f"Remote Server returned '{REFUSED}'"
NINTH: Final = "Mon, 9 Nov 2026 10:00:00 +0100"
RULE: Final = "tenant-attribution-in-queue"
ALONE: Final = "own-chain-not-built"
MOST_LIKELY: Final = "The last is most likely"
NO_DATE: Final = "has no date"


def checked(at: str, name: str = "*.contoso.com", result: str = "800B0109") -> str:
    """Write event 30 of CAPI2, as Event Viewer shows it as XML."""
    return f"""<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
<Provider Name="Microsoft-Windows-CAPI2" Guid="{{5bbca4a8-b209-48dc-a8c7-b23d3e5216fb}}" />
<EventID>30</EventID><Version>0</Version><Level>2</Level><Task>30</Task><Opcode>0</Opcode>
<Keywords>0x4000000000000001</Keywords><TimeCreated SystemTime="{at}" />
<EventRecordID>3156</EventRecordID><Correlation /><Execution ProcessID="544" ThreadID="1996" />
<Channel>Microsoft-Windows-CAPI2/Operational</Channel><Computer>EX01.contoso.com</Computer>
<Security UserID="S-1-5-18" /></System><UserData><CertVerifyCertificateChainPolicy>
<Policy type="CERT_CHAIN_POLICY_SSL" constant="4" />
<Certificate fileRef="{THUMBPRINT}.cer" subjectName="{name}" />
<EventAuxInfo ProcessName="lsass.exe" impersonateToken="S-1-5-18" />
<Result value="{result}">It failed.</Result></CertVerifyCertificateChainPolicy></UserData>
</Event>"""


def mail(date: str) -> str:
    """Write a report of non-delivery as a mail that was saved."""
    return (
        "From: postmaster@contoso.com\nTo: anna@contoso.com\nSubject: Undeliverable\n"
        f"Date: {date}\nContent-Type: text/plain; charset=utf-8\n\n{RETURNED}\n"
    )


def diagnosed(folder: Path, **files: str) -> Diagnosis:
    """Diagnose texts, by their names, with `_` for the dot."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return pipeline.diagnose([folder], engine="plain")


def found(told: Diagnosis) -> Finding:
    """Give the finding of the refusal."""
    (one,) = (each for each in told.findings if each.rule == RULE)
    return one


def rules(told: Diagnosis) -> set[str]:
    """List the rules that found something."""
    return {each.rule for each in told.findings}


def test_a_reply_without_a_date_has_none_from_a_record(tmp_path: Path) -> None:
    """Neither in the finding nor in the verdict; that it has to be of that time is said."""
    told = diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z"), b_txt=RETURNED)
    one = found(told)
    assert (one.first, one.last, one.since) == (None, None, None)
    assert MOST_LIKELY in one.cause
    assert NO_DATE in one.cause
    assert ALONE not in rules(told)
    (server,) = told.servers
    assert "since" not in server.why


@pytest.mark.parametrize(
    "date", ["Tue, 02 Dec 2025 09:12:00 +0000", "Wed, 12 Nov 2025 09:12:00 +0100"]
)
def test_a_mail_of_the_same_weeks(tmp_path: Path, date: str) -> None:
    """Either of the two may have been first."""
    one = found(diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z"), b_eml=mail(date)))
    assert MOST_LIKELY in one.cause
    assert NO_DATE not in one.cause
    assert one.since is None


def test_a_mail_of_years_later(tmp_path: Path) -> None:
    """The record is told as what it is, and found by itself."""
    told = diagnosed(
        tmp_path,
        a_xml=checked("2018-12-01T03:09:55Z"),
        b_eml=mail("Mon, 01 Dec 2025 09:12:00 +0000"),
    )
    assert MOST_LIKELY not in found(told).cause
    assert "more than a month before" in found(told).cause
    assert ALONE in rules(told)


def test_a_head_in_the_text_dates_what_is_below_it(tmp_path: Path) -> None:
    """As Outlook copies a mail."""
    head = "From: Postmaster\nSent: Monday, December 1, 2025 9:12 AM\nTo: Anna\n\n"
    told = diagnosed(tmp_path, a_xml=checked("2018-12-01T03:09:55Z"), b_txt=head + RETURNED)
    assert MOST_LIKELY not in found(told).cause
    told = diagnosed(tmp_path, a_xml=checked("2025-11-30T03:09:55Z"), b_txt=head + RETURNED)
    assert MOST_LIKELY in found(told).cause


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2025 09:12:00", "1 Jan 9999999"])
def test_a_mail_with_no_date_that_can_be_read(tmp_path: Path, date: str) -> None:
    """It is one that nothing dates."""
    one = found(diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z"), b_eml=mail(date)))
    assert NO_DATE in one.cause


def test_rows_of_a_log_keep_their_times(tmp_path: Path) -> None:
    """Message tracking tells when mail was refused; what is beside it does not."""
    row = (
        "2025-12-03T08:00:00.000Z,10.0.0.5,EX01,10.0.0.9,mx,,Office 365,SMTP,FAIL,7,,jo@x.example,"
        f"{REFUSED},4000,1,,,Subject,jo@contoso.com,jo@contoso.com,\n"
    )
    one = found(diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z"), b_log=row))
    assert MOST_LIKELY in one.cause
    assert NO_DATE not in one.cause
    assert one.since is not None
    assert one.since >= 1_764_748_800 * 10**9


@pytest.mark.parametrize("name", ["mail.contoso.com", "smtp.contoso.com"])
def test_a_name_of_the_domain_may_be_the_servers_own(tmp_path: Path, name: str) -> None:
    """No list tells; so it is said with an `if`, and alone it is nothing."""
    record = checked("2025-12-01T03:09:55Z", name)
    one = found(diagnosed(tmp_path, a_xml=record, b_txt=RETURNED))
    assert f"If {THUMBPRINT} ({name}) is the one that this server sends" in one.cause
    assert MOST_LIKELY not in one.cause
    assert any("none of this server's" in step for step in one.remedy)
    (tmp_path / "b.txt").unlink()
    assert ALONE not in rules(diagnosed(tmp_path, a_xml=record))


@pytest.mark.parametrize(
    "name", ["mx.fabrikam.com", "EX01", "EX01.contoso.com.fabrikam.com", "a.b.contoso.com", ""]
)
def test_others_are_not_the_servers_own(tmp_path: Path, name: str) -> None:
    """A peer's certificate says nothing of what this server sends."""
    one = found(diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z", name), b_txt=RETURNED))
    assert THUMBPRINT not in one.cause


def test_a_list_without_it_says_that_it_is_not(tmp_path: Path) -> None:
    """Then it is of another machine of the domain."""
    listed = """[PS] C:\\>Get-ExchangeCertificate -Server EX01.contoso.com | fl

CertificateDomains : {EX01, EX01.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=EX01
NotAfter           : 12/15/2029 12:00:00 AM
NotBefore          : 12/15/2024 12:00:00 AM
Services           : SMTP
Status             : Valid
Subject            : CN=EX01
Thumbprint         : 7D793037A0760186574B0282F2F435E7A5B10F33
"""
    record = checked("2025-12-01T03:09:55Z", "mail.contoso.com")
    one = found(diagnosed(tmp_path, a_xml=record, b_txt=RETURNED, c_txt=listed))
    assert THUMBPRINT not in one.cause


def test_one_outside_of_its_dates(tmp_path: Path) -> None:
    """800B0101 can be of the certificate or of one of its authorities."""
    record = checked("2025-12-01T03:09:55Z", result="800B0101")
    one = found(diagnosed(tmp_path, a_xml=record, b_txt=RETURNED))
    assert "One outside of its dates is likely" in one.cause
    assert "certutil -verify" in one.remedy[0]
    assert not any("addstore" in step for step in one.remedy)


@pytest.mark.parametrize(("status", "joined"), [("Untrusted", True), ("Valid", False)])
def test_the_status_in_the_list_says_it_too(tmp_path: Path, status: str, *, joined: bool) -> None:
    """Without any record of CAPI2, whose log is off by default."""
    listed = f"""[PS] C:\\>Get-ExchangeCertificate | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 12/15/2029 12:00:00 AM
NotBefore          : 12/15/2024 12:00:00 AM
Services           : IIS, SMTP
Status             : {status}
Subject            : CN=mail.contoso.com
Thumbprint         : {THUMBPRINT}
"""
    one = found(diagnosed(tmp_path, a_txt=listed, b_txt=RETURNED))
    assert (f"{THUMBPRINT} with the status" in one.cause) is joined
    assert any("addstore" in step for step in one.remedy) is joined
    assert all(
        step.startswith("Only if a new certificate")
        for step in one.remedy
        if "NEW -Services" in step
    )


def test_the_table_of_certificates_names_it(tmp_path: Path) -> None:
    """What a record calls a certificate that is in no list."""
    told = diagnosed(tmp_path, a_xml=checked("2025-12-01T03:09:55Z"))
    (entry,) = told.ledger
    assert entry.subject == "*.contoso.com"


def returned(sent: str, label: str = "Original message headers") -> str:
    """Write a report of non-delivery as an administrator copies it, with the head of the mail."""
    return (
        "Generating server: EX01.contoso.com\n"
        "Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied SMTP'\n\n"
        f"{label}:\nReceived: from EX02.contoso.com (10.1.1.6)\nDate: {sent}\nSubject: x\n"
    )


@pytest.mark.parametrize(
    "label", ["Original message headers", "Ursprüngliche Nachrichtenkopfzeilen"]
)
@pytest.mark.parametrize("zone", ["+0100", ""])
def test_a_report_is_of_the_day_of_its_mail(tmp_path: Path, label: str, zone: str) -> None:
    """In any language; a later console beside it makes it no newer."""
    clock = "[PS] C:\\>Get-Date\nTuesday, November 17, 2026 9:12:01 AM\n"
    text = returned(f"Mon, 9 Nov 2026 10:00:00 {zone}".strip(), label)
    one = found(diagnosed(tmp_path, ndr_txt=text, note_txt=clock))
    assert one.first is not None
    assert one.first == one.last
    assert to_datetime(one.first).date() == date(2026, 11, 9)
    assert ("first" in one.unplaced) is (zone == "")


@pytest.mark.parametrize(
    "text",
    [
        returned("some day"),
        returned("11/09/2026 10:00:00"),
        # Of another mail below, and of a reply that no report has.
        returned(NINTH).replace("Original message headers:\nRec", "X-Rec"),
        returned(NINTH).replace("Generating server: EX01.contoso.com", ""),
    ],
)
def test_a_report_without_a_day(tmp_path: Path, text: str) -> None:
    """It is found all the same, and of no known time."""
    assert found(diagnosed(tmp_path, ndr_txt=text)).first is None


def test_two_reports_have_their_own_days(tmp_path: Path) -> None:
    """The head of the second mail is not the first one's."""
    first = returned("some day")
    second = returned(NINTH).replace("EX01", "EX07")
    told = diagnosed(tmp_path, ndr_txt=f"{first}\n{second}")
    days = {one.first for one in told.findings if one.rule == RULE}
    assert None in days
    assert len(days) == 2
