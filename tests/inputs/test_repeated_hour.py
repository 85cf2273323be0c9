"""The hour that local time shows twice, at the end of summer time: record ids tell the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from certtrail import pipeline
from certtrail.text.instants import SECOND, parse_iso

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = '"Message","Id","RecordId","ProviderName","LogName","MachineName","TimeCreated"\n'
# In the night of 25 October 2026 in Berlin: 02:25 and 02:58 of summer time, then 02:12 and 02:44.
TOLD: Final = (
    (30, "01:54:00"), (35, "02:05:00"), (36, "02:25:00"), (42, "02:58:00"),
    (43, "02:12:00"), (48, "02:44:00"), (55, "03:01:00"),
)  # fmt: skip
UTC: Final = ("23:54", "00:05", "00:25", "00:58", "01:12", "01:44", "02:01")


def export(folder: Path, told: tuple[tuple[int, str], ...] = TOLD) -> Path:
    """Write the newest first, as Get-WinEvent does."""
    rows = [
        '"The certificate mail.contoso.com is not there for the connector Relay EX01.","12014",'
        f'"{number}","MSExchangeTransport","Application","EX01","25.10.2026 {time}"\n'
        for number, time in reversed(told)
    ]
    path = folder / "a.csv"
    path.write_text(HEAD + "".join(rows), "utf-8")
    return path


def test_of_an_unknown_zone_the_evidence_is_in_the_order_of_the_log(tmp_path: Path) -> None:
    """The times stay those of the server's clock."""
    (finding, *_) = pipeline.diagnose(export(tmp_path)).findings
    ids = [item.record_id for item in finding.evidence if item.record_id]
    assert len(ids) > 4
    assert ids == sorted(ids)


def test_in_a_zone_each_is_of_its_own_hour(tmp_path: Path) -> None:
    """Who goes by the clock alone has all of them an hour late, or early."""
    read = pipeline.read(export(tmp_path), local_zone=ZoneInfo("Europe/Berlin"))
    times = dict(zip(read.records.record_id.tolist(), read.records.time.tolist(), strict=True))
    day = {"23:54": 24}
    for (number, _), utc in zip(TOLD, UTC, strict=True):
        assert times[number] == parse_iso(f"2026-10-{day.get(utc, 25)}T{utc}:00Z")


def test_a_time_that_goes_back_on_another_day_moves_nothing(tmp_path: Path) -> None:
    """A clock may be set, and there is one such hour only on that day."""
    told = ((1, "12:30:00"), (2, "12:10:00"), (3, "12:40:00"))
    read = pipeline.read(export(tmp_path, told), local_zone=ZoneInfo("Europe/Berlin"))
    times = dict(zip(read.records.record_id.tolist(), read.records.time.tolist(), strict=True))
    noon = parse_iso("2026-10-25T11:00:00Z")
    assert [(times[number] - noon) // SECOND // 60 for number in (1, 2, 3)] == [30, 10, 40]
