"""Events as programs that collect them write them: read by the names that each program uses."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
MESSAGE: Final = f"An internal transport certificate expired. Thumbprint:{A}"
TRANSPORT: Final = "MSExchangeTransport"
AT: Final = 1_795_323_600_000_000_000  # 2026-11-22 05:00 UTC


def beat(**more: Any) -> dict[str, Any]:
    """Give an event as Winlogbeat has written it since its version 7."""
    winlog = {
        "channel": "Application",
        "provider_name": TRANSPORT,
        "event_id": "12015",
        "computer_name": "EX01.contoso.com",
        "record_id": 77,
    }
    return {
        "@timestamp": "2026-11-22T05:00:00.000Z",
        "event": {"code": "12015", "provider": TRANSPORT, "kind": "event"},
        "host": {"name": "collector.contoso.com"},
        "log": {"level": "error"},
        "winlog": winlog | more,
        "message": MESSAGE,
    }


BEAT_6: Final = {
    "@timestamp": "2026-11-22T05:00:00.000Z",
    "log_name": "Application",
    "source_name": TRANSPORT,
    "event_id": 12015,
    "computer_name": "EX01.contoso.com",
    "record_number": "77",
    "level": "Error",
    "message": MESSAGE,
}
SPLUNK: Final = {
    "_time": "2026-11-22T06:00:00.000+0100",
    "host": "ex01",
    "source": "WinEventLog:Application",
    "sourcetype": "WinEventLog",
    "LogName": "Application",
    "SourceName": TRANSPORT,
    "EventCode": "12015",
    "EventType": "2",
    "Type": "Error",
    "ComputerName": "EX01.contoso.com",
    "RecordNumber": "77",
    "Message": MESSAGE,
}
AZURE: Final = {
    "TenantId": "6a2c8f0e-5d1b-4c7e-8f00-aa11bb22cc33",
    "TimeGenerated [UTC]": "11/22/2026, 5:00:00.000 AM",
    "Source": TRANSPORT,
    "EventLog": "Application",
    "Computer": "EX01.contoso.com",
    "EventLevel": "1",
    "EventLevelName": "Error",
    "EventID": "12015",
    "RenderedDescription": MESSAGE,
    "Message": "",
    "Type": "Event",
}
DISCOVER: Final = {
    "@timestamp": "Nov 22, 2026 @ 05:00:00.000",
    "winlog.channel": "Application",
    "event.code": "12015",
    "event.provider": TRANSPORT,
    "winlog.computer_name": "EX01.contoso.com",
    "winlog.record_id": "77",
    "log.level": "error",
    "message": MESSAGE,
}
NXLOG: Final = (
    "<11>1 2026-11-22T06:00:00.000000+01:00 EX01.contoso.com MSExchangeTransport 22 - [NXLOG@14506"
    ' EventReceivedTime="2026-11-22 06:00:01" EventType="ERROR" Channel="Application"'
    f' SourceName="{TRANSPORT}" EventID="12015" RecordNumber="77" Domain="a\\]b"] {MESSAGE}\n'
)
SNARE: Final = "\t".join(
    (
        "<11>Nov 22 05:00:00 ex01 MSWinEventLog",
        *("1", "Application", "4711", "Sun Nov 22 05:00:00 2026", "12015", TRANSPORT, "N/A", "N/A"),
        *("Error", "EX01.contoso.com", "TransportService", "", MESSAGE, "77\n"),
    )
)
RAW_SPLUNK: Final = (
    f"11/22/2026 05:00:00 AM\nLogName=Application\nEventCode=12015\nEventType=2\n"
    f"ComputerName=EX01.contoso.com\nSourceName={TRANSPORT}\nType=Error\nRecordNumber=77\n"
    f"Message={MESSAGE}\n"
)


def table(row: dict[str, str]) -> str:
    """Write rows as CSV: one is enough, as only what is in it counts."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([row.keys(), row.values()])
    return text.getvalue()


def read(folder: Path, text: str) -> Evidences:
    """Read a text of no telling name."""
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return pipeline.read([folder / "a.txt"])


