"""What to ask for where all that was sent of a log is of long ago: a diagnosis in, exports of today
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.outdated_logs import is_listed_since, may_have_changed
from certtrail.reports.exporting import how_to_export
from certtrail.reports.outline import Missing
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis

_CERTIFICATES: Final = phrase("the server's certificates (Get-ExchangeCertificate)")


def with_old_logs(diagnosis: Diagnosis) -> frozenset[str]:
    """Name the servers of which a log of today is lacking."""
    return frozenset(one.name for one in diagnosis.servers if may_have_changed(one))


def of_today(diagnosis: Diagnosis) -> Iterator[Missing]:
    """Ask for the Application log and the certificates as they are now."""
    named = tuple(one.name for one in diagnosis.servers if may_have_changed(one))
    if named:
        yield Missing(
            phrase("the Application log as it is today, as the one that was sent ends long ago"),
            named,
            how_to_export("the Application log"),
        )
    unlisted = tuple(
        one.name for one in diagnosis.servers if may_have_changed(one) and not is_listed_since(one)
    )
    if unlisted:
        yield Missing(_CERTIFICATES, unlisted, how_to_export(_CERTIFICATES))
