from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from certtrail.reports.html import render
from certtrail.text.languages import Reader, language

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; say what to install where there is none, as skipping would hide it."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            f"the browser tests need Chromium, and none of {', '.join(_NAMES)} is on the PATH; "
            "on Debian: apt-get install -y chromium",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """Console messages, page errors and requests beyond the page itself, as they happen."""
    return []


Open = Callable[..., Page]


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path, complaints: list[str]) -> Iterator[Open]:
    """Return a function that renders a diagnosis and opens it in a page of its own."""
    contexts: list[BrowserContext] = []
    file = tmp_path / "report.html"

    def note_request(request: Request) -> None:
        if request.url != file.as_uri():
            complaints.append(request.url)

    def open_it(
        diagnosis: Diagnosis,
        *,
        width: int = 1280,
        scheme: str = "light",
        script: bool = True,
        lang: str = "en",
    ) -> Page:
        file.write_text(render(diagnosis, Reader(language(lang))), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", note_request)
        page.goto(file.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
