"""Gathering from a window's bytes with NumPy: rows of bytes, columns of numbers, groups of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Offsets = NDArray[np.int64]


def rows(data: Bytes, at: Offsets, width: int) -> Bytes:
    """Gather `width` bytes from each place."""
    every: Bytes = np.ndarray((len(data) - width + 1, width), np.uint8, data.data, 0, (1, 1))
    return every[at]


def numbers(data: Bytes, at: Offsets, width: int) -> Offsets:
    """Read the little-endian number of 1, 2, 4 or 8 bytes at each place, as int64."""
    every = np.ndarray((len(data) - width + 1,), f"<u{width}", data.data, 0, (1,))
    found = every[at]
    return found.view(np.int64) if width == 8 else found.astype(np.int64)


def alike(mixed: NDArray[np.uint64]) -> list[Offsets]:
    """Group rows by their number; a few different numbers may share a group."""
    short = (mixed >> 48).astype(np.uint16)
    order = np.argsort(short, kind="stable")  # of 16 bits: linear
    return np.split(order, np.flatnonzero(np.diff(short[order])) + 1)


def rows_hold(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which rows are all true; mostly all are, which is seen at once."""
    return np.ones(len(held), bool) if held.all() else np.logical_and.reduce(held, axis=1)
