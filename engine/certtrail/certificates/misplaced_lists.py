"""Lists of another server than the log's: facts in; a `list-of-another` fact, where the only log
is of one server and the only list of another, out.

Who runs Get-ExchangeCertificate in the shell of the next server sends that one's list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_LISTED: Final = "certificate"


def misplaced_lists(facts: Iterable[Fact], logged: Collection[str]) -> Iterator[Fact]:
    """Tell whose list was sent, where it is not that of the server whose log was.

    Args:
        facts: of all servers.
        logged: the servers of which there is an Application log.
    """
    lists = [fact for fact in facts if fact.kind == _LISTED and fact.holds("listed")]
    whose = {fact.server for fact in lists}
    if len(logged) != 1 or len(whose) != 1 or "" in whose or whose == set(logged):
        return
    first = lists[0]
    fields = {"file": first.evidence[0].file, "other": first.server}
    yield Fact("list-of-another", next(iter(logged)), 0, fields, (first.evidence[0],))
