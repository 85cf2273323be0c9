"""certtrail says why Exchange transport certificates fail, from exported event logs.

The names below are loaded when they are first used, so that `certtrail --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certtrail.case import Case, open
    from certtrail.diagnosis import Diagnosis, Finding, Server
    from certtrail.pipeline import diagnose, read, read_events, understand
    from certtrail.reports.formats import render
    from certtrail.saved_case import load
    from certtrail.selection import Selection
    from certtrail.trying import try_rule

__all__ = [
    "Case",
    "Diagnosis",
    "Finding",
    "Selection",
    "Server",
    "diagnose",
    "load",
    "open",
    "read",
    "read_events",
    "render",
    "try_rule",
    "understand",
]

_HOMES = {
    "Case": "certtrail.case",
    "Diagnosis": "certtrail.diagnosis",
    "Finding": "certtrail.diagnosis",
    "Selection": "certtrail.selection",
    "Server": "certtrail.diagnosis",
    "diagnose": "certtrail.pipeline",
    "load": "certtrail.saved_case",
    "open": "certtrail.case",
    "read": "certtrail.pipeline",
    "read_events": "certtrail.pipeline",
    "render": "certtrail.reports.formats",
    "try_rule": "certtrail.trying",
    "understand": "certtrail.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certtrail' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
