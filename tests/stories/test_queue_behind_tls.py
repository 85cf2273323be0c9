"""A queue says 421 4.4.1 as if nobody answered; the protocol log tells whether TLS failed there.

Truth first: the handshake with one address failed, so a queue to that address waits for the
certificate, and a queue to another one for what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose
from tests.stories.exports import Export
from tests.stories.told import DAY

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inference.engines import EngineName

FIELDS: Final = (
    "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,"
    "context"
)


def sent(remote: str, error: str) -> str:
    """Write a protocol log in which TLS failed."""
    row = f"2026-03-02T07:11:12.000Z,To partners,08DE4A77,3,10.9.8.7:51011,{remote}:25,*,,"
    return (
        "#Software: Microsoft Exchange Server\n#Version: 15.2.1544.4\n"
        f"#Log-type: SMTP Send Protocol Log\n#Date: 2026-03-02T07:00:00.000Z\n#Fields: {FIELDS}\n"
        f"{row}TLS negotiation failed with error {error}\n"
    )


def queue(server: str, address: str) -> str:
    """List a queue as Get-Queue does."""
    return (
        f"[PS] C:\\>Get-Queue -Server {server} | fl Identity,NextHopDomain,LastError\n\n"
        f"Identity      : {server}\\4711\nNextHopDomain : tailspintoys.com\n"
        "LastError     : [{LED=421 4.4.1 Connection timed out. Attempted failover to alternate "
        f"host, but that did not succeed.}};{{MSG=}};{{FQDN=mx.tailspintoys.com}};{{IP={address}}};"
        "{LRT=3/2/2026 7:11:12 AM}]\n"
    )


@pytest.mark.parametrize("engine", ["plain", "durable"])
@pytest.mark.parametrize("error", ["UnknownCredentials", "NoCredentials"])
@pytest.mark.parametrize(("address", "same"), [("198.51.100.40", True), ("198.51.100.4", False)])
def test_the_queue_of_that_address_stands_under_the_failure(
    tmp_path: Path, engine: EngineName, error: str, address: str, same: bool
) -> None:
    """And one to another address stands for itself, with its own words."""
    export = Export()
    export.clutter(DAY, step=4)
    export.write(tmp_path)
    (tmp_path / "EX01-queue.txt").write_text(queue("EX01", address), encoding="utf-8")
    log = sent("198.51.100.40", error)
    (tmp_path / "EX01-SEND2026030207-1.LOG").write_text(log, encoding="utf-8")
    told = diagnose(tmp_path, engine=engine)
    found = {one.rule: one for one in told.findings}
    waiting, failed = found["queue-without-certificate-cause"], found["certificate-without-key"]
    assert (waiting.explained_by == failed.id) is same
    assert (error in waiting.cause) is same
    assert any("Test-NetConnection" in step for step in waiting.remedy) is not same
