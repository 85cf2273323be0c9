"""The text of pictures: served in a process of its own, see `apart`.

Lines are found in the picture as a whole; then each is cut into words where nothing stands, and
the words are read one by one. So no blank is lost, and short pieces are what the reader is best at.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.inputs.carriers.apart import Answer, serve
from certtrail.inputs.carriers.dialogs import unfolded
from certtrail.inputs.carriers.panes import panes_of
from certtrail.inputs.carriers.rows import Box, lines_of
from certtrail.inputs.carriers.word_gaps import Line, Pixels, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

# What Pillow may read: no format that calls another program.
_FORMATS: Final = ("PNG", "JPEG", "BMP", "DIB", "WEBP", "TIFF", "GIF")
_MOST_PIXELS: Final = 40_000_000
_LONGEST_SIDE: Final = 16_000
_MOST_PAGES: Final = 20
# Of what moves: each takes seconds.
_MOST_FRAMES: Final = 4
_LEAST_WIDTH, _LEAST_HEIGHT = 24, 10
_MEMORY: Final = 4 << 30
# The finder of lines takes memory by the pixel, and sees letters that are not too small.
_LOOKED_AT: Final = 1920
_LEAST_LETTER: Final = 12
_ENLARGED: Final = 736
_BAND: Final = 2_300_000
_OVERLAP: Final = 80
_MARGIN: Final = 16
_FLATTEST: Final = 8
_MOST_WORDS: Final = 3000
_SKEWED: Final = 0.3
_SURE: Final = 0.5


def answers(request: Answer) -> Iterator[Answer]:
    """Give the lines of a picture.

    Args:
        request: `path` of it.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2
    path = Path(str(request["path"]))
    try:
        try:
            yield _answer(path)
        # A picture that is cut is read as far as it goes, where Pillow is told to.
        except OSError:
            ImageFile.LOAD_TRUNCATED_IMAGES = True
            yield {**_answer(path), "cut": 1}
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
    except UnidentifiedImageError:
        yield {"broken": ""}
    except Image.DecompressionBombError:
        yield {"large": "?"}
    except ImportError as error:
        yield {"missing": str(error)[:200]}
    # Pillow raises SyntaxError, struct.error and the like beside its own for damaged pictures.
    except Exception as error:
        yield {"broken": f"{type(error).__name__}: {error}"[:200]}


def _answer(path: Path) -> Answer:
    from PIL import Image

    with Image.open(path, formats=_FORMATS) as picture:
        wide, high = picture.size
        if wide < _LEAST_WIDTH or high < _LEAST_HEIGHT:
            return {"tiny": f"{wide} x {high}"}
        if wide * high > _MOST_PIXELS or max(wide, high) > _LONGEST_SIDE:
            return {"large": f"{wide} x {high}"}
        lines: list[str] = []
        left = {"pages": 1} if _count(picture) > _most(picture) else {}
        for frame in _frames(picture):
            words, whole = _words(frame)
            left |= {} if whole else {"words": 1}
            for pane in panes_of(words):
                lines += [*unfolded(lines_of(pane)), ""]
        text = "\n".join(lines).strip()
        return {"text": text, **({"left": " ".join(left)} if left else {})}


def _count(picture: Image) -> int:
    """Count the pages or frames."""
    # What a JPEG tells of others behind it is read as a picture of its own.
    return 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)


def _most(picture: Image) -> int:
    return _MOST_PAGES if picture.format == "TIFF" else _MOST_FRAMES


def _frames(picture: Image) -> Iterator[Image]:
    """Give the pages of a TIFF; of what moves, the first frames."""
    from PIL import ImageOps

    seen: set[bytes] = set()
    for number in range(min(_count(picture), _most(picture))):
        picture.seek(number)
        upright = ImageOps.exif_transpose(picture)
        if "A" in upright.getbands() or "transparency" in upright.info:
            from PIL import Image

            clear = upright.convert("RGBA")
            ground = Image.new("RGBA", clear.size, "white")
            ground.alpha_composite(clear)
            upright = ground
        shown = upright.convert("RGB")
        digest = hashlib.sha256(shown.tobytes()).digest()
        if digest not in seen:
            seen.add(digest)
            yield shown


