"""What is in the file of a picture and is not on it: it is read or told, never lost."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from certtrail import pipeline
from certtrail.inputs.carriers.picture_ends import end_of
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from pathlib import Path

TOLD: Final = EVENT.encode()
# So small a one is not looked at for letters, which takes seconds.
SMALL: Final = Image.new("RGB", (20, 9), "white")
FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")


def saved(kind: str, picture: Image.Image = SMALL, **options: Any) -> bytes:
    """Save a picture."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def texts(*, packed: bool, international: bool = False) -> PngImagePlugin.PngInfo:
    """Make the texts of a PNG."""
    made = PngImagePlugin.PngInfo()
    (made.add_itxt if international else made.add_text)("Comment", EVENT, zip=packed)
    return made


def chunk(name: bytes, content: bytes) -> bytes:
    """Write a PNG with a part that nobody knows."""
    part = name + content
    more = struct.pack(">I", len(content)) + part + struct.pack(">I", zlib.crc32(part))
    return saved("PNG")[:33] + more + saved("PNG")[33:]


def exif() -> Image.Exif:
    """Make a description."""
    made = Image.Exif()
    made[0x010E] = EVENT
    return made


def wide() -> Image.Exif:
    """Make a comment as Windows writes it."""
    made = Image.Exif()
    made[0x9C9C] = EVENT.encode("utf-16-le")
    return made


HIDDEN: Final = {
    **{f"{kind}, text behind": saved(kind) + TOLD for kind in FORMATS},
    **{f"{kind}, wide text behind": saved(kind) + EVENT.encode("utf-16") for kind in FORMATS},
    **{f"{kind}, zip behind": saved(kind) + b"x" + zipped({"a": TOLD}) for kind in FORMATS},
    **{f"{kind}, gzip behind": saved(kind) + gzip.compress(TOLD) for kind in FORMATS},
    "PNG, text": saved("PNG", pnginfo=texts(packed=False)),
    "PNG, packed text": saved("PNG", pnginfo=texts(packed=True)),
    "PNG, international": saved("PNG", pnginfo=texts(packed=True, international=True)),
    "PNG, description": saved("PNG", exif=exif()),
    "PNG, unknown part": chunk(b"abCd", TOLD),
    "PNG, zip in a part": chunk(b"abCd", zipped({"a": TOLD})),
    "PNG, behind another": saved("PNG") + saved("PNG") + TOLD,
    "JPEG, comment": saved("JPEG", comment=TOLD),
    "JPEG, description": saved("JPEG", exif=exif()),
    "JPEG, wide description": saved("JPEG", exif=wide()),
    "GIF, comment": saved("GIF", comment=TOLD[:250]),
    "TIFF, description": saved("TIFF", description=EVENT),
    "WEBP, description": saved("WEBP", exif=exif().tobytes()),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_it_is_read_or_told(tmp_path: Path, where: str) -> None:
    """An event in it, wherever it stands; the letters are not doubted as those of a picture."""
    (tmp_path / "a.zip").write_bytes(zipped({"a": HIDDEN[where]}))
    found = pipeline.read(tmp_path)
    assert len(found.records) or not all(one.complete for one in found.inputs)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("size", [(20, 9), (33, 7), (200, 120)])
@pytest.mark.parametrize("mode", ["RGB", "L", "P"])
def test_the_end_is_where_it_was_written(kind: str, size: tuple[int, int], mode: str) -> None:
    """By the programs that write them, whatever follows."""
    picture = Image.effect_noise(size, 90).convert(mode)
    if kind == "WEBP" or (kind == "JPEG" and mode == "P"):
        picture = picture.convert("RGB")
    content = saved(kind, picture)
    if kind != "TIFF":
        assert end_of(content + TOLD) == len(content)
    assert end_of(content) == len(content)


def test_of_ordinary_ones_nothing_is_said(tmp_path: Path) -> None:
    """Bytes of no sort behind the end are noted."""
    for number, kind in enumerate(FORMATS):
        content = saved(kind, exif=Image.Exif()) if kind == "JPEG" else saved(kind)
        noise = bytes(number * 7 % 256 for number in range(200)) if kind == "JPEG" else bytes(99)
        packed = zipped({f"{number}.bin": content + noise})
        (tmp_path / f"{number}.zip").write_bytes(packed)
    found = pipeline.read(tmp_path)
    assert all(one.complete for one in found.inputs)
    assert {one.kind for one in found.inputs} == {"archive", "picture"}
    assert sum("behind the end" in note for one in found.inputs for note in one.notes) == 1


def test_frames_are_read_or_told(tmp_path: Path) -> None:
    """The first few that differ are read, and of more the report says so."""
    frames = []
    for number in range(6):
        frame = Image.new("L", (90, 24), "white")
        ImageDraw.Draw(frame).text((5 + number, 5), f"EX0{number}", "black")
        frames.append(frame)
    for count, complete in ((3, True), (6, False)):
        rest = frames[1:count]
        (tmp_path / "a.gif").write_bytes(saved("GIF", frames[0], save_all=True, append_images=rest))
        report = next(one for one in pipeline.read(tmp_path).inputs if one.kind == "picture")
        assert report.complete is complete
