"""Logs that end before the lists beside them were made: what the list has, the log missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Severity, Verdict
from tests.stories import machines

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

NAME: Final = "mail.contoso.com"
MISSED: Final = {"source": "MSExchangeFrontEndTransport", "id": 12014, "level": 2}
SIGNED: Final = "<I>CN=Old CA<S>CN=mail.contoso.com"


def clock(date: str) -> str:
    """Give what Get-Date answered."""
    return f"[PS] C:\\>Get-Date\n\n{date}\n\n"


def listing(
    begin: str = "3/3/2026 2:00:00 PM", services: str = "IIS, SMTP", status: str = "Valid"
) -> str:
    """Give a list with a certificate of that name that begins then."""
    return rf"""[PS] C:\>Get-ExchangeCertificate -Server PA01 | fl

CertificateDomains : {{{NAME}}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=New CA
NotAfter           : 3/3/2028 2:00:00 PM
NotBefore          : {begin}
Services           : {services}
Status             : {status}
Subject            : CN={NAME}
Thumbprint         : $NEW

CertificateDomains : {{PA01, PA01.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=PA01
NotAfter           : 2/14/2029 5:00:00 AM
NotBefore          : 2/13/2024 5:00:00 AM
Services           : SMTP
Status             : Valid
Subject            : CN=PA01
Thumbprint         : $OWN
"""


def configured(name: str) -> str:
    """Give what is configured for the internal role."""
    return (
        "\n[PS] C:\\>Get-TransportService PA01 | fl Name,InternalTransportCertificateThumbprint\n\n"
        "Name                                   : PA01\n"
        f"InternalTransportCertificateThumbprint : {name}\n"
    )


def connector(value: str) -> str:
    """Give the receive connector of the front end with this name of a certificate."""
    return rf"""
[PS] C:\>Get-ReceiveConnector -Server PA01 | fl

Identity           : PA01\Default Frontend PA01
Bindings           : {{[::]:25, 0.0.0.0:25}}
Enabled            : True
TransportRole      : FrontendTransport
Fqdn               : {NAME}
AuthMechanism      : Tls, Integrated, ExchangeServer
TlsCertificateName : {value}
"""


def missed(name: str = NAME) -> dict[str, Any]:
    """Give 12014 to the end of the log, every half hour."""
    data = [name, "Default Frontend PA01"]
    return {**MISSED, "data": data, "every": "20m..40m", "from": "9d"}


def warned(number: int, *data: str) -> dict[str, Any]:
    """Give another event to the end of the log."""
    told = {"source": "MSExchangeTransport", "id": number, "level": 2, "data": list(data)}
    return {**told, "every": "20m..40m", "from": "9d"}


def diagnosed(
    folder: Path,
    text: str,
    *events: dict[str, Any],
    life: tuple[str, ...] = ("windows", "exchange"),
) -> Diagnosis:
    """Diagnose a server that logged this for twelve days, up to 2026-02-14, with this text."""
    server = {"name": "PA01.contoso.com", "days": 12, "events": list(events)}
    story: dict[str, Any] = {"story": "newer", "life": list(life)}
    story |= {"servers": [server], "texts": {"today.txt": text}}
    return pipeline.diagnose([machines.told(story, folder)], engine="plain")


def grave(diagnosis: Diagnosis) -> list[Finding]:
    """Give what is told as of now."""
    return [one for one in diagnosis.findings if one.severity.rank > Severity.LOW.rank]


TODAY: Final = clock("Friday, November 20, 2026 10:11:00 AM")
"""Nine months after the log."""


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (TODAY + listing("7/1/2026 2:00:00 PM"), missed()),
        (TODAY + listing("7/1/2026 2:00:00 PM") + connector(""), missed()),
        (
            TODAY
            + listing("7/1/2026 2:00:00 PM")
            + connector("<I>CN=New CA<S>CN=mail.contoso.com"),
            missed(SIGNED),
        ),
        (TODAY + listing("7/1/2026 2:00:00 PM"), warned(12016, NAME, "$OLD")),
        (TODAY + listing() + configured("$OWN"), warned(12015, "$OLD")),
        (TODAY + listing() + configured("$OWN"), warned(12024, "$OLD", "$EPH")),
        # Without a clock: what it lists began after the log.
        (listing("3/1/2026 2:00:00 PM"), missed()),
        (listing("3/1/2026 2:00:00 PM") + connector(""), missed()),
        (listing("3/1/2026 2:00:00 PM") + configured("$NEW"), warned(12015, "$OLD")),
        # Hours after it, whenever it was listed.
        (listing("2/14/2026 2:00:00 PM"), missed()),
        (clock("Monday, February 23, 2026 9:00:00 AM") + listing("2/14/2026 2:00:00 PM"), missed()),
    ],
)
def test_what_the_list_has_was_missed_then(
    tmp_path: Path, text: str, event: dict[str, Any]
) -> None:
    """Nothing is restarted by it; only the log of today is asked for."""
    told = diagnosed(tmp_path, text, event)
    assert grave(told) == []
    assert [server.verdict for server in told.servers] == [Verdict.UNKNOWN]
    then = next(one for one in told.findings if "What the log told then" in one.cause)
    assert "by this" in then.cause
    assert "Get-ExchangeCertificate" not in " ".join(then.remedy)


def test_what_was_there_while_it_was_missed_ends_nothing(tmp_path: Path) -> None:
    """Its key may not have been readable: it is of then, and nothing says that it is over."""
    told = diagnosed(tmp_path, TODAY + listing("1/3/2026 2:00:00 PM"), missed())
    assert grave(told) == []
    assert [server.verdict for server in told.servers] == [Verdict.UNKNOWN]
    assert not [one for one in told.findings if "it is over" in one.cause]


def test_what_the_list_of_today_shows_is_so_today(tmp_path: Path) -> None:
    """The connector names a certificate that is gone, as the old log says, too."""
    told = diagnosed(
        tmp_path, TODAY + listing("7/1/2026 2:00:00 PM") + connector(SIGNED), missed(SIGNED)
    )
    assert "tls-certificate-name-stale" in [one.rule for one in grave(told)]
    assert [server.verdict for server in told.servers] == [Verdict.BROKEN]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # The list shows what the log says.
        (TODAY + listing(services="IIS"), missed()),
        (TODAY + listing().replace(NAME, "old.contoso.com"), missed()),
        (TODAY + listing() + configured("$OLD"), warned(12015, "$OLD")),
        # It was there, and for SMTP, when the events were logged.
        (listing("2/1/2026 2:00:00 PM"), missed()),
        # It began in the hours of the end of the log, by a clock whose zone nobody knows.
        (listing("{end}"), missed()),
        (clock("Monday, February 23, 2026 9:00:00 AM") + listing("2/13/2026 8:00:00 PM"), missed()),
        (listing("2/14/2026 2:00:00 PM", services="IIS"), missed()),
        (listing("2/1/2026 2:00:00 PM") + configured("$NEW"), warned(12015, "$OLD")),
    ],
)
def test_what_it_does_not_have_is_missed_still(
    tmp_path: Path, text: str, event: dict[str, Any]
) -> None:
    """A list that agrees with the log, or is not surely later, takes nothing back."""
    told = diagnosed(tmp_path, text.replace("{end}", "2/14/2026 1:00:00 AM"), event)
    assert grave(told)
    assert [server.verdict for server in told.servers] != [Verdict.UNKNOWN]


def test_another_fault_is_not_taken_back_with_it(tmp_path: Path) -> None:
    """The name is there since; the internal certificate is told of as before."""
    lost = warned(12024, "$OLD", "$EPH")
    told = diagnosed(tmp_path, listing("3/1/2026 2:00:00 PM"), missed(), lost)
    severity = {one.rule: one.severity for one in told.findings}
    assert severity["starttls-certificate-missing"] is Severity.LOW
    assert severity["internal-certificate-missing"] is Severity.CRITICAL


def test_the_one_that_is_warned_of_replaces_nothing(tmp_path: Path) -> None:
    """The list has the very one that ends."""
    event = warned(12018, NAME, "$NEW", "{left:60d}")
    told = diagnosed(tmp_path, TODAY + listing("1/3/2026 2:00:00 PM"), event)
    assert told.findings
    assert not any("by this list it is over" in one.cause for one in told.findings)


@pytest.mark.parametrize(
    ("event", "rule", "other"),
    [
        (missed(), "starttls-certificate-missing", "good-certificate-not-used"),
        (
            warned(12016, NAME, "$OLD"),
            "starttls-certificate-expired",
            "renewed-certificate-not-used",
        ),
    ],
)
def test_one_matter_is_told_once(
    tmp_path: Path, event: dict[str, Any], rule: str, other: str
) -> None:
    """The list has a good one all the while: one finding, and nothing enabled that is already."""
    told = diagnosed(tmp_path, listing("1/3/2026 2:00:00 PM") + connector(""), event)
    found = {one.rule: one for one in told.findings}
    assert found[rule].id in {one.explained_by for one in told.findings if one.rule == other}
    assert [server.verdict for server in told.servers] == [Verdict.BROKEN]
    assert "Enable-ExchangeCertificate" not in " ".join(found[other].remedy)


def test_what_is_for_websites_only_is_still_to_be_enabled(tmp_path: Path) -> None:
    """It has the name, and not SMTP."""
    text = listing("1/3/2026 2:00:00 PM", services="IIS") + connector("")
    told = diagnosed(tmp_path, text, missed())
    steps = {one.rule: " ".join(one.remedy) for one in told.findings}
    assert "Enable-ExchangeCertificate" in steps["starttls-certificate-missing"]


def test_where_no_log_tells_the_zone_of_the_list(tmp_path: Path) -> None:
    """It began hours after the last event by its own clock: that is told with its doubt."""
    told = diagnosed(tmp_path, listing("2/14/2026 2:00:00 PM"), missed(), life=("exchange",))
    (then,) = grave(told)
    assert (then.rule, then.severity) == ("starttls-certificate-missing", Severity.MEDIUM)
    assert [server.verdict for server in told.servers] == [Verdict.UNKNOWN]
    assert "if the clocks of the list and the log are not hours apart" in then.cause
    assert then.remedy[0].startswith("See first whether the log of today has it still")
    assert len(then.remedy) > 1


def test_a_list_that_has_the_name_from_another_issuer(tmp_path: Path) -> None:
    """With that one the connector that was told both finds none, however new it is."""
    told = diagnosed(tmp_path, TODAY + listing("7/1/2026 2:00:00 PM"), missed(SIGNED))
    assert not any("by this list it is over" in one.cause for one in told.findings)
