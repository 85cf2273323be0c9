"""certtrail says why Exchange transport certificates fail, from exported event logs.

The names below are loaded when they are first used, so that `certtrail --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certtrail.diagnosis import Diagnosis, Finding, Server
    from certtrail.pipeline import diagnose, read, read_events, understand
    from certtrail.reports.formats import render
    from certtrail.selection import Selection

__all__ = [
    "Diagnosis",
    "Finding",
    "Selection",
    "Server",
    "diagnose",
    "read",
    "read_events",
    "render",
    "understand",
]

_HOMES = {
    "Diagnosis": "certtrail.diagnosis",
    "Finding": "certtrail.diagnosis",
    "Selection": "certtrail.selection",
    "Server": "certtrail.diagnosis",
    "diagnose": "certtrail.pipeline",
    "read": "certtrail.pipeline",
    "read_events": "certtrail.pipeline",
    "render": "certtrail.reports.formats",
    "understand": "certtrail.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certtrail' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
