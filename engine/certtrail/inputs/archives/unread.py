"""Why something is not read: the errors of all that unpacks."""

from __future__ import annotations


class LockedError(Exception):
    """It needs a password, or another one."""


class BrokenError(Exception):
    """It cannot be unpacked, in part or at all: says why, as a part of a sentence."""


class UnreadError(Exception):
    """Nothing of it is read: says why and what to do, as a sentence without its stop."""
