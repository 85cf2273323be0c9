"""The shape of a rule file, as pydantic models: what its JSON Schema and strict reading rest on."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from certtrail.vocabulary import APPLICATION, Basis, Confidence, Severity

MAX_PATTERNS: Final = 16
MAX_ALTERNATIVES: Final = 6

_ID: Final = r"^[a-z][a-z0-9-]*$"
_LONGEST_ID: Final = 80

Id: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, max_length=_LONGEST_ID)]
Alias: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
FieldName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
RefText: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*$")
]
Length: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[smhdw]$")]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Line: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Scalar: TypeAlias = str | int | bool
Loose = Field(strict=False)


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a rule."""
    return len(text) <= _LONGEST_ID and re.fullmatch(_ID, text) is not None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CountShape(_Strict):
    """How many facts it takes."""

    at_least: int = Field(ge=2, le=100_000, alias="at-least")
    within: Length | None = Field(
        None, description="So many inside any stretch of this length; without it, in all."
    )
    per: list[FieldName] = Field([], description="Facts that agree on these count together.")
    different: FieldName | None = Field(
        None, description="Count the different values of this field, not the facts."
    )


class PatternShape(_Strict):
    """One entry of `when`: a fact or finding to look for, and how it joins those before it."""

    fact: Name | None = Field(None, description="A fact kind; either this or `finding`.")
    finding: Id | None = Field(None, description="The id of another rule, whose finding is read.")
    where: list[Line] = Field([], description="Conditions; all must hold.")
    after: Alias | None = Field(None, description="Strictly later than this bound fact.")
    before: Alias | None = Field(None, description="Strictly earlier than this bound fact.")
    within: Length | None = Field(
        None, description="At most this far from the fact named in `after` or `before`."
    )
    between: list[Alias] | None = Field(
        None,
        min_length=2,
        max_length=2,
        description="Only for `absent`: after the first and before the second.",
    )
    count: CountShape | None = Field(
        None,
        description="Many facts as one, with the fields of `per`, `first`, `last` and `count`; "
        "conditions that name no other alias are about each of the many.",
    )
    any_of: list[PatternShape] | None = Field(
        None,
        alias="any",
        min_length=2,
        max_length=MAX_ALTERNATIVES,
        description="Instead of all else: patterns of which one is enough.",
    )
    since: RefText | None = Field(
        None, description="Only for `absent`, with `for`: the time that the silence begins at."
    )
    length: Length | None = Field(
        None, alias="for", description="How long nothing of the kind may have begun."
    )
    covered: Name | None = Field(
        None, description="With `for`: the channel that must cover all that time."
    )
    running: RefText | None = Field(
        None, description="With `for`: the process that must have been running all that time."
    )


class EventShape(_Strict):
    """One synthetic record of a case."""

    at: Length = Field(description="How long after the case begins.")
    id: int = Field(ge=0, le=65_535)
    provider: Name = "MSExchangeTransport"
    channel: Name = APPLICATION
    server: Name | None = Field(None, description="Only where a case has more than one server.")
    data: list[Scalar] | dict[Name, Scalar] = Field(
        [],
        description="The strings of a classic event; or named data, where a name can be a path, "
        "such as `Root/Certificate@fileRef`, into the elements and attributes of UserData. "
        "`Binary` is text that the record holds as UTF-16.",
    )


class CaseShape(_Strict):
    """One case: records, and what the rule must make of them."""

    fires: Text | None = Field(None, description="What this case shows; the rule must fire.")
    clear: Text | None = Field(None, description="What this case shows; the rule must not fire.")
    skipped: Text | None = Field(None, description="What this case shows; the rule cannot look.")
    thumbprints: list[Name] | None = Field(
        None, description="Only with `fires`: the finding's thumbprints, in any order."
    )
    logs: dict[Name, Annotated[list[Length], Field(min_length=2, max_length=12)]] = Field(
        {},
        description="Which channel covers which span, as offsets from the case's begin; further "
        "pairs are further stretches, with holes before them.",
    )
    events: list[EventShape] = []
    texts: list[Text] = Field([], description="Console transcripts.")


class AdjustShape(_Strict):
    """What makes a finding weigh more or less, or surer or less sure; the last that holds wins."""

    where: list[Line] = Field([], description="Conditions on bound facts; all must hold.")
    found: PatternShape | None = Field(
        None, description="A fact that must be there; `found` in texts and conditions."
    )
    severity: Annotated[Severity, Loose] | None = None
    confidence: Annotated[Confidence, Loose] | None = None
    because: Text = Field(description="Told with the cause.")


class RuleShape(_Strict):
    """A rule of certtrail."""

    id: Id = Field(description="The file's name without `.yaml`.")
    title: Line
    status: Literal["stable", "experimental"] = "stable"
    severity: Annotated[Severity, Loose]
    confidence: Annotated[Confidence, Loose]
    basis: Annotated[Basis, Loose]
    verdict: Literal["broken", "at-risk"] | None = Field(
        None, description="What an open finding makes of the server."
    )
    scope: Literal["server", "fleet"] = "server"
    needs: list[Name | list[Name]] = Field(
        description="Capabilities without which the rule cannot look; an inner list: any of these."
    )
    improves_with: list[Name] = Field([], alias="improves-with")
    when: list[Annotated[dict[Alias, PatternShape], Field(min_length=1, max_length=1)]] = Field(
        min_length=1, max_length=MAX_PATTERNS
    )
    key: list[RefText] | None = Field(
        None, description="Matches with equal values here are one finding; else `thumbprints`."
    )
    thumbprints: list[RefText] = []
    adjust: list[AdjustShape] = Field([], max_length=MAX_PATTERNS)
    sets: dict[FieldName, Scalar] = Field(
        {}, alias="set", description="Fields of the finding, for the rules that read it."
    )
    cause: Text
    impact: Text
    remedy: list[Text] = Field(min_length=1)
    questions: list[Text] = []
    confirm: list[Text] = Field(min_length=1)
    gaps: list[Text] = []
    references: list[Text] = Field(min_length=1)
    explains: list[Id] = []
    closes: list[Id] = []
    closes_when: list[Line] = Field([], alias="closes-when")
    # Demanded where a rule is built, as a diagnosis leaves the cases of shipped rules unread.
    cases: list[CaseShape] = []
