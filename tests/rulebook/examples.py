"""A sound rule as text, for tests that spoil a part of it."""

from __future__ import annotations

import pytest

from certtrail.model.errors import RulebookError
from certtrail.rulebook import parse_rulebook

GOOD = """\
id: certificate-lost
title: The certificate was lost
severity: critical
confidence: high
basis: observed
verdict: broken
needs: [Application, [System, shell]]
improves-with: [certificate-lifecycle]
when:
  - warned: {fact: in-use, where: [current == true]}
  - lost: {fact: fallback, after: warned, within: 120d, where: [configured == warned.thumbprint]}
  - absent:
      fact: action
      between: [warned, lost]
      where: [thumbprint == warned.thumbprint, "verb in [enabled, created]"]
key: [lost.configured]
thumbprints: [lost.configured]
set: {thumbprint: lost.configured, kindness: literal, dotted: not.bound}
cause: "{lost.configured|thumbprint} at {lost.time}"
impact: Mail stops.
remedy: ["Do `Enable-ExchangeCertificate -Thumbprint {lost.configured|thumbprint}`"]
confirm: [The events stop.]
references: [Microsoft's page on event 12024]
closes-when: [lost.complete == true]
cases:
  - fires: it was in use and is not any more
    thumbprints: [$X]
    logs: {Application: [0d, 40d]}
    events: [{at: 1d, id: 12017, data: [$X, 500]}, {at: 2d, id: 1, data: {Binary: x}}]
  - clear: nothing was written
"""


def spoiled(*changes: tuple[str, str], **files: str) -> list[str]:
    """Load the good rule with parts replaced, beside other files; give the problems as text."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    texts = {f"rules/{name.replace('_', '-')}.yaml": each for name, each in files.items()}
    with pytest.raises(RulebookError) as caught:
        parse_rulebook({"rules/certificate-lost.yaml": text, **texts})
    return [str(problem).removeprefix("rules/") for problem in caught.value.problems]


def renamed(rule_id: str, *changes: tuple[str, str]) -> str:
    """Make the good rule's text under another id and title."""
    text = GOOD.replace("certificate-lost", rule_id, 1)
    text = text.replace("The certificate was lost", f"Title of {rule_id}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text
