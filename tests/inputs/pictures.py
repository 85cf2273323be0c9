"""Pictures made for tests."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def picture(wide: int, high: int, kind: str = "PNG") -> bytes:
    """Make a picture with nothing on it."""
    out = BytesIO()
    Image.new("RGB", (wide, high), "white").save(out, kind)
    return out.getvalue()
