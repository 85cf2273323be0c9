"""Text exports have a server's own time: where no zone is known, no report calls it UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import certtrail
from certtrail.pipeline import diagnose
from tests.stories.exports import Export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

X, E1 = "7C" * 20, "E1" * 20
START = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
MISSING = (
    "Microsoft Exchange could not load the certificate with thumbprint of {x} from the personal "
    "store on the local computer. This certificate was configured for authentication with other "
    "Exchange servers. Meanwhile, an ephemeral, self-signed certificate with thumbprint {e} is "
    "used. The configured certificate is {x}."
)


def event(at: datetime, source: str, number: int, text: str, log: str = "Application") -> str:
    """Write an event as wevtutil does: local time, and the rendered message only."""
    return (
        f"Event[0]:\n  Log Name: {log}\n  Source: {source}\n  Date: {at:%Y-%m-%dT%H:%M:%S}.000\n"
        f"  Event ID: {number}\n  Task: N/A\n  Level: Information\n  Opcode: Info\n"
        f"  Keyword: Classic\n  User: N/A\n  User Name: N/A\n  Computer: MX7.contoso.com\n"
        f"  Description: \n{text}\n\n"
    )


def application() -> Iterator[str]:
    """Write ten days of a log in which the certificate is missing since the third."""
    for hours in range(0, 240, 2):
        at = START + timedelta(hours=hours)
        yield event(at, "ESENT", 326, "The database engine attached a database.")
        yield event(at, "MSExchange Common", 106, "Performance counter updating error.")
        yield event(at, "MSExchangeTransport", 16028, "A forced configuration update is done.")
        if hours >= 48:
            yield event(at, "MSExchangeTransport", 12024, MISSING.format(x=X, e=E1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a text export of a server whose zone nothing tells."""
    (tmp_path / "app.txt").write_text("".join(application()))
    return tmp_path


@pytest.mark.parametrize("chosen", [False, True], ids=["whole", "one id alone"])
@pytest.mark.parametrize("form", ["text", "md", "md-plain", "html", "csv"])
def test_no_report_calls_it_utc(folder: Path, form: str, chosen: bool) -> None:
    """The onset and the end stand there as local time; nothing of March 2026 is in UTC."""
    if chosen:
        (folder / "app.txt").write_text("".join(one for one in application() if "12024" in one))
    diagnosis = diagnose(folder, engine="plain")
    assert {str(server.verdict) for server in diagnosis.servers} == {"broken"}
    text = certtrail.render(diagnosis, form)
    words = " ".join(text.replace("\\", "").split())
    assert "2026-03-04 09:14" in words
    assert "(local time, zone unknown)" in words
    assert not [
        at for at in words.split("2026-03-")[1:] if at[2:].split("(")[0].find("UTC") in range(12)
    ]


NAMED = "<I>CN=Old CA<S>CN=mail.contoso.com"
UNFOUND = (
    "Microsoft Exchange could not find a certificate that contains the domain name {n} in the "
    "personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP "
    "verb for the connector Internet with a FQDN parameter of {n}. If the connector's FQDN is not "
    "specified, the computer's FQDN is used."
)
LISTS = f"""
[PS] C:\\>Get-SendConnector | fl

Name : Internet
Enabled : True
Fqdn : mail.contoso.com
TlsCertificateName : {NAMED}
SourceTransportServers : {{MX7}}

[PS] C:\\>Get-ExchangeCertificate -Server MX7 | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey : True
IsSelfSigned : False
Issuer : CN=New CA
NotAfter : 2027-03-01 10:00:00
NotBefore : 2026-02-01 10:00:00
Services : SMTP
Status : Valid
Subject : CN=mail.contoso.com
Thumbprint : {X}
"""


def test_a_list_does_not_place_what_a_log_tells(tmp_path: Path) -> None:
    """What a list shows is logged since a time of the log's clock; that does not make it UTC."""
    unfound = (
        event(START + timedelta(hours=hours), "MSExchangeTransport", 12014, UNFOUND.format(n=NAMED))
        for hours in range(50, 240, 2)
    )
    (tmp_path / "app.txt").write_text("".join((*application(), *unfound)).replace("12024", "16028"))
    (tmp_path / "lists.txt").write_text(LISTS)
    found = diagnose(tmp_path, engine="plain")
    stale = [one for one in found.findings if one.rule == "tls-certificate-name-stale"]
    assert [one.unplaced for one in stale] == [("first", "last", "since")]
    assert "2026-03-04 11:14 UTC" not in certtrail.render(found, "text")


