"""Time in proportion to size, for every reader, by what costs it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from benchmarks.growth import FACTOR, SHAPES, seconds

from certtrail import pipeline
from certtrail.inputs.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

SIZE: Final = 20_000
BOUND: Final = 10  # what costs the square takes sixteen times as long
LEAST: Final = 0.05
READERS: Final = [name for name in SHAPES if not name.startswith("mark")]


@pytest.mark.parametrize("name", READERS)
def test_four_times_as_much_takes_about_four_times_as_long(name: str, tmp_path: Path) -> None:
    """What seems not to is tried once more, as others use the machine, too."""
    assert any(_grows_with_size(name, tmp_path) for _ in range(2))


def _grows_with_size(name: str, folder: Path) -> bool:
    few, many = (seconds(SHAPES[name](size).encode(), folder) for size in (SIZE, FACTOR * SIZE))
    return many < max(few, LEAST) * BOUND


def test_references_that_multiply_are_refused_and_told(tmp_path: Path) -> None:
    """Half a megabyte of references to a list becomes no gigabyte of lists; records are read."""
    begin = (
        "<TN><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN><Props>"
        '<I32 N="Id">12017</I32><S N="ProviderName">MSExchangeTransport</S>'
        '<S N="MachineName">EX01</S><DT N="TimeCreated">2026-02-01T00:00:00Z</DT>'
    )
    listed = '<Obj N="Properties" RefId="p"><LST>' + "<S>a</S>" * 20_000 + "</LST></Obj>"
    referring = f'<Obj>{begin}<Ref N="Properties" RefId="p"/></Props></Obj>'
    path = tmp_path / "a.xml"
    path.write_text(
        '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
        f"<Obj>{begin}{listed}</Props></Obj>{referring * 1000}</Objs>",
        "utf-8",
    )
    (report,) = pipeline.read(path, limits=Limits(seconds=30.0)).inputs
    assert any("references lead to more" in problem for problem in report.problems)
    assert report.records.decoded == 1001


def test_parts_of_a_mail_beyond_any_number_are_refused(tmp_path: Path) -> None:
    """A part takes four bytes, and memory and time for a hundred."""
    path = tmp_path / "a.eml"
    begin = 'From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    path.write_text(begin + "--b\n\nThumbprint\n" * 10_000 + "--b--\n", "utf-8")
    assert not any("parts" in text for text in _problems(path))
    path.write_text(begin + "--b\n\n" * 30_000, "utf-8")
    assert any("more than 20,000 parts" in text for text in _problems(path))


def test_lines_of_json_that_are_none_are_counted(tmp_path: Path) -> None:
    """The first are told; of the others no sentence is made, and the count has them all."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"TimeCreated":1,"Id":2}\n' + '{"\n' * 5_000, "utf-8")
    (report,) = pipeline.read(path).inputs
    assert report.records.skipped == 5_001
    assert report.problems[-1] == "4981 more of these."


def _problems(path: Path) -> list[str]:
    return [text for report in pipeline.read(path).inputs for text in report.problems]
