"""What a new rule begins as: a file that is sound, and that its author changes piece by piece."""

from __future__ import annotations

from typing import Final, Self

from certtrail.rulebook.written import is_id
from certtrail.text.outgoing import Outgoing

SCHEMA_FILE: Final = "rule.schema.json"
_SKELETON: Final = """\
# yaml-language-server: $schema={schema}
# Change this piece by piece; after each, run `certtrail rules test {id} --rules .` here.
# The kinds of facts and their fields: docs/facts.md. The language: docs/rules.md.
id: {id}
title: {title}
status: experimental
severity: low            # info, low, medium, high, critical: how bad it is if it is true
confidence: medium       # low, medium, high: how sure the rule is
basis: observed          # documented, observed, model: where the knowledge comes from
needs: [Application]     # without these the rule is skipped, and the report says so
when:
  - warned: {{fact: internal-certificate-in-use, where: [state == expiring]}}
  - absent: {{fact: certificate-action, after: warned, where: [thumbprint == warned.thumbprint]}}
key: [warned.thumbprint]
thumbprints: [warned.thumbprint]
cause: >-
  What is wrong, in a sentence or two: {{warned.thumbprint|thumbprint}} on {{self.server}} since
  {{warned.first|time}}.
impact: What it does to mail.
remedy:
  - >-
    What to do first:
    `Get-ExchangeCertificate -Thumbprint {{warned.thumbprint|thumbprint}} | Format-List`
confirm:
  - What shows that it is mended.
references:
  - Where this is written, or the case that it was seen in.
cases:
  - fires: what this case shows
    thumbprints: [$X]
    logs: {{Application: [0d, 5d]}}
    events:
      - {{at: 1d, id: 12017, data: [$X, 500]}}
  - clear: a near miss, such as another certificate or the wrong order
    logs: {{Application: [0d, 5d]}}
    events:
      - {{at: 1d, id: 12015, data: [$X]}}
"""


class RuleSkeleton(Outgoing):
    """The file of a new rule, which passes `rules check` and `rules test` as it is."""

    __slots__ = ()

    def __new__(cls, rule_id: str) -> Self:
        """Write it.

        Raises:
            ValueError: that is no id.
        """
        if not is_id(rule_id):
            raise ValueError(f"expected the id of a rule, found {rule_id!r}")
        title = rule_id.replace("-", " ").capitalize()
        return str.__new__(cls, _SKELETON.format(id=rule_id, title=title, schema=SCHEMA_FILE))
