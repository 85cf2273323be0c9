"""JSON objects in which a name stands twice: one of the values is lost, and that is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

EVENT: Final[dict[str, Any]] = {
    "TimeCreated": "2026-02-01T01:00:00Z",
    "Id": 12024,
    "ProviderName": "MSExchangeTransport",
    "MachineName": "EX01.contoso.com",
    "LogName": "Application",
    "RecordId": 1,
    "Message": "x",
}
WHOLE: Final = json.dumps(EVENT)
TWICE: Final = WHOLE.replace('"Id": 12024', '"Id": 12024, "Id": 1')


@pytest.mark.parametrize("form", ["[{},{}]", "{}\n{}\n"])
@pytest.mark.parametrize(("first", "complete"), [(WHOLE, True), (TWICE, False)])
def test_a_name_that_stands_twice(tmp_path: Path, form: str, first: str, *, complete: bool) -> None:
    """The others are read."""
    path = tmp_path / "a.json"
    path.write_text(form.format(first, WHOLE), "utf-8")
    found = pipeline.read([path])
    assert 12024 in list(found.records.event_id)
    assert found.inputs[0].complete is complete
