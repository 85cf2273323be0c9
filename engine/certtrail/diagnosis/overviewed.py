"""A diagnosis in, what its many servers show together out; nothing that one server shows alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.expiry_months import ended_and_to_come
from certtrail.diagnosis.look_first import look_first
from certtrail.diagnosis.on_many_servers import on_many_servers
from certtrail.diagnosis.unheard import ended_early, usual_end, without_logs
from certtrail.diagnosis.waves import waves
from certtrail.model.fleet_overview import FleetOverview

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

MANY: Final = 6
"""From so many servers on an overview says what a list of them does not show at a glance."""


def overview(diagnosis: Diagnosis) -> FleetOverview | None:
    """Work out what many servers show together; None where they are fewer than `MANY`.

    It is worked out of what a diagnosis holds, so a saved or redacted one gives it as well.
    """
    if len(diagnosis.servers) < MANY:
        return None
    now = max((one.last for one in diagnosis.servers if one.last is not None), default=None)
    now = now if diagnosis.at is None else diagnosis.at
    ended, months = ended_and_to_come(diagnosis.renewals, now)
    return FleetOverview(
        look_first=look_first(diagnosis, now),
        waves=waves(diagnosis),
        shared=on_many_servers(diagnosis.ledger),
        ended=ended,
        months=months,
        ended_early=ended_early(diagnosis.servers),
        without_logs=without_logs(diagnosis.servers),
        usual_end=usual_end(diagnosis.servers),
    )
