"""What one copied record can tell, and what it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.model.vocabulary import Confidence, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

COPY = """\
Log Name:      Application
Source:        MSExchangeFrontEndTransport
Date:          {date}
Event ID:      12014
Task Category: TransportService
Level:         Error
Computer:      EX01.contoso.com
Description:
Microsoft Exchange could not find a certificate that contains the domain name {name} in the \
personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb \
for the connector {connector} with a FQDN parameter of {name}.
"""


def told(folder: Path, *copies: str) -> Diagnosis:
    """Diagnose copies out of Event Viewer."""
    (folder / "copy.txt").write_text("\n\n".join(copies), "utf-8")
    return diagnose(folder, engine="plain")


def test_the_report_says_that_it_is_one_record(tmp_path: Path) -> None:
    """Its day is a guess, too; the name that is cut is not taken for a name."""
    copy = COPY.format(date="04/02/2026 08:14:02", name="mail.cont...", connector="Default EX01")
    diagnosis = told(tmp_path, copy)
    (server,) = diagnosis.servers
    (finding,) = (one for one in diagnosis.findings if one.rule == "starttls-certificate-not-told")
    assert server.verdict is Verdict.BROKEN
    assert "one record" in server.why
    assert finding.confidence is not Confidence.HIGH
    assert "rests on one record" in finding.cause
    assert "is a guess" in finding.cause
    assert "mail.cont" not in finding.cause


def test_a_date_that_can_only_be_read_one_way_is_no_guess(tmp_path: Path) -> None:
    """The thirteenth is no month."""
    copy = COPY.format(
        date="13/02/2026 08:14:02", name="mail.contoso.com", connector="Default EX01"
    )
    (finding,) = told(tmp_path, copy).findings
    assert "rests on one record" in finding.cause
    assert "is a guess" not in finding.cause


@pytest.mark.parametrize(
    "date", ["12/11/2026 07:45:07", "11/12/2026 07:45:07", "13/11/2026 07:45:07"]
)
def test_which_goes_first_changes_no_verdict(tmp_path: Path, date: str) -> None:
    """By either reading the connector found none; the confidence says that it is one record."""
    copy = COPY.format(date=date, name="mail.contoso.com", connector="Default EX01")
    diagnosis = told(tmp_path, copy)
    assert diagnosis.servers[0].verdict is Verdict.BROKEN
    assert diagnosis.findings[0].confidence is Confidence.MEDIUM


def test_several_records_are_no_single_one(tmp_path: Path) -> None:
    """They go on for a day."""
    hours = (f"13/02/2026 {hour:02}:14:02" for hour in range(8, 20, 4))
    name = {"name": "mail.contoso.com", "connector": "Default EX01"}
    diagnosis = told(tmp_path, *(COPY.format(date=date, **name) for date in hours))
    assert diagnosis.servers[0].verdict is Verdict.BROKEN
    assert "one record" not in diagnosis.servers[0].why


def test_two_names_in_one_copy_are_both_told(tmp_path: Path) -> None:
    """Exchange prints one name twice, so somebody changed the copy."""
    copy = COPY.format(
        date="13/02/2026 08:14:02", name="mail.contoso.com", connector="Default EX01"
    )
    changed = copy.replace("parameter of mail.", "parameter of smtp.")
    (finding,) = told(tmp_path, changed).findings
    assert "mail.contoso.com" in finding.cause
    assert "smtp.contoso.com" in finding.cause
    assert "changed the copy" in finding.cause


def test_what_tells_neither_name_nor_connector_breaks_nothing(tmp_path: Path) -> None:
    """Of a connector that nobody uses the same words are written."""
    copy = COPY.format(date="13/02/2026 08:14:02", name="mail.cont...", connector="Default EX01")
    (finding,) = told(tmp_path, copy[: copy.index(" EX01 with a FQDN")]).findings
    assert finding.rule == "starttls-certificate-not-told"
    assert finding.verdict is None
    assert finding.confidence is Confidence.LOW
    assert "Make, renew and enable no certificate" in finding.remedy[0]


XML = """\
<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
<Provider Name="MSExchangeFrontEndTransport" /><EventID>12014</EventID><Level>2</Level>
<TimeCreated SystemTime="2026-02-13T08:14:{second:02}.000000000Z" />
<EventRecordID>{second}</EventRecordID><Channel>Application</Channel>
<Computer>EX01.contoso.com</Computer></System>
<EventData><Data>mail.contoso.com</Data><Data>Default EX01</Data></EventData></Event>
"""


def test_a_record_saved_alone_is_one_record_in_any_form(tmp_path: Path) -> None:
    """A file of one record covers nothing after it; one of several does."""
    (tmp_path / "event.xml").write_text(XML.format(second=2), "utf-8")
    (finding,) = diagnose(tmp_path, engine="plain").findings
    assert "rests on one record" in finding.cause
    both = f"<Events>{XML.format(second=2)}{XML.format(second=40)}</Events>"
    (tmp_path / "event.xml").write_text(both, "utf-8")
    found = diagnose(tmp_path, engine="plain").findings
    assert found
    assert not any("rests on one record" in finding.cause for finding in found)