def test_the_evidence_is_marked_and_the_zone_is_asked(folder: Path) -> None:
    """A program sees it, too; with a zone given, or told by the log, nothing is marked."""
    diagnosis = diagnose(folder, engine="plain")
    lead = diagnosis.findings[0]
    assert lead.unplaced == ("first", "last", "since")
    assert all(item.unplaced and "Z " not in item.line for item in lead.evidence)
    # One clock alone has its order, whatever its zone.
    assert "Which time zone" not in certtrail.render(diagnosis, "md")
    other = Export("EX02.contoso.com")
    other.clutter(48)
    other.write(folder / "EX02")
    assert "Which time zone" in certtrail.render(diagnose(folder, engine="plain"), "md")
    (folder / "EX02").rename(folder.parent / "EX02 aside")
    given = diagnose(folder, engine="plain", local_zone=UTC)
    assert not any(finding.unplaced for finding in given.findings)
    assert "2026-03-04 09:14 UTC" in str(given.servers[0].why)
    assert "Which time zone" not in certtrail.render(given, "md")


def test_a_service_state_is_read_from_its_words(folder: Path) -> None:
    """The text of 7036 names the service; what tells no zone is noted once, with its number."""
    at = START + timedelta(hours=30)
    told = "The Microsoft Exchange Transport service entered the {} state."
    words = [told.format("stopped"), told.format("running")]
    words += [f'Der Dienst "{name}" ist jetzt beendet.' for name in "XY"]
    states = [
        event(at + timedelta(minutes=minute), "Service Control Manager", 7036, word, "System")
        for minute, word in enumerate(words)
    ]
    (folder / "sys.txt").write_text("".join(states))
    found = certtrail.open(folder).analysis.facts
    restarts = [fact for fact in found.facts if fact.kind == "transport-restarted"]
    assert [
        fact.text("process") for fact in restarts if fact.text("means") == "service-control"
    ] == ["MSExchangeTransport"]
    (note,) = [note for note in found.notes if "7036" in note]
    assert note.startswith("sys.txt: 2 System records")


@pytest.mark.parametrize(
    ("told", "stopped", "running"),
    [
        (
            "Le service {} est entr\u00e9 dans l'\u00e9tat : {}.",
            "arr\u00eat\u00e9",
            "en cours d'ex\u00e9cution",
        ),
        ('Dienst "{}" befindet sich jetzt im Status "{}".', "Beendet", "Ausgef\u00fchrt"),
        ("El servicio {} entr\u00f3 en estado {}.", "detenido", "en ejecuci\u00f3n"),
    ],
)
def test_a_service_state_is_read_in_other_languages(
    folder: Path, told: str, stopped: str, running: str
) -> None:
    """Exchange's services have English names whatever the language of Windows is."""
    at = START + timedelta(hours=30)
    words = [
        told.format("Microsoft Exchange Frontend Transport", word) for word in (stopped, running)
    ]
    states = [
        event(at + timedelta(minutes=minute), "Service Control Manager", 7036, word, "System")
        for minute, word in enumerate(words)
    ]
    (folder / "sys.txt").write_text("".join(states), encoding="utf-8")
    found = certtrail.open(folder).analysis.facts
    assert [
        fact.text("process")
        for fact in found.facts
        if fact.kind == "transport-restarted" and fact.text("means") == "service-control"
    ] == ["MSExchangeFrontEndTransport"]
    assert not [note for note in found.notes if "7036" in note]


