"""Exchange's application configuration (EdgeTransport.exe.config): how wildcards are matched."""

from __future__ import annotations

from typing import Final

from certtrail.inputs.exchange.whole_xml import whole_xml
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import RecordCount
from certtrail.model.inventory import Inventory, WildcardSetting

_KEYS: Final = {
    "smtpreceiveonelevelwildcardmatchforcertselection": "receive",
    "smtpsendonelevelwildcardmatchforcertselection": "send",
}
_PROCESSES: Final = (
    ("msexchangefrontendtransport", "MSExchangeFrontEndTransport"),
    ("edgetransport", "EdgeTransport"),
)


def recognise(head: Head) -> bool:
    """Tell whether a file is a .NET configuration of a transport process."""
    if head.root != "configuration" or head.text is None:
        return False
    lowered = head.text.lower()
    return "<appsettings" in lowered and (
        any(key in lowered for key in _KEYS) or "microsoft.exchange" in lowered
    )


def read(opened: Opened) -> Read:
    """Read the two settings; a file that leaves one out has the default, false."""
    process = _process(opened)
    root = whole_xml(opened)
    told = {
        (one.get("key") or "").lower(): (one.get("value") or "").strip().lower()
        for one in root.iter("add")
    }
    server = opened.file.server_hint
    settings = []
    for key, direction in _KEYS.items():
        value = told.get(key, "false")
        line = f"{opened.name}: one-level wildcards for {direction}: {value}"
        place = Evidence(None, server, "configuration", 1, opened.name, line[:400])
        settings.append(WildcardSetting(server, process, direction, value == "true", place))
    count = RecordCount(len(settings), len(settings))
    report = opened.report("transport-config", count)
    return Read(report, inventory=Inventory(wildcards=tuple(settings)))


def _process(opened: Opened) -> str:
    file = opened.name.rpartition("/")[2].lower()
    return next((name for start, name in _PROCESSES if file.startswith(start)), "EdgeTransport")


KIND = Kind("transport-config", "settings", recognise, read)
