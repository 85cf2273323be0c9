"""What somebody photographs of a screen or prints: rendered here, then read as evidence."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.walk import find_files
from tests.inputs.carried import OTHER, THUMBPRINT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CONSOLE: Final = f"""\
[PS] C:\\Windows\\system32>Get-ExchangeCertificate | fl Thumbprint,Services,NotAfter,Subject,Status

Thumbprint : {THUMBPRINT}
Services   : IIS, SMTP
NotAfter   : 4/22/2024 10:00:00 AM
Subject    : CN=mail.contoso.com, O=Contoso Ltd, C=GB
Status     : Valid

Thumbprint : {OTHER}
Services   : SMTP
NotAfter   : 11/8/2026 6:44:51 PM
Subject    : CN=EX01
Status     : DateInvalid

[PS] C:\\Windows\\system32>Enable-ExchangeCertificate -Thumbprint {OTHER} -Services SMTP
WARNING: This certificate will not be used for external TLS connections with an FQDN of
'mail.contoso.com' because the CA-signed certificate with thumbprint
'{THUMBPRINT}' takes precedence. The following
receive/send connectors match that FQDN: Default Frontend EX01, Client Frontend EX01."""
TEXT: Final = (
    f"An internal transport certificate expired. Thumbprint:{THUMBPRINT} and it was configured for "
    "authentication with other Exchange servers, as somebody says at some length here."
)
FIELDS: Final = (
    ("Log Name:", "Application", "", ""),
    ("Source:", "MSExchangeTransport", "Logged:", "3/29/2024 7:50:02 AM"),
    ("Event ID:", "12015", "Task Category:", "TransportService"),
    ("Level:", "Error", "Keywords:", "Classic"),
    ("User:", "N/A", "Computer:", "EX01.contoso.com"),
    ("OpCode:", "Info", "", ""),
)
EVENTS: Final = (
    ("Level", "Date and Time", "Source", "Event ID", "Task Category"),
    ("Error", "3/29/2024 7:50:02 AM", "MSExchangeTransport", "12014", "TransportService"),
    ("Warning", "3/29/2024 7:42:18 AM", "MSExchangeFrontEndTransport", "12024", "TransportService"),
    ("Information", "3/28/2024 6:00:00 PM", "Service Control Manager", "7036", "None"),
)
MONO, SANS = "14px 'DejaVu Sans Mono', monospace", "13px 'DejaVu Sans', sans-serif"


def table(rows: tuple[tuple[str, ...], ...], gap: int) -> str:
    """Write a table of which no cell is broken into lines."""
    cell = f"style='padding:3px {gap}px 3px 0;white-space:nowrap'"
    lines = ("".join(f"<td {cell}>{escape(each)}</td>" for each in row) for row in rows)
    return (
        "<table style='font:inherit'>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    )


def window(ground: str) -> str:
    """Write an event's window as Event Viewer shows it."""
    return (
        "<div style='width:640px;border:1px solid #888;padding:10px'>"
        f"<div style='background:{ground};border:1px solid #999;padding:6px;margin-bottom:8px'>"
        f"{escape(TEXT)}</div>{table(FIELDS, 26)}</div>"
    )


def page(body: str, font: str, ink: str, ground: str) -> str:
    """Write a page."""
    return f"<body style='margin:12px;font:{font};color:{ink};background:{ground}'>{body}</body>"


PRE: Final = f"<pre style='font:inherit;margin:0'>{escape(CONSOLE)}</pre>"
PAGES: Final = {
    "console-dark": page(PRE, MONO, "#eee", "#012456"),
    "console-light": page(PRE, MONO, "#000", "#fff"),
    "window-light": page(window("#fff"), SANS, "#111", "#f0f0f0"),
    "window-dark": page(window("#2b2b2b"), SANS, "#eee", "#202020"),
    "list": page(table(EVENTS, 40), SANS, "#000", "#fff"),
    "side-by-side": page(
        f"<div style='display:flex;gap:30px'><div>{PRE}</div>{window('#fff')}</div>",
        SANS,
        "#000",
        "#fff",
    ).replace(
        "<pre style='font:inherit",
        f"<pre style='font:{MONO}".replace("'DejaVu", "DejaVu").replace("Mono'", "Mono"),
    ),
}
# How much larger than a pixel a dot is, and the quality of a JPEG; 0 for a PNG.
FORMS: Final = {
    "console-dark": ((1, 0), (1.5, 50)),
    "console-light": ((1, 0), (0.9, 70)),
    "window-light": ((1, 0), (1.5, 50)),
    "window-dark": ((1, 70),),
    "list": ((1, 50),),
    "side-by-side": ((1, 0),),
}
SHOTS: Final = [
    f"{name}-{scale}-{quality}" for name, forms in FORMS.items() for scale, quality in forms
]


