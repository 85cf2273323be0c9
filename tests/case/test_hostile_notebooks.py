r"""What a notebook shows of evidence: nothing of it is hidden, markup, or set as a formula.

Notebooks look for TeX between dollar signs in any HTML, but in elements of a class.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import certtrail
from certtrail.case.certificate_frames import html_table
from certtrail.certificates.operations import Remove

if TYPE_CHECKING:
    from pathlib import Path

HERE = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
OLD = "7A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
NAMES = [
    "EX01\u202eabc",
    "EX01\u200b",
    "EX01\U000e0041",
    r"$\href{https://evil.example}{EX01}$",
]


class Page(HTMLParser):
    """What a browser gets: its elements, and the text that formulas are looked for in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.looked_at: list[str] = []
        self._ignored = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.add(tag)
        classes = (dict(attrs).get("class") or "").split()
        self._ignored += bool(self._ignored or {"tex2jax_ignore", "mathjax_ignore"} <= {*classes})

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._ignored -= bool(self._ignored)

    def handle_data(self, data: str) -> None:
        """Note a text in which formulas are looked for."""
        if not self._ignored:
            self.looked_at.append(data)


def case(folder: Path, server: str) -> certtrail.Case:
    """Open the list of a server with two certificates, and its events."""
    listed = [
        {
            "Thumbprint": thumbprint,
            "Subject": "CN=mail.contoso.com",
            "Issuer": "CN=CA",
            "NotAfter": "2027-03-09T08:00:00Z",
            "NotBefore": "2022-03-09T08:00:00Z",
            "Services": "IIS, SMTP",
            "HasPrivateKey": True,
            "CertificateDomains": ["mail.contoso.com"],
            "Status": "Valid",
            "PSComputerName": server,
        }
        for thumbprint in (HERE, OLD)
    ]
    events = [
        {
            "ProviderName": "MSExchangeTransport",
            "Id": 12024,
            "LogName": "Application",
            "MachineName": server,
            "TimeCreated": f"2026-03-0{day}T10:00:00Z",
            "Level": 2,
            "RecordId": day,
            "Message": "x",
            "Properties": [{"Value": HERE}, {"Value": OLD}],
        }
        for day in range(1, 8)
    ]
    (folder / "list.json").write_text(json.dumps(listed))
    (folder / "events.json").write_text(json.dumps(events))
    return certtrail.open(folder)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown(tmp_path: Path, name: str) -> None:
    """Of a case, of what operations would do, and of a table."""
    opened = case(tmp_path, name)
    (server,) = {one.name for one in opened.diagnosis.servers}
    shown = [
        opened._repr_html_(),
        opened.what_if(Remove(thumbprint=HERE, server=server))._repr_html_(),
        html_table(pd.DataFrame({"what": [f"{name}<img src=x>", None]})),
    ]
    for html in shown:
        page = Page(html)
        assert "EX01" in html
        assert not any(mark in html for mark in ("\u202e", "\u200b", "\U000e0041"))
        assert "img" not in page.elements
        assert not any("$" in text or "\\" in text for text in page.looked_at)
