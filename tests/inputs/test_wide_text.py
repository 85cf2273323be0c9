"""UTF-16 with bytes of another encoding in it, as PowerShell's `>` and cmd's `>>` make it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.inputs import decoding
from certtrail.inputs.wide_text import WideDecoder
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from pathlib import Path

WIDE: Final = ("utf-16-le", "utf-16-be")
FIRST: Final = "The first export: Grüße, 证书 \u0100\n"
APPENDED: Final = {
    "utf-8": EVENT.replace("expired", "läuft ab: 证书").encode(),
    "cp1252": EVENT.replace("expired", "läuft ab").encode("cp1252"),
    "odd": EVENT.encode() + b"!" * (1 + len(EVENT) % 2),
}


@pytest.mark.parametrize("appended", APPENDED)
@pytest.mark.parametrize("wide", WIDE)
def test_what_was_appended_is_read(tmp_path: Path, wide: str, appended: str) -> None:
    """The event is found, whichever encoding it came in, and so is UTF-16 behind it."""
    path = tmp_path / "a.txt"
    text = f"\ufeff{FIRST}".encode(wide) + APPENDED[appended] + f"\n{FIRST}".encode(wide)
    path.write_bytes(text)
    found = pipeline.read([path])
    assert list(found.records.event_id) == [12015]
    decoded = decoding.decode(text) or ""
    assert decoded.startswith(FIRST)
    assert decoded.endswith(f"\n{FIRST}")


@pytest.mark.parametrize("wide", WIDE)
@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_in_blocks_it_is_the_same(wide: str, size: int) -> None:
    """However the bytes come, the text is one."""
    raw = f"\ufeff{FIRST}".encode(wide) + APPENDED["utf-8"] + f"\n{FIRST}".encode(wide)
    decoder = WideDecoder(wide)
    parts = [decoder.decode(raw[at : at + size]) for at in range(0, len(raw), size)]
    text = "".join(parts) + decoder.decode(b"", final=True)
    assert text == decoding.decode(raw)
    assert list(decoding.lines(io.BytesIO(raw), wide)) == text.removesuffix("\n").split("\n")
    assert b"".join(decoding.blocks(io.BytesIO(raw), wide)).decode() == text


@pytest.mark.parametrize("wide", WIDE)
def test_what_was_appended_may_be_long(wide: str) -> None:
    """It is not held whole, and no line is lost."""
    rows = b"".join(b"%07d a row that was appended\n" % number for number in range(100_000))
    raw = f"\ufeff{FIRST}".encode(wide) + rows
    found = list(decoding.lines(io.BytesIO(raw), wide))
    assert [FIRST.rstrip("\n"), *rows.decode().splitlines()] == found


@given(
    st.text(st.characters(min_codepoint=0x3400, max_codepoint=0xD7A3), max_size=200),
    st.sampled_from(WIDE),
)
def test_scripts_that_need_no_nul_stay_what_they_are(text: str, wide: str) -> None:
    """Chinese, Japanese and Korean without a blank are UTF-16 all the same."""
    assert WideDecoder(wide).decode(text.encode(wide), final=True) == text


def test_a_long_text_in_such_a_script() -> None:
    """Longer than what is kept until a blank comes."""
    text = "证书上已过期" * 400_000
    found = decoding.lines(io.BytesIO(text.encode("utf-16-le")), "utf-16-le")
    assert "".join(found) == text
