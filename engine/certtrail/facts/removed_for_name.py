"""Which certificate was taken away just before none was found for a name: facts in, facts out.

A certificate is taken for the one that had the name by the subject that Windows tells of it. Its
other names are not told, so one with another host in its subject may have had the name, too; but
one whose subject is no host at all, such as those of Windows' own services, had it not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_KIND: Final = "certificate-removed-for-name"
_TAKEN: Final = frozenset({"removed", "archived"})
_DONE: Final = frozenset({"success", "run"})
_SHORTLY: Final = 3600 * SECOND
_TOLD: Final = ("verb", "thumbprint", "subject", "user", "program")


def removed_for_names(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `certificate-removed-for-name` for each name that was missed (12014) within an hour.

    Args:
        facts: among them `starttls-certificate-missing` and `certificate-action`.
    """
    missed: list[Fact] = []
    taken: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == "starttls-certificate-missing" and fact.text("name"):
            missed.append(fact)
        if (
            fact.kind == "certificate-action"
            and fact.text("verb") in _TAKEN
            and fact.text("result") in _DONE
        ):
            taken.setdefault(fact.server, []).append(fact)
    made: set[tuple[str, str, int]] = set()
    for miss in missed:
        act = _likeliest(miss, taken)
        if act is None or (key := (miss.server, miss.text("name"), act.time)) in made:
            continue
        made.add(key)
        fields = {name: act.text(name) for name in _TOLD if act.text(name)}
        fields["name"] = miss.text("name")
        yield Fact(_KIND, miss.server, act.time, fields, act.evidence)


def _likeliest(miss: Fact, taken: Mapping[str, Sequence[Fact]]) -> Fact | None:
    """Choose the act that took the name away: by the subject, then the last one."""
    near = (one for one in taken.get(miss.server, ()) if 0 <= miss.time - one.time <= _SHORTLY)
    ranked = [(rank, one.time, one) for one in near if (rank := _fits(one, miss))]
    return max(ranked, key=lambda each: each[:2])[2] if ranked else None


def _fits(act: Fact, miss: Fact) -> int:
    """Tell how well a certificate fits a name: 2 by its subject, 1 as far as is known, 0 not."""
    subject = act.text("subject").casefold()
    if not subject:
        return 1
    common = _common_name(subject)
    host, server = _common_name(miss.text("name").casefold()), miss.server.casefold()
    own = host.partition(".")[0] == server.partition(".")[0]
    if common in (host, f"*.{host.partition('.')[2]}"):
        return 2
    # What Setup and New-ExchangeCertificate make has the short name as its subject.
    if own and common == host.partition(".")[0]:
        return 2
    return 1 if "." in common else 0


def _common_name(name: str) -> str:
    """Give the common name of the subject, which comes last; else the name as it is."""
    return name.rpartition("cn=")[2].partition(",")[0].strip()
