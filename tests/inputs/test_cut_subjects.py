"""Subjects that a table cuts at the edge of the window: what is whole of one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.reports.formats import render
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

TH: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
TABLE: Final = (
    "[PS] C:\\>Get-ExchangeCertificate\n\n"
    "Thumbprint                                Services   Subject\n"
    "----------                                --------   -------\n"
    f"{TH}  IP.WS..    {{}}\n\n"
)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("CN=mail.contoso.com, OU=Domain Control V...", ("mail.contoso.com",)),
        ("CN=*.contoso.com, O=Contoso Ltd, L=Lo\u2026", ("*.contoso.com",)),
        ("CN=mail.contoso.com...", None),
        ("CN=autodiscover.contoso.c...", None),
        ("CN=Microsoft Exchange Server Auth Certificate, O=...", None),
        ("O=Contoso, CN=mail.contoso.com, OU=Dom...", None),
        ("CN=mail.contoso.com", None),
    ],
)
def test_the_name_before_the_cut(cell: str, names: tuple[str, ...] | None) -> None:
    """A host's name with its comma is whole, and others may be cut off; the subject is not told."""
    (one,) = told(TABLE.format(cell)).inventory.certificates
    assert one.names == names
    assert one.names_complete == (names is None)
    assert (one.subject is None) == ("..." in cell or "\u2026" in cell)


def test_it_is_in_the_report(tmp_path: Path) -> None:
    """It stands where its subject would."""
    (tmp_path / "list.txt").write_text(TABLE.format("CN=mail.contoso.com, OU=Domain Control V..."))
    found = pipeline.diagnose(tmp_path)
    for form in ("md", "html"):
        assert "mail.contoso.com (subject not told)" in str(render(found, form))
