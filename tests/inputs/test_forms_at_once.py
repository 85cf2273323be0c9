"""Exports that programs write are read many records at once, those of the benchmark among them.

A way that is only taken where a text is written just so can be lost without any result changing;
then reading takes several times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from benchmarks import texts

from certtrail.inputs.events import event_clixml, event_csv, event_json, event_xml
from tests.inputs.crowds import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE_BY_ONE = {
    "wevtutil, XML": (event_xml, "_add_one"),
    "Get-WinEvent, JSON": (event_json._Alike, "add"),
    "Get-WinEvent, CSV": (event_csv._Events, "one"),
    "Event Viewer, CSV": (event_csv._Events, "one"),
    "Get-WinEvent, CliXML": (event_clixml, "add_object"),
    "Get-EventLog, CliXML": (event_clixml, "add_object"),
}
"""By form, what reads a record by itself."""


def counting(called: list[int], function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that does the same and is counted."""

    def counted(*given: Any, **named: Any) -> Any:
        called.append(1)
        return function(*given, **named)

    return counted


@pytest.mark.parametrize("form", ONE_BY_ONE)
@pytest.mark.parametrize("size", [300_000, 2_500_000])
def test_forms_of_the_benchmark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, size: int
) -> None:
    """Of many thousand records a few are read by themselves: where a piece of the text is cut."""
    path = tmp_path / f"Application.{texts.FORMS[form][0]}"
    texts.write(form, size, path)
    place, name = ONE_BY_ONE[form]
    called: list[int] = []
    monkeypatch.setattr(place, name, counting(called, getattr(place, name)))
    found = read(path)
    assert found.report.complete
    assert found.report.records.decoded > size // 1000
    assert len(called) <= 4


@pytest.mark.parametrize("form", ["Get-WinEvent, JSON", "wevtutil, XML"])
def test_what_is_odd_costs_its_neighbours_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Records beside one that is written in another way are read many at once all the same."""
    path = tmp_path / f"Application.{texts.FORMS[form][0]}"
    texts.write(form, 400_000, path)
    written = path.read_text("utf-8")
    middle = written.index("a value", len(written) // 2)
    odd = {"Get-WinEvent, JSON": '"Id":\t', "wevtutil, XML": "<Level>2<!-- --></Level>"}[form]
    usual = {"Get-WinEvent, JSON": '"Id": ', "wevtutil, XML": "<Level>2</Level>"}[form]
    path.write_text(written[:middle] + written[middle:].replace(usual, odd, 1), "utf-8")
    place, name = ONE_BY_ONE[form]
    called: list[int] = []
    monkeypatch.setattr(place, name, counting(called, getattr(place, name)))
    found = read(path)
    assert found.report.complete
    assert 1 <= len(called) <= 40