FORMS: Final = {
    "winlogbeat": json.dumps(beat()) + "\n",
    "winlogbeat with dots": json.dumps(DISCOVER),
    "winlogbeat 6": json.dumps([BEAT_6]),
    "elastic search": json.dumps({"_index": "winlogbeat-8", "_id": "1", "_source": beat()}) + "\n",
    "splunk json": json.dumps({"preview": False, "offset": 0, "result": SPLUNK}) + "\n",
    "splunk csv": table(SPLUNK),
    "azure csv": table(AZURE),
    "azure json": json.dumps(
        [
            {name.partition(" ")[0]: told for name, told in AZURE.items()}
            | {"TimeGenerated": "2026-11-22T05:00:00Z"}
        ]
    ),
    "discover csv": table(DISCOVER),
    "nxlog": NXLOG,
    "snare": SNARE,
    "snare by rsyslog": SNARE.replace("\t", "#011"),
    "splunk raw": RAW_SPLUNK,
    "in a mail": f"Hi, this is from the SIEM:\n\n{json.dumps([beat()], indent=2)}\n\nRegards, Jo\n",
}
LOCAL: Final = ("winlogbeat with dots", "discover csv", "snare", "snare by rsyslog", "splunk raw")
NO_ID: Final = ("azure csv", "azure json", "snare", "snare by rsyslog")


@pytest.mark.parametrize("form", FORMS)
def test_an_event_is_read(form: str, tmp_path: Path) -> None:
    """All of it: the time with its zone, the computer, the log, the source, the id, the message."""
    found = read(tmp_path, FORMS[form])
    (report,) = found.inputs
    assert report.complete
    assert not report.problems
    told = found.records
    assert (told.provider[0], told.event_id[0]) == (TRANSPORT, 12015)
    assert (told.computer[0], told.channel[0]) == ("EX01.contoso.com", "Application")
    assert (told.level.values[0], told.level.absent[0]) == (2, False)
    assert told.record_id[0] == (0 if form in NO_ID else 77)
    assert told.time[0] == AT
    assert A in str(list(told.data))


@pytest.mark.parametrize("form", FORMS)
def test_only_a_time_with_its_zone_is_sure(form: str, tmp_path: Path) -> None:
    """A clock whose zone nobody tells is the server's own, or that of who looked."""
    (report,) = read(tmp_path, FORMS[form]).inputs
    assert report.unplaced == (form in LOCAL)


def test_many_are_read(tmp_path: Path) -> None:
    """Each line is one."""
    text = "".join(json.dumps(beat(record_id=at)) + "\n" for at in range(77, 80))
    assert list(read(tmp_path, text).records.record_id) == [77, 78, 79]


def test_parameters_are_taken_as_they_were_collected(tmp_path: Path) -> None:
    """Those without names by their numbers, of which empty ones are left out."""
    items = [
        beat(event_data={"param1": "a", "param3": "c"}),
        beat(event_data={"Name": "b"}, record_id=78),
    ]
    found = read(tmp_path, "".join(json.dumps(item) + "\n" for item in items))
    assert list(found.records.data) == [["a", "", "c"], {"Name": "b"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (json.dumps({"winlog": {"event_id": 12017, "provider_name": TRANSPORT}}), "Winlogbeat"),
        (SNARE.replace("Sun Nov 22 05:00:00 2026", "just now"), "Snare"),
        (NXLOG.replace("12015", "many"), "NXLog"),
        (
            json.dumps(
                [{"EventID": 12017, "RenderedDescription": "MSExchangeTransport 12017, cut"}]
            ),
            "Azure",
        ),
    ],
)
def test_what_lacks_a_part_is_named(text: str, says: str, tmp_path: Path) -> None:
    """The program, and what is missing."""
    (report,) = read(tmp_path, text).inputs
    assert not report.complete
    assert any(says in problem and "without a date" in problem for problem in report.problems)


def test_a_heading_tells_the_zone(tmp_path: Path) -> None:
    """As Azure's portal writes it for the zone that somebody chose."""
    row = {"TimeGenerated [UTC+2]": "11/22/2026, 7:00:00.000 AM"} | AZURE
    del row["TimeGenerated [UTC]"]
    assert read(tmp_path, table(row)).records.time[0] == AT
    own = {"TimeGenerated [Local Time]": "11/22/2026, 7:00:00.000 AM"} | row
    del own["TimeGenerated [UTC+2]"]
    (report,) = read(tmp_path, table(own)).inputs
    assert report.unplaced


def test_another_table_is_none_of_these(tmp_path: Path) -> None:
    """Columns of the shell stay what they are."""
    row = {"TimeCreated": "2026-11-22 05:00:00", "Id": "12015", "ProviderName": TRANSPORT}
    (report,) = read(tmp_path, table(row | {"Message": MESSAGE})).inputs
    assert report.unplaced
    assert not report.problems