@pytest.fixture(scope="module")
def shots(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take all pictures."""
    folder = tmp_path_factory.mktemp("shots")
    for name, forms in FORMS.items():
        for scale, quality in forms:
            context = browser.new_context(
                viewport={"width": 1700 if name == "side-by-side" else 1100, "height": 300},
                device_scale_factor=scale,
            )
            shot = context.new_page()
            shot.set_content(PAGES[name])
            path = folder / f"{name}-{scale}-{quality}.{'jpg' if quality else 'png'}"
            if quality:
                shot.screenshot(path=path, full_page=True, type="jpeg", quality=quality)
            else:
                shot.screenshot(path=path, full_page=True)
            context.close()
    return folder


@pytest.fixture(scope="module")
def texts(shots: Path) -> dict[str, str]:
    """Read all pictures, as one process would."""
    found = {}
    with Unpacker() as unpacker:
        for file in unpacker.files(find_files([shots])):
            found[file.name.partition("/")[0].rpartition(".")[0]] = file.path.read_text("utf-8")
    return found


@pytest.mark.parametrize("name", SHOTS)
def test_every_thumbprint_is_right(texts: dict[str, str], name: str) -> None:
    """Of each picture every digit of every thumbprint, however small and grey."""
    if name.startswith("list"):
        assert all(word in texts[name] for word in ("12014", "12024", "MSExchangeTransport"))
    else:
        assert THUMBPRINT in texts[name]
    if name.startswith("console"):
        assert texts[name].count(OTHER) == 2


@pytest.mark.parametrize("name", [name for name in SHOTS if name.startswith("window")])
def test_a_window_is_read_as_its_copy(texts: dict[str, str], name: str) -> None:
    """Each field has a line, the description is the last, and no blank is lost.

    A letter may be taken for another that looks like it, which other evidence of a case puts right.
    """
    lines = texts[name].splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Log Name:"))
    read = [" ".join(line.split()) for line in lines[start : start + 9]]
    shown = [
        "Log Name: Application",
        "Source: MSExchangeTransport",
        "Logged: 3/29/2024 7:50:02 AM",
        "Event ID: 12015",
        "Task Category: TransportService",
        "Level: Error",
        "Keywords: Classic",
        "User: N/A",
        "Computer: EX01.contoso.com",
    ]
    assert [line.casefold().replace("o", "0") for line in read] == [
        line.casefold().replace("o", "0") for line in shown
    ]
    message = " ".join(lines[lines.index("Description:") + 1 :]).replace("intemal", "internal")
    assert message.startswith("An internal transport certificate expired.")


def test_columns_stay_apart(texts: dict[str, str]) -> None:
    """A list's columns are told by the blanks between them."""
    rows = [line.split("   ") for line in texts["list-1-50"].splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert [len(row) for row in cells] == [5] * 4
    assert cells[1][:4] == ["Error", "3/29/2024 7:50:02 AM", "MSExchangeTransport", "12014"]


def test_windows_side_by_side_do_not_mix(texts: dict[str, str]) -> None:
    """A line of one window does not go on in the other."""
    text = texts["side-by-side-1-0"]
    assert text.index("receive/send") < text.index("Log Name:")
    assert all("Source:" not in line for line in text.splitlines() if "Thumbprint" in line)


def test_what_pictures_show_is_judged_and_marked(shots: Path) -> None:
    """The console's list and warning are evidence, less sure as they were read from a picture."""
    found = pipeline.examine([shots / "console-light-1-0.png"], engine="plain")
    listed = {one.thumbprint: one for one in found.evidence.inventory.certificates}
    assert set(listed) == {THUMBPRINT, OTHER}
    assert listed[OTHER].status == "DateInvalid"
    (finding,) = (one for one in found.diagnosis.findings if one.rule == "precedence-conflict")
    assert all(item.from_picture for item in finding.evidence)
    assert "(read from a picture)" in finding.evidence[0].line
    assert "read from a picture" in finding.cause
    assert finding.confidence != "high"


def test_a_printed_page(browser: Browser, tmp_path: Path) -> None:
    """What a browser prints as PDF keeps lines, columns and empty lines."""
    printed = browser.new_page()
    printed.set_content(page(PRE + window("#fff"), "11px 'DejaVu Sans Mono'", "#000", "#fff"))
    printed.pdf(path=tmp_path / "case.pdf", width="1200px")
    printed.close()
    with Unpacker() as unpacker:
        (text,) = (file.path.read_text("utf-8") for file in unpacker.files(find_files([tmp_path])))
    shown = [line.rstrip() for line in text.splitlines()]
    expected = CONSOLE.splitlines()
    assert [line.split() for line in shown[: len(expected)]] == [line.split() for line in expected]
    assert "expired. Thumbprint:" in text.replace("\n", " ")
