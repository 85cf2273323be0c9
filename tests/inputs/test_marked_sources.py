"""An event that was copied out of Event Viewer, with a remark behind its source."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail import pipeline
from tests.inputs.carried import EVENT


@pytest.mark.parametrize("remark", ["", " <--", "   <== look here", " \u2190 this one"])
def test_a_remark_behind_the_source(tmp_path: Path, remark: str) -> None:
    """It is left out: the event is the one that the catalogue knows."""
    path = tmp_path / "a.txt"
    path.write_text(
        EVENT.replace("MSExchangeTransport", f"MSExchangeTransport{remark}", 1), "utf-8"
    )
    (event,) = pipeline.read([path]).events.itertuples()
    assert (event.provider, event.event_id) == ("MSExchangeTransport", 12015)


# What letters, digits and blanks are not; a hyphen, a dot or a slash goes on with a name.
MARKS = st.text(
    "\"'`*_([{<>})],;:!?#~|=\u2192\u2190\u00bb\u201e\u201c\u2022", min_size=1, max_size=3
)
FIELDS = {"Source": "MSExchangeTransport", "Event ID": "12015", "Computer": "EX01.contoso.com"}


@pytest.mark.parametrize("label", FIELDS)
@given(before=MARKS | st.just(""), after=MARKS | st.just(""), words=st.sampled_from(["", " here"]))
def test_marks_around_a_field(label: str, before: str, after: str, words: str) -> None:
    """Whatever people put there, the value is told by its own shape."""
    value = FIELDS[label]
    told = f"{before}{value} {after}{words}" if after else f"{before}{value}"
    lines = [
        f"{label}: {told}" if line.startswith(f"{label}:") else line for line in EVENT.splitlines()
    ]
    assert "\n".join(lines) != EVENT or not (before or after)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.txt"
        path.write_text("\n".join(lines), "utf-8")
        (event,) = pipeline.read([path]).events.itertuples()
    assert (event.provider, event.event_id) == ("MSExchangeTransport", 12015)
    assert event.computer in ("EX01.contoso.com", "EX01")


@pytest.mark.parametrize(
    "log", ["Application (!)", "`Application`", "Application,", "-> Application"]
)
def test_marks_around_the_log(tmp_path: Path, log: str) -> None:
    """An event of a log that nobody knows would be one that nobody asks for."""
    path = tmp_path / "a.txt"
    path.write_text(EVENT.replace("Application", log, 1), "utf-8")
    (event,) = pipeline.read([path]).events.itertuples()
    assert event.channel == "Application"


def test_a_source_of_another_name(tmp_path: Path) -> None:
    """A name that goes on without pointing is another source."""
    path = tmp_path / "a.txt"
    path.write_text(EVENT.replace("MSExchangeTransport", "MSExchangeTransport Search"), "utf-8")
    events = pipeline.read([path]).events
    assert "MSExchangeTransport" not in set(events["provider"])
