"""The shape of a rule file: what its JSON Schema and strict reading rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias

from certtrail.model.annotated import Shape
from certtrail.model.shapes import Limit
from certtrail.model.vocabulary import APPLICATION, Basis, Confidence, Severity

MAX_PATTERNS: Final = 16
MAX_ALTERNATIVES: Final = 6

_ID: Final = r"^[a-z][a-z0-9-]*$"
_LONGEST_ID: Final = 80

Id: TypeAlias = Annotated[str, Limit(most=_LONGEST_ID, like=_ID)]
Alias: TypeAlias = Annotated[str, Limit(most=40, like=r"^[a-z][a-z0-9_]*$")]
FieldName: TypeAlias = Annotated[str, Limit(like=r"^[a-z][a-z0-9_-]*$")]
RefText: TypeAlias = Annotated[str, Limit(like=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*$")]
Length: TypeAlias = Annotated[str, Limit(like=r"^[0-9]{1,6}[smhdw]$")]
Text: TypeAlias = Annotated[str, Limit(1, 4000)]
Line: TypeAlias = Annotated[str, Limit(1, 200)]
Name: TypeAlias = Annotated[str, Limit(1, 120)]
Scalar: TypeAlias = str | int | bool
Said: TypeAlias = Text | dict[FieldName, Scalar]
"""A text, or `step` with the id of a standard step and what its parameters stand for."""


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a rule."""
    return len(text) <= _LONGEST_ID and re.fullmatch(_ID, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountShape(Shape):
    """How many facts it takes."""

    at_least: Annotated[int, Limit(2, 100_000)]
    within: Annotated[
        Length | None,
        Limit(about="So many inside any stretch of this length; without it, in all."),
    ] = None
    per: Annotated[
        tuple[FieldName, ...], Limit(about="Facts that agree on these count together.")
    ] = ()
    different: Annotated[
        FieldName | None,
        Limit(about="Count the different values of this field, not the facts."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternShape(Shape):
    """One entry of `when`: a fact or finding to look for, and how it joins those before it."""

    fact: Annotated[Name | None, Limit(about="A fact kind; either this or `finding`.")] = None
    finding: Annotated[Id | None, Limit(about="The id of another rule, whose finding is read.")] = (
        None
    )
    where: Annotated[tuple[Line, ...], Limit(about="Conditions; all must hold.")] = ()
    after: Annotated[Alias | None, Limit(about="Strictly later than this bound fact.")] = None
    before: Annotated[Alias | None, Limit(about="Strictly earlier than this bound fact.")] = None
    within: Annotated[
        Length | None,
        Limit(about="At most this far from the fact named in `after` or `before`."),
    ] = None
    between: Annotated[
        Annotated[tuple[Alias, ...], Limit(2, 2)] | None,
        Limit(about="Only for `absent`: after the first and before the second."),
    ] = None
    count: Annotated[
        CountShape | None,
        Limit(
            about="Many facts as one, with the fields of `per`, `first`, `last` and `count`; "
            "conditions that name no other alias are about each of the many."
        ),
    ] = None
    any_of: Annotated[
        Annotated[tuple[PatternShape, ...], Limit(2, MAX_ALTERNATIVES)] | None,
        Limit(about="Instead of all else: patterns of which one is enough."),
    ] = None
    since: Annotated[
        RefText | None,
        Limit(about="Only for `absent`, with `for`: the time that the silence begins at."),
    ] = None
    length: Annotated[
        Length | None, Limit(about="How long nothing of the kind may have begun.")
    ] = None
    covered: Annotated[
        Name | None, Limit(about="With `for`: the channel that must cover all that time.")
    ] = None
    running: Annotated[
        RefText | None,
        Limit(about="With `for`: the process that must have been running all that time."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShape(Shape):
    """One synthetic record of a case."""

    at: Annotated[Length, Limit(about="How long after the case begins.")]
    id: Annotated[int, Limit(0, 65_535)]
    provider: Name = "MSExchangeTransport"
    channel: Name = APPLICATION
    server: Annotated[Name | None, Limit(about="Only where a case has more than one server.")] = (
        None
    )
    data: Annotated[
        tuple[Scalar, ...] | dict[Name, Scalar],
        Limit(
            about="The strings of a classic event; or named data, where a name can be a path, "
            "such as `Root/Certificate@fileRef`, into the elements and attributes of UserData. "
            "`Binary` is text that the record holds as UTF-16."
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShape(Shape):
    """One case: records, and what the rule must make of them."""

    fires: Annotated[Text | None, Limit(about="What this case shows; the rule must fire.")] = None
    clear: Annotated[Text | None, Limit(about="What this case shows; the rule must not fire.")] = (
        None
    )
    skipped: Annotated[Text | None, Limit(about="What this case shows; the rule cannot look.")] = (
        None
    )
    thumbprints: Annotated[
        tuple[Name, ...] | None,
        Limit(about="Only with `fires`: the finding's thumbprints, in any order."),
    ] = None
    logs: Annotated[
        dict[Name, Annotated[tuple[Length, ...], Limit(2, 12)]],
        Limit(
            about="Which channel covers which span, as offsets from the case's begin; further "
            "pairs are further stretches, with holes before them."
        ),
    ] = field(default_factory=dict)
    events: tuple[EventShape, ...] = ()
    texts: Annotated[tuple[Text, ...], Limit(about="Console transcripts.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustShape(Shape):
    """What makes a finding weigh more or less, or surer or less sure; the last that holds wins."""

    where: Annotated[
        tuple[Line, ...], Limit(about="Conditions on bound facts; all must hold.")
    ] = ()
    found: Annotated[
        PatternShape | None,
        Limit(about="A fact that must be there; `found` in texts and conditions."),
    ] = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    verdict: Literal["broken", "at-risk"] | None = None
    because: Annotated[Text, Limit(about="Told with the cause.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShape(Shape):
    """A rule of certtrail."""

    id: Annotated[Id, Limit(about="The file's name without `.yaml`.")]
    title: Line
    status: Literal["stable", "experimental"] = "stable"
    severity: Severity
    confidence: Confidence
    basis: Basis
    verdict: Annotated[
        Literal["broken", "at-risk"] | None,
        Limit(about="What an open finding makes of the server."),
    ] = None
    scope: Literal["server", "fleet"] = "server"
    needs: Annotated[
        tuple[Name | tuple[Name, ...], ...],
        Limit(
            about="Capabilities without which the rule cannot look; an inner list: any of these."
        ),
    ]
    improves_with: tuple[Name, ...] = ()
    when: Annotated[
        tuple[Annotated[dict[Alias, PatternShape], Limit(1, 1)], ...], Limit(1, MAX_PATTERNS)
    ]
    key: Annotated[
        tuple[RefText, ...] | None,
        Limit(about="Matches with equal values here are one finding; else `thumbprints`."),
    ] = None
    thumbprints: tuple[RefText, ...] = ()
    adjust: Annotated[tuple[AdjustShape, ...], Limit(most=MAX_PATTERNS)] = ()
    sets: Annotated[
        dict[FieldName, Scalar],
        Limit(about="Fields of the finding, for the rules that read it."),
    ] = field(default_factory=dict)
    cause: Text
    impact: Text
    remedy: Annotated[
        tuple[Said, ...], Limit(1, about="Steps in order: texts, or standard steps by their id.")
    ]
    questions: tuple[Said, ...] = ()
    confirm: Annotated[tuple[Said, ...], Limit(1)]
    gaps: tuple[Said, ...] = ()
    references: Annotated[tuple[Text, ...], Limit(1)]
    explains: tuple[Id, ...] = ()
    closes: tuple[Id, ...] = ()
    closes_when: tuple[Line, ...] = ()
    # Demanded where a rule is built, as a diagnosis leaves the cases of shipped rules unread.
    cases: tuple[CaseShape, ...] = ()
