"""The ids of findings in, ids that tell no name out.

An id ends in a digest of the names that its finding is about. Without a key, whoever has a list of
names finds theirs by it. So the digest is made anew, of what a report without names shows anyway.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from certtrail.diagnosis.whole_names import host

if TYPE_CHECKING:
    from certtrail.diagnosis.pseudonyms import Names
    from certtrail.model.diagnosis import Diagnosis, Finding

_DIGITS = 10


def note_findings(diagnosis: Diagnosis, names: Names) -> None:
    """Give each finding of a diagnosis the id that stands for its own, in the findings of `names`.

    One that was met before keeps it, so that two reports with one key can be compared.

    Args:
        diagnosis: as it was made; all names in it are known.
        names: gets the ids.
    """
    taken = set(names.findings.values())
    for finding in sorted(diagnosis.findings, key=lambda one: one.id):
        if finding.id in names.findings:
            continue
        number = 0  # of those that differ only by what is hidden
        while (shown := _shown(finding, names, number)) in taken:
            number += 1
        taken.add(shown)
        names.findings[finding.id] = shown


def _shown(finding: Finding, names: Names, number: int) -> str:
    where = host(finding.server, names) if finding.server else "fleet"
    servers = [host(name, names) for name in finding.servers]
    told = repr((finding.rule, where, servers, sorted(finding.thumbprints), number))
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{finding.rule}/{where}/{digest}"
