"""certtrail says why Exchange transport certificates fail, from exported event logs.

The names below are loaded when they are first used, so that `certtrail --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certtrail.case.live import Case, open
    from certtrail.case.saved import load
    from certtrail.case.try_rule import try_rule
    from certtrail.model.diagnosis import Diagnosis, Finding, Server
    from certtrail.model.record_filter import Selection
    from certtrail.pipeline import diagnose, read, read_events, understand
    from certtrail.reports.formats import render

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
    "Case": "certtrail.case.live",
    "Diagnosis": "certtrail.model.diagnosis",
    "Finding": "certtrail.model.diagnosis",
    "Selection": "certtrail.model.record_filter",
    "Server": "certtrail.model.diagnosis",
    "diagnose": "certtrail.pipeline",
    "load": "certtrail.case.saved",
    "open": "certtrail.case.live",
    "read": "certtrail.pipeline",
    "read_events": "certtrail.pipeline",
    "render": "certtrail.reports.formats",
    "try_rule": "certtrail.case.try_rule",
    "understand": "certtrail.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certtrail' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
