"""What each reader does with one log; each runs in a process of its own, which reports on itself.

python -m benchmarks.readers NAME LOG
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from certtrail.model.record_filter import RecordFilter

SLICE: Final = 400
"""Records that python-evtx reads: all of them would take minutes."""


@cache
def wanted() -> RecordFilter:
    """Select what a diagnosis needs."""
    from certtrail.rulebook.catalogue import load_catalogue

    return load_catalogue().record_filter()


def plain(path: Path) -> int:
    """Read the bytes."""
    room = memoryview(bytearray(1 << 22))
    with path.open("rb", buffering=0) as file:
        while file.readinto(room):
            pass
    return 0


def certtrail_selective(path: Path) -> int:
    """Read the events of the catalogue into a frame; every record is counted."""
    from certtrail.evtx.reader import read_log

    read = read_log(path, path.name, wanted())
    assert read.events is not None
    return read.report.records.found


def certtrail_frame(path: Path) -> int:
    """Read every record into a frame."""
    import certtrail

    return len(certtrail.read_events([path]))


def certtrail_parquet(path: Path) -> int:
    """Convert every record to Parquet, on all cores."""
    from certtrail.case.parquet_files import EventsParquet
    from certtrail.inputs import streaming

    with tempfile.TemporaryDirectory() as folder:
        out = EventsParquet(Path(folder) / "events.parquet")
        rows = 0
        for frame in streaming.stream([path], []):
            rows += len(frame)
            out.write(frame)
        out.close()
    return rows


def wheel(path: Path) -> int:
    """Have the `evtx` wheel render every record as JSON, and drop it."""
    import evtx

    return sum(1 for _ in evtx.PyEvtxParser(str(path)).records_json())


def wheel_frame(path: Path) -> int:
    """The same, read by orjson into rows of a pandas frame."""
    import orjson
    import pandas as pd

    import evtx

    records = evtx.PyEvtxParser(str(path)).records_json()
    events = (orjson.loads(record["data"])["Event"] for record in records if record)
    return len(pd.DataFrame([_row(event) for event in events]))


def _row(event: dict[str, Any]) -> dict[str, Any]:
    system = event["System"]
    number = system["EventID"]
    return {
        "time": system["TimeCreated"]["#attributes"]["SystemTime"],
        "computer": system["Computer"],
        "channel": system["Channel"],
        "provider": system["Provider"]["#attributes"]["Name"],
        "event_id": number if isinstance(number, int) else number["#text"],
        "level": system["Level"],
        "task": system["Task"],
        "record_id": system["EventRecordID"],
        "data": event.get("EventData") or event.get("UserData"),
    }


def libevtx(path: Path) -> int:
    """Have libevtx render every record as XML."""
    import pyevtx

    file = pyevtx.file()
    file.open(str(path))
    count = 0
    for number in range(file.get_number_of_records()):
        count += bool(file.get_record(number).get_xml_string())
    file.close()
    return count


def python_evtx(path: Path) -> int:
    """Have python-evtx render the first records as XML."""
    from Evtx.Evtx import Evtx

    count = 0
    with Evtx(str(path)) as log:
        for record in log.records():
            count += bool(record.xml())
            if count == SLICE:
                break
    return count


def diagnose(path: Path) -> int:
    """Run the whole `certtrail diagnose` process."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "diagnosis.json"
        command = [sys.executable, "-m", "certtrail", "diagnose", str(path), "-o", str(out)]
        done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
        assert done.returncode in (0, 1), done.stderr.decode()
        saved = json.loads(out.read_text("utf-8"))
    return int(saved["inputs"][0]["records"]["found"])


def wheel_process(path: Path) -> int:
    """Run a process that only has the wheel render every record."""
    code = "import evtx,sys; print(sum(1 for _ in evtx.PyEvtxParser(sys.argv[1]).records_json()))"
    command = [sys.executable, "-c", code, str(path)]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


READERS: Final[Mapping[str, Callable[[Path], int]]] = {
    "plain read": plain,
    "certtrail, selective": certtrail_selective,
    "certtrail, all to a frame": certtrail_frame,
    "certtrail, all to Parquet": certtrail_parquet,
    "evtx wheel": wheel,
    "evtx wheel, orjson, pandas": wheel_frame,
    "libevtx": libevtx,
    f"python-evtx, {SLICE} records": python_evtx,
    "certtrail diagnose, the process": diagnose,
    "evtx wheel, the process": wheel_process,
}


def main() -> None:
    """Run one reader, with its libraries loaded before the clock starts; print what it took."""
    name, path = sys.argv[1], Path(sys.argv[2])
    for module in (
        "pandas",
        "pyarrow",
        "evtx",
        "orjson",
        "certtrail.diagnosis.diagnosed",
        "certtrail.evtx.reader",
    ):
        if "process" not in name.partition(",")[2]:
            __import__(module)
    if name == "certtrail, selective":
        wanted()  # what to select is given, it is no part of the reading
    before = time.perf_counter()
    records = READERS[name](path)
    seconds = time.perf_counter() - before
    mine, children = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"records": records, "seconds": seconds, "memory": max(mine, children)}))


if __name__ == "__main__":
    main()
