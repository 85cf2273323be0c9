"""Suppressions: what a site does not want to see for a while, why, and until when.

They stand in a file `suppress.yaml` in a folder of the user's own rules. What they leave out is
always counted, and one whose time is over leaves out nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotations import As, Limit, Trait, tried
from certtrail.rulebook.written import Block, Id
from certtrail.rulebook.yaml_files import read_as

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document

FILE: Final = "suppress.yaml"
_DAY: Final = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"expected a day such as 2027-01-31, found {text!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One thing not to be shown.

    Attributes:
        rule: the rule whose findings are left out.
        server: only of this server, in any case; a name without a domain fits any domain. A
            finding of several servers takes one for each.
        thumbprint: only about this certificate; upper case.
        until: the last day on which it counts, such as 2027-01-31; by where the logs end.
        file: where it stands.
    """

    rule: Id
    server: Annotated[str | None, As(str, tried(str.casefold, "")), Limit(1, 120)] = None
    thumbprint: Annotated[
        str | None, As(str, tried(str.upper, "")), Limit(like="^[0-9A-Fa-f]{40}$")
    ] = None
    reason: Block
    until: Annotated[date, As(str, tried(_day, date.max)), Limit(like=_DAY)]
    file: Annotated[str, Trait.ASIDE] = ""

    @property
    def end(self) -> int:
        """The instant at which it ends, in seconds since 1970 UTC."""
        after = self.until + timedelta(days=1)
        return int(datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp())

    def fits(self, servers: Collection[str], thumbprints: Collection[str]) -> bool:
        """Tell whether a finding of its rule is of its server, and about its certificate."""
        if self.thumbprint and self.thumbprint not in thumbprints:
            return False
        return not self.server or any(covers([self], [name]) for name in servers)


def covers(suppressions: Iterable[Suppression], servers: Iterable[str]) -> bool:
    """Tell whether what suppressions are for is all servers that a finding is of."""
    named = {each.server for each in suppressions}
    names = [name.casefold() for name in servers]
    return None in named or (
        bool(names) and all(name in named or name.partition(".")[0] in named for name in names)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressFile:
    """A `suppress.yaml`."""

    suppress: Annotated[tuple[Suppression, ...], Limit(1)]


def read_suppressions(
    document: Document, known: Collection[str]
) -> tuple[list[Suppression], list[Problem]]:
    """Read a file of suppressions, or say what is wrong with it.

    Args:
        document: the file, read.
        known: the ids of all rules.
    """
    file, problems = read_as(document, SuppressFile)
    found = () if file is None else file.suppress
    for number, each in enumerate(found):
        if each.rule not in known:
            message = f"expected the id of a rule, found {each.rule!r}"
            problems.append(document.problem(("suppress", number, "rule"), message))
    return [replace(each, file=document.path) for each in found], problems
