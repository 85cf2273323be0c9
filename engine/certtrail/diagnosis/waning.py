"""Trouble that may be over: a finding and what it rests on in; the finding, called less, out.

Silence that is too short to prove an end (decision 2) still speaks against one that goes on. Where
more records were due and for days none came, a server is at risk and not called broken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Verdict
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Fact

_LONG: Final = 2 * 86_400


def waned(finding: Finding, conclusion: Conclusion) -> Finding:
    """Call a server at risk where all that a finding calls broken was silent for days.

    What an export shows besides, such as a list without the certificate, is so all the same.
    """
    if finding.verdict is not Verdict.BROKEN or not conclusion.facts:
        return finding
    if any(item.time is None for fact in conclusion.facts for item in fact.evidence):
        return finding
    going_on = [fact for fact in conclusion.facts if fact.holds("open")]
    if not going_on or not all(_silent(fact) for fact in going_on):
        return finding
    told = phrase(
        "More of these events were due before the log ends, and for days none came, so it may be "
        "over."
    )
    return replace(finding, verdict=Verdict.AT_RISK, cause=sentences(finding.cause, told))


def _silent(fact: Fact) -> bool:
    last, quiet, end = (fact.number(name) for name in ("last", "quiet_by", "log_end"))
    if last is None or quiet is None or end is None:
        return False
    return quiet >= last and end - last >= _LONG
