"""What is past is not told as the present: who had a role, and what a connector picks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from samples.generator.world import thumbprint

from certtrail import pipeline
from tests.stories import machines

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

OLD: Final = thumbprint("told $OLD")
WARNED: Final = {
    "source": "MSExchangeTransport",
    "id": 12017,
    "level": 2,
    "data": ["$OLD", "{left:60d}"],
}
LIST: Final = r"""
[PS] C:\>Get-ExchangeCertificate -Server PA01 | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Old CA
NotAfter           : 2/14/2026 5:00:00 AM
NotBefore          : 2/13/2025 5:00:00 AM
Services           : IIS, SMTP
Status             : DateInvalid
Subject            : CN=mail.contoso.com
Thumbprint         : $OLD

CertificateDomains : {PA01, PA01.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=PA01
NotAfter           : 2/14/2029 5:00:00 AM
NotBefore          : 2/13/2024 5:00:00 AM
Services           : SMTP
Status             : Valid
Subject            : CN=PA01
Thumbprint         : $OWN

[PS] C:\>Get-ReceiveConnector | fl

Identity           : PA01\Default Frontend PA01
Bindings           : {[::]:25, 0.0.0.0:25}
Enabled            : True
TransportRole      : FrontendTransport
Fqdn               : PA01.contoso.com
AuthMechanism      : Tls, Integrated, ExchangeServer
TlsCertificateName : <I>CN=Old CA<S>CN=mail.contoso.com
"""


def diagnosed(folder: Path, *events: dict[str, Any], text: str = "") -> Diagnosis:
    """Diagnose a server of which this was logged, and this listed."""
    server = {"name": "PA01.contoso.com", "days": 24, "events": list(events)}
    story: dict[str, Any] = {"story": "past", "life": ["windows", "exchange"], "servers": [server]}
    if text:
        story["texts"] = {"list.txt": text}
    return pipeline.diagnose([machines.told(story, folder)], engine="plain")


def roles(diagnosis: Diagnosis) -> list[str]:
    """Give the roles of the old certificate."""
    (entry,) = (one for one in diagnosis.ledger if one.thumbprint == OLD)
    return [str(role) for role in entry.roles]


def test_one_that_was_replaced_had_the_role(tmp_path: Path) -> None:
    """It is warned of no more, since another one was made."""
    made = {"at": "8d", "cmdlet": "New-ExchangeCertificate", "parameters": '-Services "SMTP"'}
    warned = {**WARNED, "every": "20m..3h", "to": "8d"}
    found = roles(diagnosed(tmp_path, warned, {**made, "user": "contoso.com/Admins/Kim"}))
    assert found == ["internal, configured before", "internal, in use before"]


def test_one_that_is_warned_of_has_the_role(tmp_path: Path) -> None:
    """The warnings go on to the end of the log."""
    found = roles(diagnosed(tmp_path, {**WARNED, "every": "20m..3h"}))
    assert found == ["internal, configured", "internal, in use"]


def test_one_that_served_connectors_before_is_not_called_theirs(tmp_path: Path) -> None:
    """Its last warning is of weeks ago, and its successor was enabled then."""
    warned = {"source": "MSExchangeTransport", "id": 12018, "level": 3}
    warned["data"] = ["mail.contoso.com", "$OLD", "{left:40d}"]
    enabled = {"at": "8d", "cmdlet": "Enable-ExchangeCertificate"}
    enabled["parameters"] = '-Thumbprint "$NEW" -Services "SMTP"'
    over = roles(diagnosed(tmp_path / "over", {**warned, "every": "1h..3h", "to": "8d"}, enabled))
    goes_on = roles(diagnosed(tmp_path / "on", {**warned, "every": "1h..3h"}))
    assert (over, goes_on) == (["STARTTLS before"], ["STARTTLS"])


def test_one_that_was_missed_for_a_while_has_it_still(tmp_path: Path) -> None:
    """It was made usable again, which takes the role from nobody."""
    missed = {"source": "MSExchangeTransport", "id": 12024, "level": 3, "data": ["$OLD", "$EPH"]}
    again = {"at": "8d", "cmdlet": "Enable-ExchangeCertificate"}
    again["parameters"] = '-Thumbprint "$OLD" -Services "SMTP"'
    found = roles(diagnosed(tmp_path, {**missed, "every": "20m..3h", "to": "8d"}, again))
    assert found == ["internal, configured"]


@pytest.mark.parametrize(
    ("number", "data", "offered", "picked"),
    [
        (12014, ["<I>CN=Old CA<S>CN=mail.contoso.com", "Default Frontend PA01"], "no", "none"),
        (12014, ["<I>CN=Old CA<S>CN=mail.contoso.com", "Relay PA01"], "unknown", OLD),
        (12016, ["<I>CN=Old CA<S>CN=mail.contoso.com", "$OLD"], "expired", OLD),
        (12016, ["www.contoso.com", "$OLD"], "unknown", OLD),
    ],
)
def test_the_event_of_the_connector_decides(
    tmp_path: Path, number: int, data: list[str], offered: str, picked: str
) -> None:
    """Of an expired certificate that a connector names the readings differ; its own event tells."""
    logged = {"source": "MSExchangeFrontEndTransport", "id": number, "level": 2, "data": data}
    found = diagnosed(tmp_path, {**logged, "every": "1h..2h", "from": "13d"}, text=LIST)
    (chosen,) = (one for one in found.selections if one.connector == "Default Frontend PA01")
    assert (chosen.offered, chosen.documented) == (offered, picked)


def pasted(at: str, number: int, said: str) -> str:
    """Write a record as Event Viewer's Copy does."""
    return (
        f"Log Name:      Application\nSource:        MSExchangeTransport\nDate:          {at}\n"
        f"Event ID:      {number}\nTask Category: TransportService\nLevel:         Error\n"
        f"Keywords:      Classic\nUser:          N/A\nComputer:      PA01.contoso.com\n"
        f"Description:\n{said}\n\n"
    )


def test_chosen_records_end_with_the_last_of_all(tmp_path: Path) -> None:
    """The last event of a certificate is not where what was sent of the log ends."""
    expired = f"An internal transport certificate expired. Thumbprint:{OLD}"
    text = pasted("2026-02-13 09:31:12", 12015, expired)
    later = pasted("2026-02-13 11:40:03", 12002, "The configuration was updated.")
    ends = {}
    for name, shown in (("alone", text), ("later", text + later)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.txt").write_text(shown)
        found = pipeline.diagnose([tmp_path / name], engine="plain").findings
        rule = next(one for one in found if one.rule == "internal-certificate-expired")
        ends[name] = str(rule.cause)
    assert "the log ends 2026-02-13 09:31" in ends["alone"]
    assert "the log ends 2026-02-13 11:40" in ends["later"]
