"""Lines of a list: one line in; its labels with what stands behind each out.

Thumbprint : 0A.. Services : SMTP      two labels, where a web form ate the line ends
rest of a value           no label: the line before goes on, or a remark
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.rulebook.object_labels import ObjectLabels

_LABEL: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<label>[^\s:=\uff1a][^:=\n\uff1a]{0,62}?)(?P<pad>[ \t]*)"
    r"(?:(?P<colon>:)(?=[ \t]|$)|(?P<wide>\uff1a)|(?<=[ \t])=(?=[ \t]))"
)
_WITHIN: Final = re.compile(
    r"(?<!\S)(?P<label>[A-Za-z][A-Za-z0-9]{1,62})(?P<pad>[ \t]*):(?=[ \t]|$)"
)
_PROPERTY: Final = re.compile(r"[A-Z][A-Za-z0-9]{1,63}")
# What may stand between a value and the next label on its line.
_ENDS: Final = " \t,;|"
# A shell's own words, which stand where a property could.
_SHOUTED: Final = re.compile(r"[A-Z]{3,16}|Confirm")


@dataclass(frozen=True, slots=True)
class Piece:
    """A label with what is behind it on its line; or a line, or its start, without a label.

    Attributes:
        at: where it begins in the line.
        label: as written; empty for none.
        name: of the property that it stands for; the label itself where nobody knows that.
        value: what is behind it.
        indent: the column that it begins in; 0 for a piece behind others.
    """

    at: int
    label: str
    name: str
    value: str
    indent: int


def indent_of(line: str) -> int:
    """Give the column that a line begins in."""
    if line[:1] not in (" ", "\t"):
        return 0
    start = line[: len(line) - len(line.lstrip())]
    return len(start.expandtabs(8))


def pieces_of(line: str, labels: ObjectLabels, *, inside: bool) -> Iterator[Piece]:
    """Take a line apart.

    Args:
        line: the line.
        labels: which labels there are.
        inside: the line before belongs to a list; then a label needs less to be one.
    """
    first = _first(line, labels, inside=inside)
    within = _within(line, labels, first, inside=inside)
    if not within:
        yield first or Piece(0, "", "", line, indent_of(line))
        return
    start = within[0][0]
    if first is not None:
        behind = len(line) - len(first.value)
        yield Piece(
            first.at, first.label, first.name, line[behind:start].rstrip(_ENDS), first.indent
        )
    elif inside and line[:start].strip():
        yield Piece(0, "", "", line[:start], indent_of(line))
    stops = [start for start, *_ in within[1:]] + [len(line)]
    for (start, behind, label, name), stop in zip(within, stops, strict=True):
        yield Piece(start, label, name, line[behind:stop].rstrip(_ENDS), 0)


def begins_list(line: str, labels: ObjectLabels) -> bool:
    """Tell quickly whether a line has any label."""
    if ":" not in line and "=" not in line and "\uff1a" not in line:
        return False
    first = _first(line, labels, inside=False)
    return first is not None or bool(_within(line, labels, None, inside=False))


def _first(line: str, labels: ObjectLabels, *, inside: bool) -> Piece | None:
    found = _LABEL.match(line)
    if found is None:
        return None
    name = labels.name_of(found["label"])
    if name is None:
        if not found["colon"] or not (found["pad"] or inside):
            return None
        if not _PROPERTY.fullmatch(found["label"]) or _SHOUTED.fullmatch(found["label"]):
            return None
        name = found["label"]
    label = found["label"]
    return Piece(found.start("label"), label, name, line[found.end() :], indent_of(line))


def _within(
    line: str, labels: ObjectLabels, first: Piece | None, *, inside: bool
) -> list[tuple[int, int, str, str]]:
    """Find the known labels behind others, each as (start, behind it, label, name)."""
    if line.count(":") < 1 + (first is not None or not inside):
        return []
    start = first.at + 1 if first is not None else 0
    found = [
        (match.start(), match.end(), match["label"], name, bool(match["pad"]))
        for match in _WITHIN.finditer(line, start)
        if (name := labels.name_of(match["label"])) is not None
    ]
    padded = sum(pad for *_, pad in found)
    enough = len(found) > 1 or (padded and (inside or first is not None))
    return [each[:4] for each in found] if enough else []
