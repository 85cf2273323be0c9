"""What nobody is asked for: servers that only lists name, and logs of which records were sent; a
diagnosis in, their names out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis


def only_listed(diagnosis: Diagnosis) -> Iterator[str]:
    """Name the servers of which there is no log and that no finding is about."""
    known = {one.name: one for one in diagnosis.servers}
    named = {one.server for one in diagnosis.not_evaluated if one.server} | known.keys()
    concerned = {name for finding in diagnosis.findings for name in finding.servers}
    for name in sorted(named - concerned):
        if name not in known or known[name].first is None:
            yield name


def sent(diagnosis: Diagnosis) -> dict[str, set[str]]:
    """Name by host, in small letters, the logs of which records were sent.

    What those show was looked at.
    """
    found: dict[str, set[str]] = {}
    for report in diagnosis.inputs:
        for span in report.spans:
            found.setdefault(_host(span.computer), set()).add(f"the {span.channel} log")
    return found


def _host(name: str) -> str:
    return name.partition(".")[0].casefold()
