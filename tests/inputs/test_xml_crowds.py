"""Event XML whose events are counted many at once, against reading them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.generator import event_texts
from samples.generator.event_texts import Told

from certtrail.inputs.events import event_xml, record_sorts
from certtrail.inputs.events.event_pieces import pieces
from certtrail.inputs.events.xml_sieve import cut, header_of, sift
from tests.inputs.crowds import FILTER, FIRST, LATER, PROVIDERS, both_ways
from tests.inputs.test_plain_header import CHANGES, SOUND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certtrail.model.record_filter import RecordFilter


event = st.builds(
    lambda changes, number: _changed(changes).replace(
        "<EventRecordID>123", f"<EventRecordID>{number}"
    ),
    st.lists(st.sampled_from(CHANGES), max_size=2) | st.just([]),
    st.integers(0, 10_000),
)
texts = st.lists(
    event
    | event.map(lambda text: text.replace("12024", "1"))
    | st.sampled_from(["\r\n", "x", "<"]),
    max_size=30,
    unique_by=lambda text: text,
)


def _changed(changes: Sequence[tuple[str, str]]) -> str:
    text = SOUND
    for old, new in changes:
        text = text.replace(old, new, 1)
    return text


@given(texts, st.sampled_from([FILTER, LATER]), st.sampled_from([300, 5_000, 1 << 18]))
def test_xml(
    tmp_path_factory: pytest.TempPathFactory, each: list[str], wanted: RecordFilter, size: int
) -> None:
    """However its events are written and wherever its blocks end."""
    path = tmp_path_factory.mktemp("xml") / "a.xml"
    path.write_text(f"<Events>{''.join(each)}</Events>", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_xml, "_BLOCK", size)
        patch.setattr(record_sorts, "_MOST", 4)
        both_ways(path, "certtrail.inputs.events.xml_sieve.sift", wanted)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Blocks are cut in bytes of UTF-8, whatever the file has."""
    path = tmp_path / "a.xml"
    some = [
        Told(
            PROVIDERS[n % 6],
            12024,
            0,
            2,
            1,
            FIRST + n * 10**8,
            n + 1,
            "Application",
            "EX01",
            ("ä", "b"),
        )
        for n in range(2000)
    ]
    path.write_text(event_texts.event_xml(some), encoding)
    found = both_ways(path, "certtrail.inputs.events.xml_sieve.sift", server="EX09")
    assert found.report.records.decoded == 2000


def test_what_windows_writes_is_read_at_once() -> None:
    """Else it would be slow without anybody noticing."""
    sorts = record_sorts.RecordSorts(header_of, lambda _: True)
    crowd = sift(SOUND.encode() * 50, sorts)
    assert crowd is not None
    assert (len(crowd.pieces), len(sorts.headers), set(crowd.ids.tolist())) == (50, 1, {123})
    parts = list(pieces(cut(iter([b"<Events>" + SOUND.encode() * 50 + b"</Events>"]), sorts)))
    assert [isinstance(part, record_sorts.Crowd) for part, _ in parts] == [True, False]
