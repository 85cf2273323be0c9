"""How much was read: a diagnosis in; the inputs that lost something or were left aside, out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from certtrail.model.input_reports import ReadState

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.input_reports import InputReport
    from certtrail.reports.speech import Speech

_NAMED: Final = 5


def losses(diagnosis: Diagnosis) -> tuple[InputReport, ...]:
    """Return the inputs of which something was not read; those that were not read at all first."""
    lost = [report for report in diagnosis.inputs if not report.complete]
    return tuple(sorted(lost, key=lambda report: report.read is not ReadState.NOT))


def completeness(diagnosis: Diagnosis, speech: Speech) -> str:
    """Say in a few words whether all inputs were read."""
    states = Counter(report.read for report in diagnosis.inputs)
    if states.keys() <= {ReadState.FULL}:
        return speech.say("all read in full")
    parts = []
    if states.keys() <= {ReadState.FULL, ReadState.ASIDE}:
        return speech.say("{n|count} left aside, the rest read in full", n=states[ReadState.ASIDE])
    if states[ReadState.NOT]:
        parts.append(speech.say("{n|count} not read", n=states[ReadState.NOT]))
    if states[ReadState.PART]:
        parts.append(speech.say("{n|count} read in part", n=states[ReadState.PART]))
    if states[ReadState.ASIDE]:
        parts.append(speech.say("{n|count} left aside", n=states[ReadState.ASIDE]))
    return speech.listed(parts)


def left_aside(diagnosis: Diagnosis, speech: Speech) -> str:
    """Name what nobody looked into, for somebody who does; empty where there is nothing."""
    names = [one.name for one in diagnosis.inputs if one.read is ReadState.ASIDE]
    told = [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
    if not names:
        return ""
    return speech.say(
        "Left aside, as certtrail takes them for words or for other matters; read them yourself: "
        "{files}.",
        files=", ".join(told),
    )
