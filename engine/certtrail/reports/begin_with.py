"""What to ask for first where no Exchange server's log is at hand: a diagnosis in, exports out.

Where nothing was found yet these are what one begins with. Where something was, even words alone,
that is what is looked into: what would make it surer is asked for, and its questions do the rest.
What the shell does not show it does not export either, so Windows is asked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.capabilities import CERTIFICATES, CONNECTORS, capability
from certtrail.model.vocabulary import APPLICATION, Confidence, Severity
from certtrail.reports.exporting import how_to_export
from certtrail.reports.outline import Missing, causes
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding

FIRST: Final = (capability(APPLICATION), capability(CERTIFICATES), capability(CONNECTORS))
"""What is asked for of a case of which nothing is known."""
_SHUT: Final = "shell-lists-no-certificate"
_STORE: Final = phrase(
    "what Windows has in the computer's certificate store, and which certificate is set for "
    "signing (Get-AuthConfig), as the shell shows no certificates"
)
_STORED: Final = (
    "Get-ChildItem Cert:\\LocalMachine\\My"
    ' | Format-List * > "C:\\Windows\\Temp\\${env:COMPUTERNAME}-store.txt"'
)
_SIGNING: Final = (
    'Get-AuthConfig | Format-List * > "C:\\Windows\\Temp\\${env:COMPUTERNAME}-AuthConfig.txt"'
)


def to_begin_with(diagnosis: Diagnosis) -> tuple[Missing, ...]:
    """Name what to ask for where no server is known."""
    found = [one for one in _leading(diagnosis) if _leads_on(one)]
    surer = {what for one in found for what in one.surer_with}
    wanted = [what for what in FIRST if not found or what in surer]
    return (*as_stored(found), *_without_lists(wanted, found))


def _leads_on(finding: Finding) -> bool:
    """Tell whether a finding is more than a remark: it is sure of itself, or asks for more."""
    sure = finding.confidence is Confidence.HIGH or bool(finding.questions)
    return sure or finding.severity.rank > Severity.INFO.rank


def as_stored(findings: Iterable[Finding]) -> Iterator[Missing]:
    """Ask Windows for what the shell does not show, of the servers of which it does not."""
    shut = [one for one in findings if one.rule == _SHUT]
    if shut:
        yield Missing(
            _STORE, tuple(name for one in shut for name in one.servers), (_STORED, _SIGNING)
        )


def _without_lists(wanted: Iterable[str], found: Iterable[Finding]) -> Iterator[Missing]:
    shut = any(one.rule == _SHUT for one in found)
    for what in wanted:
        if not (shut and what == capability(CERTIFICATES)):
            yield Missing(what, (), how_to_export(what))


def _leading(diagnosis: Diagnosis) -> Iterator[Finding]:
    return (cause.finding for cause in causes(diagnosis) if not cause.finding.over)