def _words(picture: Image) -> tuple[list[Box], bool]:
    """Find the words of a picture, and read them; tells whether that was all of them."""
    pixels = np.asarray(picture)[:, :, ::-1]
    grey = np.asarray(picture.convert("L"))
    places: list[tuple[float, float, float, float]] = []
    cuts: list[Pixels] = []
    lines: list[Line] = []
    for corners in _lines(picture):
        left, top = (int(edge) for edge in np.maximum(corners.min(axis=0), 0))
        right, bottom = (int(edge) + 1 for edge in corners.max(axis=0))
        if abs(corners[1][1] - corners[0][1]) > _SKEWED * (corners[3][1] - corners[0][1]):
            places.append((left, top, right, bottom))
            cuts += _engine().get_crop_img_list(pixels, [corners.astype(np.float32)])
        elif (line := Line.of(grey[top:bottom, left:right], left, top)) is not None:
            lines.append(line)
    boxes: list[Box] = []
    for word in words_of(lines):
        place = (word.left, word.top, word.right, word.bottom)
        if word.sign:
            boxes.append(Box(*place, word.sign))
            continue
        places.append(place)
        around = max(0, word.left - word.margin), word.right + word.margin
        cuts.append(pixels[word.top : word.bottom, around[0] : around[1]])
    read, _ = _engine().text_rec(cuts[:_MOST_WORDS]) if cuts else ((), 0)
    boxes += [
        Box(*place, unicodedata.normalize("NFKC", str(text)).strip())
        for place, (text, sure) in zip(places, read, strict=False)
        if float(sure) >= _SURE
    ]
    return boxes, len(cuts) <= _MOST_WORDS


def _lines(picture: Image) -> Sequence[Pixels]:
    """Find the lines of a picture: the four corners of each, in its own pixels."""
    longest = max(picture.size)
    if longest > _LOOKED_AT:
        scale = _LOOKED_AT / longest
        size = [max(1, round(side * scale)) for side in picture.size]
        small = np.asarray(picture.resize((size[0], size[1])))[:, :, ::-1]
        found = _found(small)
        if found and np.median([one[3][1] - one[0][1] for one in found]) >= _LEAST_LETTER:
            return [one / scale for one in found]
    pixels = np.asarray(picture)[:, :, ::-1]
    height = max(4 * _OVERLAP, _BAND // pixels.shape[1])
    lines: list[Pixels] = []
    for start in range(0, pixels.shape[0], height - _OVERLAP):
        end = start + height
        least = start + _OVERLAP / 2 if start else 0
        most = end - _OVERLAP / 2 if end < pixels.shape[0] else end
        for one in _found(pixels[start:end]):
            one[:, 1] += start
            if least <= one[:, 1].mean() < most:
                lines.append(one)
        if end >= pixels.shape[0]:
            break
    return lines


def _found(pixels: Pixels) -> list[Any]:
    """Find the lines in a part of a picture that is not too large."""
    high, wide = pixels.shape[:2]
    # It does not see lines in a picture that is nearly one itself.
    above = max(_MARGIN, (min(wide // _FLATTEST, _BAND // wide) - high) // 2)
    padded = np.pad(pixels, ((above, above), (_MARGIN, _MARGIN), (0, 0)), mode="edge")
    finder = _engine().text_det
    # A small picture is enlarged until its shorter side has so many pixels.
    finder.limit_side_len = _ENLARGED if wide <= _LOOKED_AT else min(_ENLARGED, high)
    found, _ = finder(padded)
    return [] if found is None else [one - (_MARGIN, above) for one in found]


_loaded: list[Any] = []


def _engine() -> Any:
    """Load the models, once."""
    if not _loaded:
        from rapidocr_onnxruntime import RapidOCR

        engine = RapidOCR(use_cls=False)
        # Words are short; by default the reader fills them up to three times this width.
        engine.text_rec.rec_image_shape = [3, 48, 128]
        _loaded.append(engine)
    return _loaded[0]


if __name__ == "__main__":
    serve(answers, _MEMORY)
