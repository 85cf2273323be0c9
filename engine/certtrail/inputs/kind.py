"""A kind of input: how it is recognised, and what reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.inputs.opened import Head, Opened, Read


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input.

    Attributes:
        name: as reports write it.
        counts: what its report counts, in the plural, such as `records`.
        recognise: tells by the first bytes whether a file is of this kind; must be quick and must
            never raise.
        read: reads a file of this kind; None where it turns out to be of another. It may raise an
            OSError or an InputError when nothing of the file can be used; all else that is wrong
            becomes a problem in the report.
    """

    name: str
    counts: str
    recognise: Callable[[Head], bool]
    read: Callable[[Opened], Read | None]
