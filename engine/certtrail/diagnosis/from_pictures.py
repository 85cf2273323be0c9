"""What was read from pictures: a finding in; the same, less sure where it rests on that, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.diagnosis import Finding


def less_sure(finding: Finding, conclusion: Conclusion, pictures: frozenset[str]) -> Finding:
    """Say what was read from pictures; a finding that needs a fact of theirs is less sure."""
    seen = [{item.file in pictures for item in fact.evidence} for fact in conclusion.facts]
    if not any(True in each for each in seen):
        return finding
    evidence = tuple(
        replace(item, line=f"{item.line} (read from a picture)", from_picture=True)
        if item.file in pictures
        else item
        for item in finding.evidence
    )
    if {True} not in seen:
        return replace(finding, evidence=evidence)
    told = phrase(
        "Part of this was read from a picture, where letters and digits may be mistaken; compare "
        "it with the picture."
    )
    cause = sentences(finding.cause, told)
    return replace(finding, evidence=evidence, confidence=finding.confidence.weaker, cause=cause)
