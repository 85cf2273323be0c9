"""Ends that have passed: a renewal of a diagnosis in; whether its date is still to come, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.validity import WRITTEN
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from certtrail.model.certificates_known import Renewal
    from certtrail.model.diagnosis import Diagnosis

_HOUR: Final = 3600 * SECOND


def has_ended(one: Renewal, diagnosis: Diagnosis) -> bool:
    """Tell whether a certificate of the plan was over where the evidence ends.

    Without logs nothing tells when that was; an end of years ago has passed all the same.
    """
    last = max((each.last for each in diagnosis.servers if each.last is not None), default=None)
    now = last if diagnosis.at is None else diagnosis.at
    return one.expires + _HOUR * one.error_hours < (WRITTEN * SECOND if now is None else now)
