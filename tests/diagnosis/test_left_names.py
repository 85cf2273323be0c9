"""The look through a report that was written without names: it finds what is left, in any form."""

from __future__ import annotations

import html
import json
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail.cli import exits
from certtrail.cli.main import cli
from certtrail.diagnosis import redact
from certtrail.diagnosis.left_names import AN_ADDRESS, left_names
from certtrail.diagnosis.pseudonyms import Names
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis


def known(*names: str) -> Names:
    """Give names with tokens."""
    made = Names()
    for name in names:
        made.token("name", name)
    return made


@pytest.mark.parametrize(
    "name", ["Krumhorn", "To Blatherwick & Söhne", "Düsseldorf_7", "O'Zwiebel"]
)
@pytest.mark.parametrize(
    "written",
    [
        str,
        str.upper,
        html.escape,
        json.dumps,
        lambda name: "\\".join(name),
        lambda name: name.replace(" ", "\n  "),
        lambda name: "".join(f"&#{ord(mark)};" for mark in name),
    ],
)
def test_a_name_that_is_left(name: str, written: object) -> None:
    """Escaped as a format escapes, broken over lines, in capitals; with its line."""
    assert callable(written)
    report = f"first\nthe server {written(name)}, which\n"
    (left,) = left_names(report, known(name, "Quastel"), lambda: "first the server which")
    assert (left.token, left.line) == ("name-1", 2)


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("Krumhorn", "Krumhorns and krum horn"),
        ("mail", "the mail of a server"),
        ("12024", "event 12024"),
        ("wrap", "<style>a { wrap: none }</style>"),
        ("jd", "jd"),
    ],
)
def test_what_is_none(name: str, report: str) -> None:
    """Another word; words of ours, such as of the format itself; what is too short to be told."""
    assert left_names(report, known(name), lambda: "<style>a { wrap: none }</style>") == []


@pytest.mark.parametrize(
    "text", ["203.0.113.77", "tcp:203.0.113.077:25", "[IPv6:2001:db8:1908::25]", "fe80::1:2:3"]
)
def test_an_address_that_nobody_knows(text: str) -> None:
    """It is found by its shape, with its line; not where it is among our own words."""
    report = f"first\nfrom {text} on\n"
    assert left_names(report, Names(), str) == [(AN_ADDRESS, 2)]
    assert left_names(report, Names(), lambda: f"title {text}") == []
    assert left_names("15.2.1118.7 v15.1.225.42 5.7.1 1.3.6.1.5 07:50:02", Names(), str) == []


@pytest.mark.parametrize(
    "odd", ["&#50;03.0.113.77", "203.0.113.\\u0037\\u0037", "&#69;X01&#46;contoso", "&#x45;X01"]
)
@pytest.mark.parametrize("format_name", ["html", "text", "json", "md", "csv"])
def test_an_odd_text_stops_no_report(tmp_path: Path, odd: str, format_name: str) -> None:
    """What reads like a name or an address once escapes are taken off it is hidden whole."""
    (tmp_path / "a.txt").write_text(
        "[PS] C:\\>Get-Queue -Server EX01 | fl\n\nIdentity       : EX01\\1\n"
        f"LastError      : 454 4.7.5 Certificate validation failure, from {odd} x\n"
        "NextHopDomain  : x.com\nDeliveryType   : SmartHostConnectorDelivery\n"
        "Status         : Retry\nMessageCount   : 4\n\n"
    )
    out = tmp_path / "out.report"
    given = [str(tmp_path / "a.txt"), "--format", format_name, "-o", str(out), "--redact-names"]
    result = CliRunner().invoke(cli, ["diagnose", *given])
    assert result.exit_code != exits.NAME_LEFT, result.stderr
    assert "113.77" not in html.unescape(out.read_text())


def test_time_in_proportion() -> None:
    """Thousands of names that begin alike, in a long report."""
    names = known(*(f"Krumhorn {number} alpha" for number in range(5000)))
    begun = time.process_time()
    assert left_names("Krumhorn beta gamma\n" * 20_000, names, str) == []
    assert time.process_time() - begun < 20


def test_a_report_with_a_name_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with a code of its own, says where and not which, and leaves nothing behind."""

    def careless(diagnosis: Diagnosis, names: Names) -> Diagnosis:
        names.server("EX01.contoso.com")
        return diagnosis

    monkeypatch.setattr(redact, "redacted", careless)
    result = CliRunner().invoke(
        cli,
        [
            "diagnose",
            str(FOLDER / "classic-loss"),
            "-o",
            str(tmp_path / "report.html"),
            "--redact-names",
        ],
    )
    assert result.exit_code == exits.NAME_LEFT
    assert "server-1 in line" in result.stderr
    assert "EX01" not in result.stderr.replace(str(FOLDER), "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [0, 1 << 20, (1 << 20) - 9, (1 << 20) + 5, 3 << 20])
@pytest.mark.parametrize(
    "written", ["Krumhorn to\nQuastel", "203.0.113.77", "&#75;rumhorn to Quastel"]
)
def test_a_name_far_down(before: int, written: str) -> None:
    """It is found with its line wherever in a long report it stands."""
    report = ("word " * 15 + "word\n") * (before // 80 + 1)
    line = report.count("\n") + 1
    report += "." * (before % 80) + f" {written} " + "word\n" * 300_000
    (left,) = left_names(report, known("Krumhorn to Quastel"), str)
    assert left.line == line
