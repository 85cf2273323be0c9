"""Pictures one by one in, the text that is on each out; within a number, and within seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.carriers.apart import Apart, ApartError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS: Final = 90.0
_LIBRARY: Final = "rapidocr_onnxruntime"


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What was read of a picture.

    Attributes:
        text: that is on it.
        tiny: width and height of one that has no room for a letter; else empty.
        cut: its end is missing.
        left: there are more pages or words on it than were read.
    """

    text: str
    tiny: str
    cut: bool
    left: bool = False


class PictureReader:
    """Reads pictures in a process of its own; ended by `close`.

    Args:
        most: how many it reads.
        seconds: that there are for all of them.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._apart = Apart("certtrail.inputs.carriers.picture_text")
        self._left = most
        self._seconds = seconds

    def close(self) -> None:
        """End the process."""
        self._apart.close()

    def read(self, path: Path) -> PictureReading:
        """Read a picture.

        Raises:
            UnreadError: it was not read; says why, and what to do.
        """
        if find_spec(_LIBRARY) is None:
            raise UnreadError(
                phrase(
                    "It is a picture: install certtrail[pictures] to have it read, or paste its "
                    "text"
                )
            )
        if not self._left or self._seconds <= 0:
            raise UnreadError(
                phrase(
                    "It is one picture too many to be read in one go; give those that matter "
                    "alone, or paste the text"
                )
            )
        self._left -= 1
        started = time.monotonic()
        try:
            (answer,) = self._apart.ask({"path": str(path)}, min(_SECONDS, self._seconds))
        except ApartError as error:
            raise UnreadError(
                phrase("The picture was not read: {error}; paste the text", error=reason(error))
            ) from error
        finally:
            self._seconds -= time.monotonic() - started
        if "missing" in answer:
            raise UnreadError(
                phrase(
                    "It is a picture, and what reads pictures cannot be loaded ({error}); paste "
                    "its text",
                    error=answer["missing"],
                )
            )
        if "broken" in answer:
            raise UnreadError(
                phrase(
                    "The picture is damaged, or of a kind that is not read ({error}); send it as "
                    "PNG, or paste the text",
                    error=answer["broken"] or phrase("its format is not recognised"),
                )
            )
        if "large" in answer:
            raise UnreadError(
                phrase(
                    "The picture is too large ({size} pixels); cut out what matters",
                    size=answer["large"],
                )
            )
        text, tiny = str(answer.get("text", "")), str(answer.get("tiny", ""))
        return PictureReading(text, tiny, cut="cut" in answer, left="left" in answer)
