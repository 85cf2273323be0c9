"""Answers to the question for the default certificate: what a server is configured for since, out.

Yes, or -Force, makes the certificate that was being enabled the internal one from then on; No keeps
the one before. Of several answers the last counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Evidence, Fact

_TAKEN: Final = frozenset({"yes", "forced"})
Configured = tuple[str | None, tuple["Evidence", ...]]


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """The last answer of a server.

    Attributes:
        current: the default certificate before; empty where the text does not tell it.
        replacement: the one that was being enabled.
        taken: the replacement became the default.
        ends_earlier: the replacement ends before the one that it replaces, as the question says.
        evidence: where the question stands.
    """

    current: str
    replacement: str
    taken: bool
    ends_earlier: bool
    evidence: Evidence

    @property
    def since(self) -> str:
        """The default certificate since; empty where it is not told."""
        return self.replacement if self.taken else self.current

    def changes(self, known: Configured | None) -> bool:
        """Tell whether it tells more than what is known otherwise.

        A list that stands behind the question shows how it ended, and a question that stands
        behind a list is newer than that. A list of another file that names a third certificate is
        of another time.
        """
        if not self.since:
            return False
        if known is None:
            return True
        thumbprint, evidence = known
        if any(self._follows(line) for line in evidence):
            return False
        if any(line.file == self.evidence.file for line in evidence):
            return self.since != thumbprint
        return self.taken and thumbprint == self.current

    def comes_before(self, fact: Fact) -> bool:
        """Tell whether the text that tells a fact goes on from the question."""
        return any(self._follows(line) for line in fact.evidence)

    def _follows(self, line: Evidence) -> bool:
        same = line.file == self.evidence.file
        return same and line.record_id > self.evidence.record_id


def answered(facts: Iterable[Fact]) -> Mapping[str, AnsweredPrompt]:
    """Find the last answer of each server."""
    return {
        fact.server: AnsweredPrompt(
            fact.text("current"),
            fact.text("replacement"),
            fact.text("answer") in _TAKEN,
            fact.holds("ends_earlier"),
            fact.evidence[0],
        )
        for fact in facts
        if fact.kind == "overwrite-prompt" and fact.fields.get("final") is True
    }


def with_answers(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a warning that an Edge server's certificate was updated gets the question
    before it: which one was replaced by which.
    """
    told = tuple(facts)
    answers = answered(told)
    for fact in told:
        prompt = answers.get(fact.server)
        if (
            fact.kind != "internal-certificate-message"
            or fact.text("reason") != "edge-updated"
            or prompt is None
            or not prompt.taken
            or not prompt.comes_before(fact)
        ):
            yield fact
            continue
        told_by = {
            "current": prompt.current,
            "replacement": prompt.replacement,
            "longer": prompt.current if prompt.ends_earlier else "",
        }
        known = {name: value for name, value in told_by.items() if value != ""}
        yield replace(
            fact, fields={**fact.fields, **known}, evidence=(prompt.evidence, *fact.evidence)
        )
