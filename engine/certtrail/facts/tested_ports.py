"""Whether the next server of a queue could be reached when somebody tried: facts in; the same out,
each queue whose next server was tried with what came of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_SMTP: Final = 25


def with_tested_ports(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` whose next server was tried at port 25 gets `way`, `open` or
    `closed`.

    One that was tried with both outcomes gets neither: which was last, nothing tells.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    tests: dict[tuple[str, str], list[Fact]] = {}
    for fact in told:
        if fact.kind == "port-tested" and fact.number("port") == _SMTP:
            for name in {fact.text("host"), fact.text("address")} - {""}:
                tests.setdefault((fact.server, name.casefold()), []).append(fact)
    for fact in told:
        found = [] if fact.kind != "queue-error" else _of(fact, tests)
        states = {one.text("state") for one in found}
        if len(states) != 1:
            yield fact
            continue
        evidence = tuple(dict.fromkeys((*fact.evidence, *found[0].evidence)))
        fields = {**fact.fields, "way": states.pop()}
        yield replace(fact, fields=fields, evidence=evidence)


def _of(queue: Fact, tests: dict[tuple[str, str], list[Fact]]) -> list[Fact]:
    names = {queue.text("address"), queue.text("host"), queue.text("next_hop")} - {""}
    # A test that names no server is likely of the shell that the queue was listed in.
    keys = [(server, name.casefold()) for server in (queue.server, "") for name in sorted(names)]
    return [one for key in keys for one in tests.get(key, ())]
