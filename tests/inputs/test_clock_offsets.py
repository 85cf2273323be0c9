"""Clocks that somebody compared with w32tm, in any language of Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

CHART = (
    "[PS] C:\\>w32tm /stripchart /computer:{host} /samples:3{more}\n"
    "Realizando seguimiento de {host} [192.0.2.1:123].\nLa hora actual es 18-07-2026 10:50:12.\n"
    "{samples}\n[PS] C:\\>"
)
BARE = "10:50:12, {0}.3310092s\n10:50:14, {0}.3311870s\n10:50:16, {0}.3309941s\n"
DRAWN = (
    "10:50:12 d:+00.0004000s o:{0}.3310092s  [                 *         ]\n"
    "10:50:14 d:+00.0004100s o:{0}.3310091s  [                 *         ]\n"
)
MONITOR = (
    "PS C:\\>w32tm /monitor\nDC01.contoso.com *** PDC ***[192.0.2.1:123]:\n"
    "    ICMP: 0ms Verzögerung\n    NTP: +0.0000000s Offset von DC01.contoso.com\n"
    "EX01.contoso.com[192.0.2.2:123]:\n    ICMP: 0ms Verzögerung\n"
    "    NTP: -601.2000000s Offset von DC01.contoso.com\n\nPS C:\\>"
)
WAITS = (
    "[PS] C:\\>Get-Queue -Server EX01 | fl\n\nIdentity      : EX01\\7\nStatus        : Retry\n"
    "MessageCount  : 42\nNextHopDomain : branch\n"
    'LastError     : 451 4.4.0 Primary target IP address responded with: "{}"\n\n'
)
KERBEROS = "454 4.7.0 Temporary authentication failure."
EXPS = "451 5.7.3 Cannot achieve Exchange Server authentication."


@pytest.mark.parametrize("samples", [BARE, DRAWN])
@pytest.mark.parametrize(("off", "beyond"), [("-412", True), ("+412", True), ("-00", False)])
def test_a_chart(samples: str, off: str, beyond: bool) -> None:
    """The sample in the middle counts."""
    text = CHART.format(host="EX01", more="", samples=samples.format(off))
    (found,) = told(text).of("clock-offset")
    assert found.server == "EX01"
    assert found.number("seconds") == abs(int(off))
    assert found.holds("beyond") == beyond
    assert found.holds("ahead") == (off == "+412")


def clocks(path: Path, *texts: str) -> dict[str, tuple[bool, bool]]:
    """Give whether each server's clock is off, and whether it goes before the others."""
    for number, text in enumerate(texts):
        (path / f"shell{number}.txt").write_text(text)
    facts = pipeline.examine(path).analysis.facts.facts
    return {
        one.server: (one.holds("beyond"), one.holds("ahead"))
        for one in facts
        if one.kind == "clock-offset"
    }


LIST = "[PS] C:\\>Get-ExchangeCertificate | fl\n\nThumbprint : {}\nServices : SMTP\n\n"
AT_EX02 = "[PS] C:\\>hostname\nEX02\n" + LIST.format("0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293")


def chart(host: str, off: str) -> str:
    """Write what w32tm prints of a machine."""
    return CHART.format(host=host, more="", samples=BARE.format(off)) + "\n"


def test_either_clock_of_two(tmp_path: Path) -> None:
    """Which of two is wrong is not told; another comparison that agrees tells it."""
    both = clocks(tmp_path, AT_EX02 + chart("EX01", "-412"))
    assert both == {"EX01": (True, False), "EX02": (True, True)}
    three = clocks(tmp_path, AT_EX02 + chart("EX01", "-412") + chart("EX03", "+00"))
    assert {name for name, (off, _) in three.items() if off} == {"EX01"}


@pytest.mark.parametrize("start", ["", "[PS] C:\\>hostname\nWS-ADMIN\n"])
@pytest.mark.parametrize("apart", [False, True])
def test_a_third_clock_is_wrong(tmp_path: Path, start: str, apart: bool) -> None:
    """Two that differ from a workstation alike agree, in one text or in two."""
    texts = [start + chart("EX01", "-412"), start + chart("EX02", "-411")]
    found = clocks(tmp_path, *(texts if apart else ["".join(texts)]))
    assert {name: off for name, (off, _) in found.items()} == {"EX01": False, "EX02": False}


def test_the_server_that_compares_is_wrong(tmp_path: Path) -> None:
    """All others differ from it alike."""
    found = clocks(tmp_path, AT_EX02 + chart("EX01", "-412") + chart("EX03", "-413"))
    assert {name for name, (off, _) in found.items() if off} == {"EX02"}
    assert found["EX02"] == (True, True)


