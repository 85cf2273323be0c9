"""Bytes of a text that are none in its encoding: a file in; how many, and where the first is, out.

What reads the text replaces them and goes on, so that the rest is not lost. This says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs import decoding
from certtrail.inputs.code_pages import code_page, is_utf8
from certtrail.inputs.wide_text import LOST, WideDecoder
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from typing import BinaryIO

    from certtrail.inputs.digests import Digests
    from certtrail.inputs.opened import Opened, Read

_NEWLINE: Final = ord("\n")
# Control characters that no console, log or editor writes; a line of a packed file has several.
_CONTROLS: Final = frozenset((*range(1, 7), *range(14, 26), *range(28, 32)))
_SEVERAL: Final = 3


@dataclass(slots=True)
class _Undecoded:
    """How many were found, and on which line the first."""

    count: int = 0
    line: int = 0

    def add(self, count: int, line: int) -> None:
        if count > 0:
            self.count += count
            self.line = self.line or line


def with_undecoded(read: Read, opened: Opened, digests: Digests | None) -> Read:
    """Add to the report of a text what of it could not be decoded.

    Args:
        read: what became of the text.
        opened: the text.
        digests: of the files; what they saw of one need not be looked at again.
    """
    encoding = decoding.encoding_of(opened.head.content)
    if opened.head.text is None or encoding is None:
        return read
    if encoding == "utf-8" and digests is not None and digests.is_ascii(opened.file.path):
        return read
    with opened.binary() as file:
        lost, guessed, binary = _looked_through(file, encoding, opened.head.content)
    report = read.report
    notes, problems = list(report.notes), list(report.problems)
    if lost.count:
        told = phrase(
            "{count|count} characters could not be decoded, the first of them on line {line}; "
            "what was written there is not known.",
            count=lost.count,
            line=lost.line,
        )
        # Of what is left aside nothing was used.
        (problems if report.problems or report.records.found or read.facts else notes).append(told)
    if binary.count:
        problems.append(
            phrase(
                "{count|count} lines hold bytes that are no text, as of a file that was appended, "
                "the first of them line {line}; what is in it was not read. Send it by itself.",
                count=binary.count,
                line=binary.line,
            )
        )
    if guessed.count:
        notes.append(
            phrase(
                "{count|count} lines are no UTF-8 as the others are, the first of them line "
                "{line}; their letters were guessed.",
                count=guessed.count,
                line=guessed.line,
            )
        )
    if (len(notes), len(problems)) == (len(report.notes), len(report.problems)):
        return read
    complete = report.complete and len(problems) == len(report.problems)
    told_of = replace(report, problems=tuple(problems), notes=tuple(notes), complete=complete)
    return replace(read, report=told_of)


def _looked_through(
    file: BinaryIO, encoding: str, head: bytes
) -> tuple[_Undecoded, _Undecoded, _Undecoded]:
    """Give the characters that are lost, and the lines whose letters are guessed, or are none."""
    if encoding not in ("utf-8", "utf-8-sig"):
        wide = WideDecoder(encoding)
        while raw := file.read(1 << 20):
            wide.decode(raw)
        wide.decode(b"", final=True)
        return _Undecoded(wide.lost, wide.first_lost), _Undecoded(), _Undecoded()
    fit = 0
    by_page, alone = _Undecoded(), _Undecoded()
    bad, binary = _Undecoded(), _Undecoded()
    page = ""
    line = 1
    for block in decoding.blocks(file, encoding):
        if not is_utf8(block):
            page = page or code_page(head)
            for number, raw in enumerate(block.split(b"\n"), line):
                if raw.isascii():
                    continue
                if is_utf8(raw):
                    fit += 1
                    continue
                bad.add(1, number)
                binary.add(int(len(_CONTROLS.intersection(raw)) >= _SEVERAL), number)
                by_page.add(raw.decode(page, "replace").count(LOST), number)
                alone.add(raw.decode("utf-8", "replace").count(LOST) - _genuine(raw), number)
        elif not block.isascii():
            fit += sum(not raw.isascii() for raw in block.split(b"\n"))
        line += int(np.count_nonzero(np.frombuffer(block, np.uint8) == _NEWLINE))
    if encoding == "utf-8-sig":
        return alone, _Undecoded(), binary
    return by_page, bad if fit > bad.count else _Undecoded(), binary


def _genuine(raw: bytes) -> int:
    return raw.count(LOST.encode())
