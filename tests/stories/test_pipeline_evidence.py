"""The main job on evidence that is short, odd, given twice or spoiled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from samples.evtx_writer.log import Quirks

from certtrail import diagnose
from certtrail.cli.exits import NOT_FULLY_READ, for_diagnosis
from certtrail.model.vocabulary import Verdict
from certtrail.reports.saved_json import render
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import Export
from tests.stories.told import DAY, E1, X, classic_loss, countdown, rules, told, verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_short_log_is_unknown(tmp_path: Path) -> None:
    """Three hours without an event are not called healthy."""
    export = Export()
    export.clutter(3)
    assert verdict(told(export, tmp_path)) is Verdict.UNKNOWN


def test_log_of_another_machine_is_unknown(tmp_path: Path) -> None:
    """A log without any Exchange event is not called healthy."""
    export = Export("WS01.contoso.com")
    for hour in range(100):
        export.transport(hour, 1000, "app.exe", provider="Application Error")
    assert verdict(told(export, tmp_path), "WS01.contoso.com") is Verdict.UNKNOWN


def test_cleared_log(tmp_path: Path) -> None:
    """A cleared Application log is named, and what is left too short to be called healthy."""
    export = Export()
    export.clutter(10 * DAY, step=2)
    export.records["Application"] = [
        record for record in export.records["Application"] if record[0] > 10 * DAY - 5
    ]
    export.cleared(10 * DAY - 5, "Application")
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"log-cleared"}
    assert verdict(diagnosis) is Verdict.UNKNOWN


def test_missing_logs_are_named(tmp_path: Path) -> None:
    """Without the cmdlet log the renewal rules did not look, and say what they lack."""
    export = Export()
    countdown(export, 6 * DAY, 4)
    export.clutter(6 * DAY)
    for channel in ("System", "MSExchange Management"):
        del export.records[channel]
    diagnosis = told(export, tmp_path)
    lacking = {item.rule: item.missing for item in diagnosis.not_evaluated}
    for rule in ("renewal-not-effective", "restart-pending", "internal-certificate-deleted"):
        assert any("MSExchange Management" in name for name in lacking[rule])
    assert "renewal-effective" not in lacking  # a console can tell the act, too
    assert "log-cleared" in lacking
    assert "internal-certificate-expiring" not in lacking


@pytest.mark.parametrize("spoil", ["case", "spaces", "garbage", "short"])
def test_odd_thumbprints(tmp_path: Path, spoil: str) -> None:
    """Thumbprints are normalised; a value that is none is noted and stops nothing."""
    spelled = {
        "case": X.lower(),
        "spaces": "\u200e" + " ".join(X[i : i + 2] for i in range(0, 40, 2)),
        "garbage": "'; Remove-Item -Recurse C:\\ #",
        "short": "ABC",
    }[spoil]
    export = Export()
    export.every(4, 1, 5 * DAY, 12024, spelled, E1)
    export.clutter(5 * DAY, step=4)
    diagnosis = told(export, tmp_path)
    assert {"ephemeral-certificate-in-use", "internal-certificate-missing"} == rules(diagnosis)
    wanted = (X,) if spoil in ("case", "spaces") else ()
    assert {finding.thumbprints for finding in diagnosis.findings} == {wanted}
    assert bool(diagnosis.notes) == (not wanted)
    assert "Remove-Item" not in "".join(s for f in diagnosis.findings for s in f.remedy)


def test_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    """Files named in any order, or as their folder, give the same diagnosis, byte for byte."""
    export = Export()
    classic_loss(export)
    files = sorted(export.write(tmp_path / "a").iterdir())
    forward = render(diagnose(files, engine="plain"), ENGLISH_READER)
    assert forward == render(diagnose(list(reversed(files)), engine="plain"), ENGLISH_READER)
    assert forward == render(diagnose(tmp_path / "a", engine="plain"), ENGLISH_READER)


def test_both_engines_agree(tmp_path: Path) -> None:
    """The two engines give the same diagnosis."""
    export = Export()
    classic_loss(export)
    plain, durable = told(export, tmp_path), told(export, tmp_path, engine="durable")
    assert (plain.engine, durable.engine) == ("plain", "durable")
    assert replace(durable, engine="plain") == plain


def test_overlapping_exports_count_once(tmp_path: Path) -> None:
    """The same records in two exports are one piece of evidence, whatever the headers say."""
    export = Export()
    classic_loss(export)
    once = diagnose(export.write(tmp_path / "one" / "a"), engine="plain")
    export.write(tmp_path / "two" / "a")
    export.write(tmp_path / "two" / "b", quirks=Quirks.exported())
    twice = diagnose(tmp_path / "two", engine="plain")
    assert [f.count for f in once.findings] == [f.count for f in twice.findings]
    assert [f.id for f in once.findings] == [f.id for f in twice.findings]


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(path.read_bytes()[:70_000]), "expected"),
        (lambda path: path.write_text("this is not a log"), "expected"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "expected"),
    ],
)
def test_bad_file_is_accounted_and_the_rest_is_read(
    tmp_path: Path, spoil: Callable[[Path], object], word: str
) -> None:
    """One bad file is a line of the report; what the others hold is found all the same."""
    export = Export()
    classic_loss(export)
    export.write(tmp_path)
    spoil(tmp_path / "MSExchange Management.evtx")
    diagnosis = diagnose(tmp_path, engine="plain")
    report = next(a for a in diagnosis.inputs if a.name.startswith("MSExchange"))
    assert not report.complete
    assert word in " ".join(report.problems)
    assert "internal-certificate-lost" in rules(diagnosis)
    assert not diagnosis.complete


def test_folder_without_logs_is_not_called_fine(tmp_path: Path) -> None:
    """A folder that holds only other files was not looked at."""
    (tmp_path / "readme.txt").write_text("hello")
    diagnosis = diagnose(tmp_path, engine="plain")
    assert not diagnosis.looked
    assert diagnosis.complete
    assert "Left aside" in diagnosis.inputs[0].notes[0]
    assert for_diagnosis(diagnosis) == NOT_FULLY_READ
