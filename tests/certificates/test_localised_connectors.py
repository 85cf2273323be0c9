"""The send connector that is built in within the organisation, by its names in languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

EVENT: Final = """\
Log Name:      Application
Source:        MSExchangeTransport
Date:          2026-01-24 09:35:58
Event ID:      12014
Level:         Error
Computer:      EX01.contoso.com
Description:
Microsoft Exchange could not find a certificate that contains the domain name ex01.contoso.com in \
the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP \
verb for the connector {} with a FQDN parameter of ex01.contoso.com.
"""


@pytest.mark.parametrize(
    ("connector", "built_in"),
    [
        ("Intra-Organization SMTP Send Connector", True),
        ("组织内 SMTP 发送连接器", True),
        ("組織內的 SMTP 傳送連接器", True),
        ("組織内の SMTP 送信コネクタ", True),
        ("SMTP 发送连接器", False),
        ("To Partner", False),
    ],
)
def test_there_is_nothing_to_set_on_it(tmp_path: Path, connector: str, built_in: bool) -> None:
    """Nobody is sent to look for its settings; on any other one they are the first thing to see."""
    (tmp_path / "event.txt").write_text(EVENT.format(connector), "utf-8")
    (finding,) = pipeline.diagnose(tmp_path, engine="plain").findings
    assert finding.rule == "starttls-certificate-missing"
    steps = " ".join(map(str, finding.remedy))
    assert ("built in" in steps) is built_in