def test_another_log_in_utc_is_shown_as_it_is(tmp_path: Path) -> None:
    """Where the Application log is in UTC, the local time of System makes nothing of it local."""
    rows = "".join(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='ESENT'/><EventID>326</EventID><TimeCreated SystemTime='{at}'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>Application</Channel>"
        "<Computer>MX7.contoso.com</Computer></System><EventData/></Event>"
        for number, at in enumerate(("2026-03-02T03:57:09Z", "2026-03-09T12:21:11Z"), 70)
    )
    (tmp_path / "app.xml").write_text(f"<Events>{rows}</Events>")
    later = START + timedelta(days=9)
    (tmp_path / "sys.txt").write_text(
        event(START, "Service Control Manager", 7036, "It entered the stopped state.", "System")
        + event(later, "Service Control Manager", 7036, "It entered the stopped state.", "System")
    )
    diagnosis = diagnose(tmp_path)
    (server,) = diagnosis.servers
    assert [report.unplaced for report in diagnosis.inputs] == [False, True]
    assert not server.unplaced
    assert "local" not in server.why


def in_utc(diagnosis: certtrail.Diagnosis) -> list[str]:
    """Give all that a report tells of the month in UTC, the letter with it."""
    told = certtrail.render(diagnosis, "md").replace("\\", "")
    return re.findall(r".{40}2026-03-\d\d \d\d:\d\d UTC|.{40}2026-03-\d\dT[\d:]+Z", told)


def test_a_server_that_was_switched_off_by_its_own_clock(folder: Path) -> None:
    """The sentence that asks why it is off tells the same clock as the verdict."""
    lines = [*application()]
    (folder / "app.txt").write_text("".join(lines[: len(lines) * 3 // 4]))
    at = START + timedelta(days=9)
    transport = "Microsoft Exchange Transport service"
    words = [
        (7036, f"The {transport} entered the stopped state."),
        (7040, f"The start type of the {transport} was changed from auto start to disabled."),
    ]
    told = [event(at, "Service Control Manager", number, one, "System") for number, one in words]
    later = event(at + timedelta(days=1), "ESENT", 326, "The database engine attached a database.")
    (folder / "sys.txt").write_text("".join(told))
    with (folder / "app.txt").open("a") as out:
        out.write(later)
    diagnosis = diagnose(folder, engine="plain")
    text = certtrail.render(diagnosis, "md")
    assert "was stopped at 2026-03-11 09:14 (local time, zone unknown) and set to" in text
    assert in_utc(diagnosis) == []


def test_a_server_whose_logs_end_long_before_the_others(folder: Path) -> None:
    """What is of then is told by the clock of then, in the letter, too."""
    later = "".join(
        event(START + timedelta(days=300, hours=hours), source, 326, "It attached a database.")
        for hours in range(0, 200, 2)
        for source in ("ESENT", "MSExchange Common", "MSExchangeTransport")
    )
    (folder / "new.txt").write_text(later.replace("MX7.contoso.com", "MX9.contoso.com"))
    diagnosis = diagnose(folder, engine="plain")
    text = certtrail.render(diagnosis, "md")
    assert "The logs of MX7.contoso.com end 2026-03-12 07:14 (local time, zone unknown)" in text
    assert in_utc(diagnosis) == []


def test_a_hole_in_a_log_of_its_own_clock(tmp_path: Path) -> None:
    """No record tells it, and it is of the clock of the log all the same."""
    lines = [*application()]
    (tmp_path / "app.txt").write_text("".join((*lines[:180], *lines[320:])))
    diagnosis = diagnose(tmp_path, engine="plain")
    assert in_utc(diagnosis) == []
    given = diagnose(tmp_path, engine="plain", local_zone=UTC)
    assert in_utc(given) != []


def test_the_end_of_a_listed_certificate_in_a_step(folder: Path) -> None:
    """A step is given a value of a list, and tells it as the list does."""
    own = LISTS.replace("{mail.contoso.com}", "{MX7, MX7.contoso.com}").replace(X, E1)
    own = own.replace("IsSelfSigned : False", "IsSelfSigned : True")
    own = own.replace("CN=mail.contoso.com", "CN=MX7").replace("CN=New CA", "CN=MX7")
    own = own.replace("2027-03-01", "2031-03-01")
    (folder / "lists.txt").write_text(own)
    text = certtrail.render(diagnose(folder, engine="plain"), "md")
    assert "valid until 2031-03-01 10:00 (local time, zone unknown)" in text
