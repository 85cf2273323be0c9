"""How the report looks: pictures at three widths in two themes, against those that were stored.

The stored ones are a quarter of the size, and the measure is tolerant: fonts differ between
machines, a layout that fell apart or a theme that is gone does not pass. `make pictures` stores
them anew; look at them before they are committed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from tests.stories.sampled import diagnosed

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

STORED = Path(__file__).parent / "pictures"
SHRUNK = 4
MOST_TALLER = 0.04
MOST_DIFFERENT = 6.0  # of 255, of the mean over all pixels
MOST_DIFFERENT_BAND = 18.0  # the same of the worst band of the page


def _picture(page: Page) -> Image.Image:
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken.resize((taken.width // SHRUNK, taken.height // SHRUNK), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Measure how different two pictures are: the mean of all, and of the worst band of 64 rows."""
    size = (min(one.width, other.width), min(one.height, other.height))
    boxed = [picture.crop((0, 0, *size)).filter(ImageFilter.BoxBlur(3)) for picture in (one, other)]
    apart = ImageChops.difference(*boxed).convert("L")
    bands = [
        ImageStat.Stat(apart.crop((0, top, size[0], min(top + 64, size[1])))).mean[0]
        for top in range(0, size[1], 64)
    ]
    return ImageStat.Stat(apart).mean[0], max(bands)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_it_looks_as_it_did(open_report: Open, width: int, scheme: str) -> None:
    """Like the stored picture, in height and in what stands where."""
    taken = _picture(open_report(diagnosed("classic-loss"), width=width, scheme=scheme))
    path = STORED / f"classic-loss-{width}-{scheme}.png"
    if os.environ.get("CERTTRAIL_STORE_PICTURES"):
        taken.quantize(64).save(path, optimize=True)
    stored = Image.open(path).convert("RGB")
    assert abs(taken.height - stored.height) <= MOST_TALLER * stored.height
    mean, worst = difference(taken, stored)
    assert mean < MOST_DIFFERENT
    assert worst < MOST_DIFFERENT_BAND


def test_the_measure_tells_pictures_apart(open_report: Open) -> None:
    """Another theme, and a page that lost its styles, are far from what was stored."""
    light = Image.open(STORED / "classic-loss-1280-light.png").convert("RGB")
    dark = Image.open(STORED / "classic-loss-1280-dark.png").convert("RGB")
    assert difference(light, dark)[0] > 10 * MOST_DIFFERENT
    page = open_report(diagnosed("classic-loss"))
    page.evaluate("document.querySelector('style').remove()")
    bare = _picture(page)
    taller = abs(bare.height - light.height) > MOST_TALLER * light.height
    assert taller or difference(light, bare)[1] > MOST_DIFFERENT_BAND
