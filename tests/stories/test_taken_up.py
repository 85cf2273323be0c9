"""What took over is told as such where a text shows the act, and a restart below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pytest
from samples.generator.world import thumbprint

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict
from tests.stories import machines
from tests.stories.told import contradictions, rules, verdict

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

SERVER: Final = "TU01.contoso.com"
EDGE: Final = "TUEDGE"
OLD, NEW = thumbprint("told $OLD"), thumbprint("told $NEW")
PROMPTS: Final = {
    "English": """
Confirm
Overwrite the existing default SMTP certificate?

Current certificate: '$OLD' (expires 8/12/2025 9:14:22 AM)
Replace it with certificate: '$NEW' (expires 2/3/2031 10:55:03 AM)
[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): {answer}
""",
    "German": """
Best\u00e4tigung
Soll das vorhandene SMTP-Standardzertifikat \u00fcberschrieben werden?

Aktuelles Zertifikat: '$OLD' (l\u00e4uft ab am 12.08.2025 09:14:22)
Ersetzen durch Zertifikat: '$NEW' (l\u00e4uft ab am 03.02.2031 10:55:03)
[J] Ja  [A] Ja, alle  [N] Nein  [K] Nein, keine  [?] Hilfe (Standard ist "J"): {answer}
""",
}
ENABLE: Final = r"[PS] C:\>Enable-ExchangeCertificate -Thumbprint $NEW -Services SMTP"
RESTART: Final = "[PS] C:\\>Restart-Service MSExchangeTransport\n"
CONFIGURED: Final = r"""[PS] C:\>Get-TransportService TU01 | fl Name,*cert*

Name                                   : TU01
InternalTransportCertificateThumbprint : $NEW

[PS] C:\>
"""
YES: Final = f"{ENABLE}\n{PROMPTS['English'].format(answer='y')}"


def diagnosed(folder: Path, text: str, read: str = "25h30m", number: int = 12015) -> Diagnosis:
    """Diagnose a server that wrote of the old one for a day; the log ends some hours later."""
    strings = {12015: ["$OLD"], 12017: ["$OLD", "{left:60d}"], 12024: ["$OLD", "$EPH"]}
    told = {"source": "MSExchangeTransport", "level": 2, "data": strings[number]}
    events: list[dict[str, Any]] = [
        {**told, "id": number, "every": "40m..90m", "from": "3h", "to": "25h"},
        {"at": read, "source": "MSExchangeTransport", "id": 12002},
        {"at": "29h", "source": "MSExchangeTransport", "id": 16022, "data": ["TransportSettings"]},
    ]
    server = {"name": SERVER, "days": 1.25, "events": events}
    story = {"story": "taken up", "life": ["windows"], "servers": [server]}
    return pipeline.diagnose([machines.told({**story, "texts": {"mail.txt": text}}, folder)])


@pytest.mark.parametrize("number", [12015, 12017, 12024])
@pytest.mark.parametrize(
    "act",
    [
        YES,
        f"{ENABLE}\n{PROMPTS['German'].format(answer='j')}",
        f"{ENABLE} -Force\n",
        f"[PS] C:\\>New-ExchangeCertificate -Services SMTP\n{PROMPTS['German'].format(answer='J')}",
    ],
)
def test_it_is_over(tmp_path: Path, act: str, number: int) -> None:
    """No event of the old one came after the process read its configuration with the new one."""
    data = diagnosed(tmp_path, f"Hello,\n\n{act}{RESTART}{CONFIGURED}", number=number)
    over = {one.rule for one in data.findings if one.over}
    assert "renewal-shown" in rules(data)
    assert not (rules(data) - over) & {
        "planes-disagree",
        "internal-certificate-expired",
        "internal-certificate-missing",
        "ephemeral-certificate-in-use",
    }
    assert verdict(data, SERVER) is not Verdict.BROKEN
    assert not contradictions(data)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"{RESTART}{YES}{CONFIGURED}", "25h30m"),
        (f"{YES}{CONFIGURED}", "25h30m"),
        (f"{YES}{RESTART.replace('Transport', 'FrontEndTransport')}{CONFIGURED}", "25h30m"),
        (f"{YES}{RESTART}{CONFIGURED}", "5h"),
        (f"{ENABLE}\n{PROMPTS['English'].format(answer='n')}{RESTART}", "25h30m"),
        (f"{YES}{RESTART}{CONFIGURED.replace('$NEW', '$OLD')}", "25h30m"),
    ],
    ids=["restart above", "none", "another service", "written of after it", "No", "put back"],
)
def test_it_is_not_called_over(tmp_path: Path, text: str, read: str) -> None:
    """What stands there does not tell that the process began with the new one after the events."""
    data = diagnosed(tmp_path, text, read)
    assert "renewal-shown" not in rules(data)
    assert rules(data) & {"planes-disagree", "internal-certificate-expired"}


def test_the_one_that_peers_refuse_is_the_matter(tmp_path: Path) -> None:
    """The loss of the old one is mended; the public one that took over is not known to the Edge."""
    lost = {"source": "MSExchangeTransport", "id": 12024, "level": 3, "data": ["$OLD", "$EPH"]}
    refused = {"source": "MSExchangeTransport", "id": 1036, "level": 2}
    hub = [
        {**lost, "every": "20m..40m", "from": "3h", "to": "5h"},
        {"at": "5h30m", "source": "MSExchangeTransport", "id": 12002},
        {"at": "9h", "source": "MSExchangeTransport", "id": 16022, "data": ["TransportSettings"]},
    ]
    subject = "CN=mail.contoso.com, O=Contoso, C=NL"
    edge = {**refused, "every": "20m..40m", "from": "6h", "to": "9h", "data": [subject, "10.1.0.2"]}
    listed = rf"""[PS] C:\>hostname
TU01
{ENABLE} -Force
{RESTART}[PS] C:\>Get-ExchangeCertificate | fl Thumbprint,Services,NotAfter,Subject,IsSelfSigned

Thumbprint   : $NEW
Services     : IIS, SMTP
NotAfter     : 22-2-2027 00:59:59
Subject      : {subject}
IsSelfSigned : False

{CONFIGURED}"""
    servers = [
        {"name": SERVER, "days": 0.4, "events": hub},
        {"name": EDGE, "days": 0.4, "events": [edge]},
    ]
    story = {"story": "public", "life": ["windows"], "servers": servers}
    data = pipeline.diagnose([machines.told({**story, "texts": {"mail.txt": listed}}, tmp_path)])
    first = data.findings[0]
    assert first.rule == "wrong-certificate-in-internal-role"
    assert OLD in str(first.cause)
    assert OLD not in "\n".join(map(str, first.remedy))
    assert NEW in first.thumbprints
    assert not rules(data) & {"internal-certificate-missing", "direct-trust-lost-at-peer"}


def test_the_prompt_tells_when_both_end(tmp_path: Path) -> None:
    """No list describes them; the dates are of the console's own clock."""
    act = PROMPTS["German"].format(answer="j")
    data = diagnosed(tmp_path, f"{ENABLE}\n{act}{RESTART}{CONFIGURED}")
    ends = {one.thumbprint: (one.ends, one.error_hours) for one in data.ledger}
    for thumb, end in ((OLD, "2025-08-12T09:14:22"), (NEW, "2031-02-03T10:55:03")):
        seconds = int(datetime.fromisoformat(f"{end}+00:00").timestamp())
        assert ends[thumb] == (seconds * 1_000_000_000, 14)
    assert OLD not in {one.thumbprint for one in data.renewals}
