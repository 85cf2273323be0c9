"""CSV whose records are counted many at once, against reading them one by one."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.generator import event_texts
from samples.generator.event_texts import Told

from certtrail.inputs import decoding
from certtrail.inputs.events import event_csv
from certtrail.inputs.events.bulk_dates import bulk_dates
from certtrail.inputs.events.bulk_instants import NEVER, instants
from certtrail.inputs.events.cells import Cells
from certtrail.inputs.local_dates import WrittenDate
from certtrail.text.instants import SECOND, parse_iso
from tests.inputs.crowds import FIRST, both_ways, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


DATES: Final = (
    "2/3/2026 1:00:00 PM", "02/03/2026 13:00:00", "3/2/2026 12:59:59 AM", "28/2/2026 13:00",
    "2/28/2026 1:00 PM", "30/2/2026 1:00:00", "03.02.2026 13:00:00", "31.04.2026 13:00:00",
    "2026-02-03 13:00:00", "2026/2/3 1:00 PM", "2/3/2026 24:00:00", "2/3/2026 1:60:00",
    "2/3/2569 13:00:00", "2/3/1999 13:00:00", "2026-02-03T13:00:00Z", "3 Feb 2026 13:00:00", "",
    "2/3/2026", "0/3/2026 1:00:00", "13/13/2026 1:00:00", " 2/3/2026 1:00:00 PM",
    "2.3.2026 1:00:00 PM", "2/3/2026\u202f1:00:00 PM", "'2/3/2026 1:00:00 PM'", "2/3/26 1:00:00 PM",
    "2/3/2100 1:00:00",
)  # fmt: skip
CELLS: Final = {
    "Level": ("2", "Error", "Information", "", "Fehler", "7"), "Date": DATES,
    "Source": ("MSExchangeTransport", "ESE", "Größe", "", "MSExchangeTr...", '"ESE"', " VSS "),
    "Event ID": ("12024", "1", "x", "", "-5", "70000"), "Computer": ("EX01", "", "EX 01", "n/a"),
    "RecordId": ("", "7", "8", "-1", "99999999999999999999", "x", " 9"),
    "Message": ("", "Event 1.", 'a "quoted"\nline, ; \t', "The certificate AB is ...",
                "\u2028", "a\r\nb"),
}  # fmt: skip
ROW = st.fixed_dictionaries(
    {name: st.sampled_from(cells) | st.just(cells[0]) for name, cells in CELLS.items()}
)
BROKEN: Final = ("", ",,,,,,", '"', '"a"b,c', "x", "a\rb", '1,"2', "\ufeff", "a\0b", "#TYPE x")


def written(cells: Sequence[str], delimiter: str, *, quoted: bool) -> str:
    """Write a row."""
    out = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="").writerow(cells)
    return out.getvalue()


@given(
    st.lists(ROW, min_size=1, max_size=30),
    st.permutations(list(CELLS)),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(BROKEN)), max_size=2),
    st.sampled_from(",;\t"),
    st.booleans(),
    st.sampled_from(["", "#TYPE x\r\n"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([40, 500, 1 << 18]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "cp1252"]),
    st.sampled_from(["", "EX09"]),
)
def test_csv(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str]],
    names: list[str],
    broken: list[tuple[int, str]],
    delimiter: str,
    quoted: bool,
    start: str,
    end: str,
    size: int,
    encoding: str,
    server: str,
) -> None:
    """However its rows are written, whatever stands in them, and wherever its pieces end."""
    lines = [written([row[name] for name in names], delimiter, quoted=quoted) for row in rows]
    for at, line in broken:
        lines.insert(at, line)
    text = start + end.join([delimiter.join(names), *lines, ""])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        patch.setattr(event_csv, "_DATES", 3)
        both_ways(path, "certtrail.inputs.events.csv_rows._is_plain", server=server)


@given(
    st.text(st.sampled_from('aé€\n"\r\ufeff\ud83d\U0001f512'), max_size=60),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "cp1252"]),
    st.integers(1, 9),
)
def test_utf8(text: str, encoding: str, size: int) -> None:
    """A text as bytes is what it is as characters, wherever its pieces end."""
    raw = text.encode(encoding, "surrogatepass" if encoding == "utf-16" else "replace")
    told = "utf-16-le" if encoding == "utf-16" else encoding.replace("cp1252", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        found = b"".join(decoding.utf8(io.BytesIO(raw), told, raw))
        wanted = "".join(decoding.texts(io.BytesIO(raw), told, raw))
    assert found.decode("utf-8", "surrogatepass") == wanted


@given(st.lists(st.sampled_from(DATES), max_size=40), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_dates(dates: list[str], order: str) -> None:
    """Many dates come to what each of them comes to, or are left to who reads them one by one."""
    found = bulk_dates(Cells.of(dates))
    for text, known, decided, time in zip(
        dates, found.known, found.decided(), found.times(order), strict=True
    ):
        if known:
            date = WrittenDate.read(text)
            assert date is not None
            assert date.offset is None
            assert bool(decided) == (len(date.possible()) == 1)
            seconds = date.instant(order, ours=True)
            assert time == (NEVER if seconds is None else seconds * SECOND)
    usual = [text for text, known in zip(dates, found.known, strict=True) if known]
    assert {*DATES[:12]} & {*dates} <= {*usual}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["2026-02-28", "2024-02-29", "2026-02-29", "2026-13-01", "1699-01-01", "2200-12-31"]
            ),
            st.sampled_from(["T13:00:00", "T24:00:00", "T00:60:00", " 13:00:00", "T13:00"]),
            st.sampled_from(["", ".1", ".1234567", ".123456789", ".1234567890", ".x", "."]),
            st.sampled_from(["Z", "+01:00", "-11:30", "+24:00", "", "+0100", "z"]),
        ).map("".join),
        min_size=1,
        max_size=3,
    )
)
def test_instants(written: list[str]) -> None:
    """Many instants come to what each of them comes to, or are left to who reads them singly."""
    found = instants([text.encode() for text in written])
    if found is not None:
        assert found.tolist() == [parse_iso(text) for text in written]


@pytest.mark.parametrize("text", ["2026-02-28T13:00:00Z", "2026-02-28T13:00:00.1234567+01:00"])
def test_usual_instants_are_read_many_at_once(text: str) -> None:
    """Else it would be slow without anybody noticing."""
    assert instants([text.encode()] * 3) is not None


@pytest.mark.parametrize("language", ["en", "de", "fr", "zh", "ja"])
def test_csv_is_read_many_at_once(tmp_path: Path, language: str) -> None:
    """Else it would be slow without anybody noticing."""
    some = [
        Told("ESE", 1, 0, 2, 12, FIRST + n * 10**8, n + 1, "Application", "EX01", ("a",))
        for n in range(50)
    ]
    path = tmp_path / "a.csv"
    path.write_text(event_texts.viewer_csv(some, language, timedelta()), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_csv._Events, "one", None)
        assert read(path).report.records.decoded == 50
