"""CliXML whose records are counted many at once, against reading them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.generator import event_texts
from samples.generator.event_texts import Told

from certtrail.inputs import decoding
from certtrail.inputs.events import event_clixml
from tests.inputs.crowds import FILTER, FIRST, LATER, both_ways, logs, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.model.record_filter import RecordFilter


TYPE: Final = "<T>System.Diagnostics.Eventing.Reader.EventLogRecord</T>"
ORDINARY: Final = (
    ("'", '"'), ("><", ">\r\n  <"), ("'/>", "' />"), ("<S N='LogName'>Application</S>", ""),
    ("<I32 N='Task'>12</I32>", "<Nil N='Task'/>"), ("Application", "a_x0041_ &amp; b"),
    (f"<TN RefId='0'>{TYPE}</TN>", "<TNRef RefId='0'/>"), ("RefId='0'", "RefId='9'"),
    ("</Props>", "<Ref N='UserId' RefId='0'/></Props>"), ("\r\n", "\r\n\r\n"),
    ("</Props>", "<Obj N='B'><TNRef RefId='1'/><Props><S N='Id'>1</S></Props></Obj></Props>"),
    ("<Objs ", '<?xml version="1.0" encoding="utf-16"?><Objs '),
)  # fmt: skip
CLI_CHANGES: Final = (
    *ORDINARY, ("<S N='Value'>", "<S N='Value'>&#x1;"), ("Z</DT>", "+02:00</DT>"),
    ("Application", "<![CDATA[Application]]>"), ("EX01", "EX01<!-- -->"), ("EX01", "&#69;X"),
    ("<TN RefId='0'>", "<TN>"), ("<Props>", "<ToString>x</ToString><Props>"),
    ("</Props>", "<S N='Id'>7</S></Props>"), ("</Props>", "</Props><Props>"),
    ("Z</DT>", "</DT>"), ("2024", "1024"), ("<Obj N=", "<Obj x='1' N="), ("</Obj>", "</Obj>x"),
    ("</S>", "</I32>"), ("<I64 N='RecordId'>", "<I64 N='RecordId'>-"), ("</Objs>", ""),
    ("<Objs ", "<?xml version='1.0'?><Objs "), ("N='Message'", "N='Id'"),
    ("<I32>2</I32>", "<I32>2</I32><I32>3</I32>"),
)  # fmt: skip


@given(
    logs,
    st.sampled_from([event_texts.winevent_clixml, event_texts.eventlog_clixml]),
    st.lists(st.tuples(st.sampled_from(CLI_CHANGES), st.sampled_from([1, 2, -1])), max_size=3),
    st.sampled_from([FILTER, LATER]),
    st.sampled_from([99, 1 << 18]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_clixml(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[Told],
    form: Callable[[list[Told]], str],
    changes: list[tuple[tuple[str, str], int]],
    wanted: RecordFilter,
    size: int,
    encoding: str,
) -> None:
    """However its objects are written, the first of them or all, and wherever its pieces end."""
    text = form(some)
    for (old, new), count in changes:
        text = text.replace(old, new, count)
    path = tmp_path_factory.mktemp("clixml") / "a.xml"
    path.write_text(text, encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        both_ways(path, "certtrail.inputs.events.event_clixml._read_many", wanted)


@pytest.mark.parametrize("form", [event_texts.winevent_clixml, event_texts.eventlog_clixml])
@pytest.mark.parametrize("change", [("", ""), *ORDINARY])
def test_clixml_is_read_many_at_once(
    tmp_path: Path,
    form: Callable[[list[Told]], str],
    change: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else it would be slow without anybody noticing."""
    monkeypatch.setattr(event_clixml, "_read_each", None)
    some = [Told("ESE", 1, 0, 2, 12, FIRST, n + 1, "Application", "EX01", ("a",)) for n in range(9)]
    path = tmp_path / "a.xml"
    # A file is recognised by its first type.
    begin, end, rest = form(some).partition("</TN>")
    path.write_text(begin + end + rest.replace(*change), "utf-8")
    assert read(path).report.records.decoded == 9


@pytest.mark.parametrize("mark", ["</Obj>\r\n<Obj", "\r\n</Objs>"])
def test_a_piece_may_end_behind_any_object(
    tmp_path: Path, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the blanks before the next one are in the piece behind it, that one is found, too."""
    monkeypatch.setattr(event_clixml, "_read_each", None)
    some = [Told("ESE", 1, 0, 2, 12, FIRST, n + 1, "Application", "EX01", ("a",)) for n in range(9)]
    path = tmp_path / "a.xml"
    text = event_texts.winevent_clixml(some)
    text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert mark in text
    path.write_bytes(text.encode())
    monkeypatch.setattr(decoding, "_BLOCK", text.index(mark) + mark.index("\r"))
    assert read(path).report.records.decoded == 9


def test_a_file_that_belies_its_head_is_read_one_by_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It calls itself UTF-16 and is UTF-8, as some tool wrote it anew."""
    monkeypatch.setattr(event_clixml, "_read_many", lambda _: None)
    some = [Told("ESE", 1, 0, 2, 12, FIRST, n + 1, "Application", "EX01", ("ä",)) for n in range(9)]
    path = tmp_path / "a.xml"
    head = '<?xml version="1.0" encoding="utf-16"?>'
    path.write_text(head + event_texts.winevent_clixml(some), "utf-8")
    assert read(path).report.records.decoded == 9
