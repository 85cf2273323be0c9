"""Servers that only tell of another's fault: named so, with what their own exports show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict
from tests.stories import machines
from tests.stories.exports import Export, thumbprint
from tests.stories.test_escalations import STORIES

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Server


def servers(name: str, folder: Path) -> dict[str, Server]:
    """Judge the servers of one story, by their short names."""
    (story,) = (one for one in STORIES if one["story"] == name)
    told = pipeline.diagnose([machines.told(story, folder)], engine="plain")
    return {each.name.partition(".")[0]: each for each in told.servers}


@pytest.mark.parametrize(
    ("story", "culprit", "other"),
    [
        ("one-of-two-hubs-got-a-new-certificate", "HUB03", "EDGE03"),
        ("the-edge-server-got-a-new-certificate", "EDGE01", "HUB01"),
        ("exchange-server-taken-off", "EX02", "EX01"),
    ],
)
def test_the_fault_is_told_of_its_own_server(
    tmp_path: Path, story: str, culprit: str, other: str
) -> None:
    """The other side is said to be that: by the name of the culprit, and without its cause."""
    found = servers(story, tmp_path)
    assert found[culprit].verdict is Verdict.BROKEN
    assert "other side" not in found[culprit].why
    why = found[other].why
    assert "because of what is wrong on the other side" in why
    assert culprit in why
    assert len(why) < len(found[culprit].why)


def test_who_only_refuses_is_at_risk(tmp_path: Path) -> None:
    """Its own log shows the refusals and nothing else; it is called the witness."""
    edge = servers("one-of-two-hubs-got-a-new-certificate", tmp_path)["EDGE03"]
    assert edge.verdict is Verdict.AT_RISK
    assert "only the witness" in edge.why
    assert "A peer's certificate is not in the direct-trust list" in edge.why


def test_whose_own_mail_is_held_up_is_broken(tmp_path: Path) -> None:
    """A Hub server that cannot hand its mail over is broken by the Edge server's fault."""
    hub = servers("the-edge-server-got-a-new-certificate", tmp_path)["HUB01"]
    assert hub.verdict is Verdict.BROKEN
    assert "witness" not in hub.why


@pytest.mark.parametrize("late", ["HUB01", "HUB02"])
def test_all_whose_mail_is_held_up_are_broken(tmp_path: Path, late: str) -> None:
    """What is the same on two Hub servers makes both broken, whichever complained last."""
    for hub in ("HUB01", "HUB02"):
        export = Export(f"{hub}.contoso.com")
        export.every(6, 4 + (hub == late), 40, 2018, "CN=EDGE01", "10.0.0.9")
        export.clutter(48)
        export.write(tmp_path / hub)
    (tmp_path / "edge.txt").write_text(
        "[PS] C:\\>hostname\nEDGE01\n"
        "[PS] C:\\>New-ExchangeCertificate -Services SMTP\n\nConfirm\n"
        "Overwrite the existing default SMTP certificate?\n\n"
        f"Current certificate: '{thumbprint('old')}' (expires 4/22/2027 10:11:00 AM)\n"
        f"Replace it with certificate: '{thumbprint('new')}' (expires 3/2/2031 9:12:00 AM)\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\n'
    )
    found = {one.name.partition(".")[0]: one for one in pipeline.diagnose(tmp_path).servers}
    for hub in ("HUB01", "HUB02"):
        assert found[hub].verdict is Verdict.BROKEN
        assert "fails, because of what is wrong on the other side" in found[hub].why
        assert f"{hub}.contoso.com" in found["EDGE01"].why
