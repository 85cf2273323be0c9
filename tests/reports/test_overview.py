"""The overview of many servers in every format, and what the page of a fleet leaves for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import html

from certtrail.model.typed_texts import visited
from certtrail.reports.formats import render
from tests.reports import extremes
from tests.reports.fleets import SHARED, name, struck

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

FOLDED = "//details/noscript"


def test_every_format_tells_it() -> None:
    """Verdicts, who is first, the wave, the shared certificate, months, who is not heard of."""
    diagnosis = struck(40, 8)
    for form in ("html", "md", "text"):
        told = " ".join(str(render(diagnosis, form)).replace("\\", "").split())
        for words in (
            "8 servers broken",
            "7 more servers",
            "Enable-ExchangeCertificate enabled by Dana, on 8 of them",
            SHARED,
            "40 servers: ",
            "2026-04",
            "FILE01.contoso.example",
            "its logs end",
        ):
            assert words in told, (form, words)


def test_few_servers_have_none() -> None:
    """The report of five servers is as it was."""
    for form in ("html", "md", "text"):
        told = str(render(extremes.fleet(5, 5), form)).lower()
        assert "all servers together" not in told
        assert "to look at first" not in told


def test_a_name_of_a_server_stays_a_text() -> None:
    """Here as everywhere else."""
    hostile = "<b>x</b>|*y*"
    diagnosis = struck(10, 4)
    shown = str(render(diagnosis, "html"))
    other = str(render(_renamed(diagnosis, hostile), "html"))
    assert hostile not in other
    assert shown.count("<b>") == other.count("<b>")


def _renamed(diagnosis: Diagnosis, new: str) -> Diagnosis:
    return visited(diagnosis, lambda text, _: new if text == name(0) else text)


def test_a_fleet_leaves_for_later_what_is_folded() -> None:
    """It is in the page all the same, once, whole, for who has no scripts."""
    page: html.HtmlElement = html.document_fromstring(str(render(struck(120, 40), "html")).encode())
    assert page.xpath(FOLDED)
    assert not page.xpath(f"{FOLDED}//noscript")
    for number in range(40):
        (found,) = page.xpath(f"//*[@id='finding-{number + 1}']")
        assert "Restart the services" in found.text_content()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_of_fewer_servers_nothing_is_left_for_later() -> None:
    """A browser finds what it looks for in folded parts, too."""
    assert not html.document_fromstring(str(render(struck(60, 40), "html")).encode()).xpath(FOLDED)
