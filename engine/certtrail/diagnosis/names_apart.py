"""What a finding is called where another one points at it: findings in; a name for each out."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from certtrail.model.diagnosis import Finding


def names_apart(shown: Iterable[Finding]) -> Callable[[Finding], str]:
    """Give what names a finding so that nobody takes another one for it.

    Args:
        shown: all of the report; with those that are over nobody confuses what goes on.

    Returns:
        Gives a title, with the servers where several have it, and which of them it is where they
        have the same servers, too.
    """
    titles = Counter[str]()
    places: dict[tuple[str, tuple[str, ...]], dict[str, int]] = defaultdict(dict)
    for one in shown:
        if not one.over:
            titles[one.title] += 1
            there = places[one.title, one.servers]
            there[one.id] = len(there) + 1

    def name(finding: Finding) -> str:
        there = places.get((finding.title, finding.servers), {})
        if titles[finding.title] <= 1:
            return finding.title
        if len(there) <= 1 or finding.id not in there:
            return phrase("{what} ({servers})", what=finding.title, servers=finding.servers)
        return phrase(
            "{what} ({servers}; number {n|count} of {all|count})",
            what=finding.title,
            servers=finding.servers,
            n=there[finding.id],
            all=len(there),
        )

    return name
