"""Suppressions: what a site does not want to see for a while, why, and until when.

They stand in a file `suppress.yaml` in a folder of the user's own rules. What they leave out is
always counted, and one whose time is over leaves out nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotated import Shape
from certtrail.model.errors import RulebookError
from certtrail.model.shapes import Limit, checked
from certtrail.rulebook.rule_shape import Id, Name, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document

FILE: Final = "suppress.yaml"
_DAY: Final = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionShape(Shape):
    """One thing not to be shown.

    Attributes:
        rule: the rule whose findings are left out.
        server: only of this server; short or full name.
        thumbprint: only about this certificate.
        until: the last day on which it counts, such as 2027-01-31; by where the logs end.
    """

    rule: Id
    server: Name | None = None
    thumbprint: Annotated[str, Limit(like="^[0-9A-Fa-f]{40}$")] | None = None
    reason: Text
    until: Annotated[str, Limit(like=_DAY)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressFile(Shape):
    """A `suppress.yaml`."""

    suppress: Annotated[tuple[SuppressionShape, ...], Limit(1)]


@dataclass(frozen=True, slots=True)
class Suppression:
    """One thing not to be shown.

    Attributes:
        server: case-folded; empty for any. A name without a domain fits any domain.
        thumbprint: upper case; empty for any.
        until: the instant at which it ends, in seconds since 1970 UTC.
        day: its last day, as the file has it.
        file: where it stands.
    """

    rule: str
    server: str
    thumbprint: str
    reason: str
    until: int
    day: str
    file: str

    def fits(self, rule: str, servers: Iterable[str], thumbprints: Iterable[str]) -> bool:
        """Tell whether a finding is one of those."""
        if rule != self.rule or (self.thumbprint and self.thumbprint not in thumbprints):
            return False
        names = [name.casefold() for name in servers]
        return not self.server or any(
            name == self.server or name.partition(".")[0] == self.server for name in names
        )


def read_suppressions(
    document: Document, known: Collection[str]
) -> tuple[list[Suppression], list[Problem]]:
    """Read a file of suppressions, or say what is wrong with it.

    Args:
        document: the file, read.
        known: the ids of all rules.
    """
    try:
        shape = checked(document, SuppressFile)
    except RulebookError as error:
        return [], list(error.problems)
    found: list[Suppression] = []
    problems: list[Problem] = []
    for number, each in enumerate(shape.suppress):
        at = ("suppress", number)
        if each.rule not in known:
            message = f"expected the id of a rule, found {each.rule!r}"
            problems.append(document.problem((*at, "rule"), message))
        try:
            end = date.fromisoformat(each.until) + timedelta(days=1)
        except (ValueError, OverflowError):
            message = f"expected a day such as 2027-01-31, found {each.until!r}"
            problems.append(document.problem((*at, "until"), message))
            continue
        until = int(datetime(end.year, end.month, end.day, tzinfo=UTC).timestamp())
        found.append(
            Suppression(
                each.rule,
                (each.server or "").casefold(),
                (each.thumbprint or "").upper(),
                each.reason,
                until,
                each.until,
                document.path,
            )
        )
    return found, problems
