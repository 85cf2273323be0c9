"""What is told of one server, service or certificate is not put to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

HERE, THERE = "EX01.contoso.com", "EX02.contoso.com"
CANNOT_LOAD: Final = """[PS] C:\\>Get-Queue -Server EX01 | fl

Identity      : EX01\\9
MessageCount  : 318
NextHopDomain : dag1
LastError     : [{LED=451 5.7.3 Cannot load Internal Transport Certificate. Exchange Server \
authentication failed.};{MSG=};{FQDN=HOST};{IP=192.0.2.2};{LRT=1/10/2026 11:58:02 AM}]
"""


def findings(folder: Path) -> dict[str, Finding]:
    """Diagnose a folder; give the findings by their rules."""
    return {one.rule: one for one in diagnose([folder], engine="plain").findings}


def steps(finding: Finding) -> str:
    """Give all that a finding says is to be done."""
    return " ".join(str(one) for one in finding.remedy)


@pytest.mark.parametrize("host", [THERE, THERE.upper(), "ex02"])
def test_the_next_server_has_no_internal_certificate(tmp_path: Path, host: str) -> None:
    """The server whose queue waits is the witness, however the queue spells the other one."""
    for name in (HERE, THERE):
        export = Export(name)
        if name == THERE:
            export.transport(60, 12012)
        else:
            export.every(4, 5, 80, 12017, thumbprint("here"), "1700")
        export.clutter(90)
        export.write(tmp_path / name)
    (tmp_path / "queue.txt").write_text(CANNOT_LOAD.replace("HOST", host))
    found = findings(tmp_path)
    told = found["internal-certificate-not-loaded-at-next-server"]
    assert told.culprits == (THERE,)
    assert "Enable-ExchangeCertificate" not in steps(told)
    assert found["internal-certificate-not-loaded-in-queue"].explained_by == told.id
    assert found["internal-certificate-unset"].servers == (THERE,)


@pytest.mark.parametrize(("of_its_own", "host"), [(True, THERE), (False, "edge.fabrikam.com")])
def test_the_server_whose_queue_it_is(tmp_path: Path, of_its_own: bool, host: str) -> None:
    """It stays the one to mend where its own log says so, or nothing tells of the other one."""
    for name in (HERE, THERE):
        export = Export(name)
        if name == HERE and of_its_own:
            export.transport(60, 12012)
        export.clutter(90)
        export.write(tmp_path / name)
    (tmp_path / "queue.txt").write_text(CANNOT_LOAD.replace("HOST", host))
    found = findings(tmp_path)
    assert "internal-certificate-not-loaded-at-next-server" not in found
    waiting = found["internal-certificate-not-loaded-in-queue"]
    assert waiting.servers == (HERE,)
    assert f"Get-TransportService {HERE}" in steps(waiting)