def test_as_many_here_and_there(tmp_path: Path) -> None:
    """What agrees with the machine that compared them counts."""
    text = chart("EX01", "+412") + chart("EX02", "+411") + chart("EX03", "-00")
    found = clocks(tmp_path, text)
    assert {name for name, (off, _) in found.items() if off} == {"EX01", "EX02"}


def test_the_clock_of_a_domain_counts(tmp_path: Path) -> None:
    """Servers that differ from it alike are wrong, both of them."""
    other = MONITOR.replace(
        "\n\nPS", "\nEX02.contoso.com[192.0.2.3:123]:\n    NTP: -601.3s o\n\nPS"
    )
    found = clocks(tmp_path, other)
    assert found["EX01.contoso.com"] == found["EX02.contoso.com"] == (True, False)


def test_servers_whose_clocks_agree(tmp_path: Path) -> None:
    """No clock is blamed, and none has to be looked at."""
    text = WAITS.format(KERBEROS) + chart("EX01", "-412") + chart("EX02", "-412")
    (tmp_path / "shell.txt").write_text(text)
    (found,) = pipeline.diagnose(tmp_path).findings
    assert "clock of EX01 agrees" in found.cause
    assert not any("/resync" in step or "/stripchart" in step for step in found.remedy)
    assert any("setspn" in step for step in found.remedy)


def test_all_of_a_domain() -> None:
    """Each of them has its own."""
    found = {one.server: one.number("seconds") for one in told(MONITOR).of("clock-offset")}
    assert found == {"DC01.contoso.com": 0, "EX01.contoso.com": 601}


@pytest.mark.parametrize(
    "text",
    [
        "Run w32tm /stripchart /computer:EX01 there.\n10:50:12, -412.3310092s\n",
        "[PS] C:\\>w32tm /stripchart /computer:EX01\nThe following error occurred: 0x800705B4\n",
        "[PS] C:\\>w32tm /query /status\nPhase Offset: -412.3310092s\n",
    ],
)
def test_none(text: str) -> None:
    """Words, errors and other commands compare nothing."""
    assert not told(text).of("clock-offset")


def test_the_clock_goes_first(tmp_path: Path) -> None:
    """What was measured is the first thing to do, and its command is not asked for again."""
    chart = CHART.format(host="EX01", more=" /dataonly", samples=BARE.format("-412"))
    (tmp_path / "shell.txt").write_text(WAITS.format(KERBEROS) + chart)
    found = pipeline.diagnose(tmp_path)
    (waits,) = (one for one in found.findings if one.rule == "exchange-authentication-in-queue")
    assert "412 seconds off" in waits.remedy[0]
    assert "w32tm /resync" in waits.remedy[0]
    assert not any("/stripchart" in step or "X-EXPS" in step for step in waits.remedy)
    assert not any("does not read" in note for one in found.inputs for note in one.notes)


@pytest.mark.parametrize(("reply", "exps"), [(KERBEROS, False), (EXPS, True)])
def test_causes_of_its_own_reply(tmp_path: Path, reply: str, exps: bool) -> None:
    """A filtered verb leads to one reply, Kerberos alone to the other."""
    (tmp_path / "shell.txt").write_text(WAITS.format(reply))
    (found,) = pipeline.diagnose(tmp_path).findings
    assert ("X-EXPS" in found.cause) == exps
    assert any("ExchangeServer among" in step for step in found.remedy) == exps
    assert any("/stripchart" in step for step in found.remedy)
    assert any("firewall or gateway" in question for question in found.questions) == exps


def test_a_sister_that_reaches_it(tmp_path: Path) -> None:
    """Mail of another server goes there, so nobody has to look at what receives."""
    other = (
        "[PS] C:\\>Get-Queue -Server EX02 | fl\n\nIdentity      : EX02\\3\nStatus        : {}\n"
        "MessageCount  : 2\nNextHopDomain : branch\nLastError     :\n\n"
    )
    (tmp_path / "shell.txt").write_text(WAITS.format(EXPS) + other.format("Ready"))
    (found,) = pipeline.diagnose(tmp_path).findings
    assert "From EX02 mail to branch goes" in found.cause
    assert not any("ExchangeServer among" in step for step in found.remedy)
    (tmp_path / "shell.txt").write_text(WAITS.format(EXPS) + other.format("Suspended"))
    (found,) = pipeline.diagnose(tmp_path).findings
    assert "From EX02" not in found.cause
