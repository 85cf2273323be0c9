"""Mails of a monitor: a text in, the host that its alert is about out.

    Notification Type: PROBLEM
    Host: EX01
    Service: Eventlog Application

What the monitor saw, often a table that names no computer, is of that host.
"""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = ("notification type:", "service alert:", "host alert:", "problem started at")
_LINE: Final = re.compile(
    r"^[ \t>*]{0,20}Host(?:[ \t]?name)?[ \t]{0,12}:[ \t]{0,12}"
    r"([A-Za-z0-9][A-Za-z0-9.-]{1,120})[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
# PRTG writes the device behind the name of the sensor; what has no digit may be a word of it.
_PRTG: Final = "prtg"
_DEVICE: Final = re.compile(
    r"\bSensor[ ]?:[^\n]{1,120}?[ ](?=[A-Za-z.-]{0,60}\d)([A-Za-z][A-Za-z0-9.-]{2,120})[ \t]{2,10}"
    r"(?:Group|Probe|Device)[ ]?:",
    re.IGNORECASE,
)
_MONITOR: Final = frozenset({"localhost"})
_READ: Final = 200_000  # characters


def alerted_host(text: str) -> str:
    r"""Give the one host of which alerts in a text are; empty where there is none, or several.

    >>> alerted_host("Notification Type: PROBLEM\nService: Eventlog\nHost: EX01\n")
    'EX01'
    >>> alerted_host("PRTG\nSensor: Event Log (Application) EX01  Group: Exchange\n")
    'EX01'
    >>> alerted_host("Host: EX01\n")
    ''
    """
    start = text[:_READ]
    lowered = start.lower()
    named: list[str] = _DEVICE.findall(start) if _PRTG in lowered else []
    if any(mark in lowered for mark in _MARKS):
        named += _LINE.findall(start)
    found = {one.casefold(): one for one in named}
    hosts = [one for name, one in found.items() if name not in _MONITOR]
    return hosts[0] if len(hosts) == 1 else ""
