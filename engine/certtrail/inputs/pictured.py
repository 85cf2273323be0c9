"""The text of a picture as a file in; what is read of it, repaired and marked, out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.inputs.lookalikes import NamesElsewhere, repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.inputs.walk import FoundFile


class Pictured:
    """Reads texts of pictures by what other evidence names; they come after all of it.

    Args:
        others: what was read of all other files.
    """

    def __init__(self, others: Sequence[Read]) -> None:
        self._others = others

    @cached_property
    def _names(self) -> NamesElsewhere:
        return NamesElsewhere.of(self._others)

    def read(self, file: FoundFile, reading: Callable[[FoundFile], Read]) -> Read:
        """Read the text of a picture.

        Args:
            file: of our own, with the text.
            reading: reads any file.
        """
        found = repaired(file.path.read_text("utf-8"), self._names)
        content = found.text.encode()
        file.path.write_bytes(content)
        read = reading(replace(file, sha256=hashlib.sha256(content).hexdigest()))
        report = replace(
            read.report,
            notes=(*found.notes, *read.report.notes),
            problems=(*found.problems, *read.report.problems),
            complete=read.report.complete and not found.problems,
        )
        return replace(read, report=report)
