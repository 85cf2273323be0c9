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
    outputs = any(report.unread_output for report in diagnosis.inputs)
    if states.keys() <= {ReadState.FULL} and not outputs:
        return speech.say("all read in full")
    if states.keys() <= {ReadState.FULL, ReadState.ASIDE} and not outputs:
        return speech.say("{n|count} left aside, the rest read in full", n=states[ReadState.ASIDE])
    parts = []
    if states[ReadState.NOT]:
        parts.append(speech.say("{n|count} not read", n=states[ReadState.NOT]))
    if states[ReadState.PART]:
        parts.append(speech.say("{n|count} read in part", n=states[ReadState.PART]))
    if states[ReadState.ASIDE]:
        parts.append(speech.say("{n|count} left aside", n=states[ReadState.ASIDE]))
    if outputs:
        parts.append(speech.say("output of other commands not read"))
    return speech.listed(parts)


def left_aside(diagnosis: Diagnosis, speech: Speech) -> str:
    """Name what nobody looked into, for somebody who does; empty where there is nothing."""
    aside = [one.name for one in diagnosis.inputs if one.read is ReadState.ASIDE]
    printed = [one.name for one in diagnosis.inputs if one.unread_output]
    told = []
    if aside:
        told.append(
            speech.say(
                "Left aside, as certtrail takes them for words or for other matters; read them "
                "yourself: {files}.",
                files=_named(aside),
            )
        )
    if printed:
        told.append(
            speech.say(
                "Output of other commands, which certtrail does not read, stands in {files}; the "
                "account of the inputs names them.",
                files=_named(printed),
            )
        )
    return " ".join(told)


def _named(names: list[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["\u2026"] if len(names) > _NAMED else [])])
