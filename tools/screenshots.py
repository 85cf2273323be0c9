"""The pictures of the report that the documentation shows, taken anew from the samples.

    python -m tools.screenshots

Needs Chromium, and a font with Chinese letters for the Chinese one.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import sync_playwright

import certtrail

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).parents[1]
_SAMPLE: Final = ROOT / "samples" / "classic-loss"
_COLOURS: Final = 64  # what a report uses; a fifth of the bytes


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name in docs/, how large the window is, and how the report is set."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    lang: str = "en"
    zone: str = "UTC"


SHOTS: Final = (
    Shot("report", 1180, 1500),
    Shot("report-dark", 1180, 1500, scheme="dark"),
    Shot("report-zh", 1180, 1100, lang="zh", zone="Asia/Shanghai"),
    Shot("report-phone-dark", 390, 1500, scheme="dark"),
)


def main() -> int:
    """Take all of them; 1 where there is no Chromium."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        print("expected Chromium on the path: on Debian, apt-get install chromium", file=sys.stderr)
        return 1
    diagnosis = certtrail.diagnose([_SAMPLE])
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for shot in SHOTS:
            page = Path(folder) / f"{shot.name}.html"
            html = certtrail.render(diagnosis, "html", ZoneInfo(shot.zone), shot.lang)
            page.write_text(str(html), encoding="utf-8")
            _take(browser, page, shot)
        browser.close()
    return 0


def _take(browser: Browser, page: Path, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
    )
    shown = context.new_page()
    shown.goto(page.as_uri())
    taken = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    taken.quantize(_COLOURS).save(ROOT / "docs" / f"{shot.name}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
