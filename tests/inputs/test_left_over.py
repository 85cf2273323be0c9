"""An honest account of lists: every thumbprint in one is read, or its line is named."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inputs.pasted import told

PROMPT: Final = "[PS] C:\\>Get-ExchangeCertificate -Server EX01"
THUMBPRINTS: Final = st.lists(
    st.text("0123456789ABCDEF", min_size=40, max_size=40), min_size=1, max_size=6, unique=True
)
CELLS: Final = (
    "CN=mail.contoso.com, O=Contoso", "IIS, SMTP", "7/2/2027 10:15:40 AM", "2027-07-02", "Valid",
    "IP.WS..", "True", "2048", "{mail.contoso.com, EX01}", "CN=mail.conto\u2026", "mail 2026", "",
    "EX01", "....", "#", "7.2.27",
)  # fmt: skip
PARTS: Final = (";", "\t", ",", "|", " | ", "  ", " ; ", " -> ", "    ", "::")


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], str]:
    """Rows with a thumbprint each, in a layout that somebody made up."""
    thumbprints = draw(THUMBPRINTS)
    cells = draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4))
    at = draw(st.integers(0, len(cells)))
    part = draw(st.sampled_from(PARTS[:7]))
    host = draw(st.sampled_from(["", "EX01\\", "EX01.contoso.com\\"]))
    quote = draw(st.sampled_from(["", '"', "'"]))
    written = [
        part.join([*cells[:at], f"{quote}{host}{one}{quote}", *cells[at:]]) for one in thumbprints
    ]
    return thumbprints, "\n".join(written)


@given(rows(), st.booleans())
def test_rows_of_any_layout(listed: tuple[list[str], str], spaced: bool) -> None:
    """Below the command, every row is read or its line is named."""
    thumbprints, text = listed
    read = told(f"{PROMPT}\n{'' if not spaced else chr(10)}{text}\n")
    known = {one.thumbprint for one in read.inventory.certificates}
    missing = [one for one in thumbprints if one not in known]
    problems = " ".join(read.problems)
    for one in missing:
        line = 1 + spaced + thumbprints.index(one) + 1
        assert f"Line {line}:" in problems, (one, problems)
    assert (not read.problems) == (not missing)


@given(THUMBPRINTS, st.integers(0, 80))
def test_json_that_is_cut(thumbprints: list[str], gone: int) -> None:
    """What is behind a fault in JSON is told of."""
    rows = [{"Thumbprint": one, "Subject": "CN=a", "Services": 16} for one in thumbprints]
    text = json.dumps(rows)
    cut = text[: len(text) - gone]
    read = told(cut)
    known = {one.thumbprint for one in read.inventory.certificates}
    left = [one for one in thumbprints if f'"{one}"' in cut and one not in known]
    assert not left or read.problems


@pytest.mark.parametrize(
    "said",
    [
        "Enable-ExchangeCertificate -Thumbprint\n{} -Services SMTP",
        "The event names {}, which is not there.",
        "[PS] C:\\>Get-ExchangeCertificate {} | fl Status\n\nStatus : Valid",
        "We removed {} last week; {} is the new one.",
        "certificate with thumbprint of\n{} from the personal store on the local computer.",
        "[PS] C:\\>Get-ExchangeCertificate\nWARNING: The certificate {} was not found",
    ],
)
def test_words_are_no_rows(said: str) -> None:
    """A thumbprint in a command or a sentence is no row that was lost."""
    read = told(said.replace("{}", "1851CC210401E7DB7C6FC614295D24A45715D5AA"))
    assert not any("certtrail cannot read" in one for one in read.problems)
