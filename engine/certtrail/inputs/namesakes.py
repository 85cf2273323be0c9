"""Servers of one short name and different domains: reads in; the same, with each told apart, out.

A console calls a server EX01, and a customer, or two customers of one service desk, can have two of
them. The certificate that Setup made for a server names it in full; where that is another domain
than the one that the rest of the case names, the list is of another server. What nothing tells
apart goes to neither.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.fact import Evidence, Fact
from certtrail.text.message import phrase
from certtrail.text.registered import is_shared

_PRESENTED: Final = "certificate-presented"

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.inventory import Inventory, StoredCertificate
    from certtrail.model.records import Records


def told_apart(reads: Sequence[Read]) -> list[Read]:
    """Give lists whose own certificate names another domain than the case to that server."""
    whole = _wholenames_in(reads)
    found = [
        _as_it_names_itself(read, whole) if read.inventory.certificates else read for read in reads
    ]
    shared = {host: names for host, names in whole.items() if len(names) > 1}
    return [_as_it_says_in_full(read, shared) if shared else read for read in found]


def _as_it_says_in_full(read: Read, shared: Mapping[str, Mapping[str, str]]) -> Read:
    """Give what a short name tells to the one of its namesakes that the same text names in full."""
    here = {name.casefold(): name for name in names_in(read) if name}
    whole = {}
    for host in shared.keys() & here.keys():
        said = [name for name in shared[host] if name in here]
        if len(said) == 1:
            whole[host] = here[said[0]]
    return renamed(read, whole) if whole else read


def with_doubts(reads: Sequence[Read]) -> list[Read]:
    """Say of what a short name tells that it can be of two servers, and which."""
    whole = {host: names for host, names in _wholenames_in(reads).items() if len(names) > 1}
    return [_doubted(read, whole) for read in reads] if whole else list(reads)


def _wholenames_in(reads: Iterable[Read]) -> dict[str, dict[str, str]]:
    """Give the full names of each host that anything names, by their small letters."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted({name for read in reads for name in names_in(read)}):
        host, dot, _ = name.partition(".")
        if dot and not host.isdecimal():
            found.setdefault(host.casefold(), {}).setdefault(name.casefold(), name)
    return found


def names_in(read: Read) -> Iterator[str]:
    """Give the names of servers that a read has, as they stand; empty where one is lacking."""
    yield from (span.computer for span in read.report.spans)
    yield from (span.computer for span in (read.local.spans if read.local else ()))
    for part in (read.records, read.local.records if read.local else None):
        # A log of its own has spans; records of a text may have none.
        if part is not None and read.text:
            yield from set(part.computer)
    yield from read.inventory.servers()
    # Who is asked over the network can be called by an outer name.
    yield from (fact.server for fact in read.facts if fact.kind != _PRESENTED)


def _as_it_names_itself(read: Read, whole: Mapping[str, Mapping[str, str]]) -> Read:
    mine = {_short(name) for name in names_in(read) if name}
    listed = [one for one in read.inventory.certificates if one.listed and "." not in one.server]
    own = {name.casefold(): name for one in listed for name in own_name(one)}
    if len(own) != 1 or len(mine) > 1:
        return read
    ((folded, name),) = own.items()
    host = _short(name)
    others = {each: shown for each, shown in whole.get(host, {}).items() if each != folded}
    here = {each.casefold() for each in names_in(read) if "." in each}
    named = {each.casefold() for one in listed for each in one.names or ()}
    if mine - {host} or here or not others or not named.isdisjoint(others):
        return read
    if any(_related(folded, each) for each in others):
        return read
    shown = sorted(others.values())
    note = phrase(
        "It is taken for {server}, which the server's own certificate in it names, and not for "
        "{others}, which has the same short name.",
        server=name,
        others=shown,
    )
    now = renamed(read, {host: name, "": name})
    evidence = replace(listed[0].evidence, server=name)
    fact = _fact(name, [*shown, name], evidence, own=name)
    report = replace(now.report, notes=(*now.report.notes, note))
    return replace(now, report=report, facts=(*now.facts, fact))


def own_name(one: StoredCertificate) -> Iterator[str]:
    """Give the full name in a certificate as Setup makes it: its host, short and in full."""
    subject = (one.subject or "").strip()
    common = subject[3:].strip() if subject[:3].casefold() == "cn=" else ""
    if one.self_signed is False or not common or "," in common or "." in common:
        return
    if one.self_signed is None and subject != (one.issuer or "").strip():
        return
    names = {name.casefold(): name for name in one.names or ()}
    full = [name for folded, name in names.items() if folded.startswith(f"{common.casefold()}.")]
    if len(full) == 1 and set(names) <= {common.casefold(), full[0].casefold()}:
        yield full[0]


def _related(one: str, other: str) -> bool:
    """Tell whether two full names may be the inner and the outer one of one server.

    >>> _related("ex01.contoso.local", "ex01.contoso.com")
    True
    >>> _related("ex01.emea.contoso.com", "ex01.amer.contoso.com")
    False
    >>> _related("ex01.contoso.local", "ex01.contoso.co.uk")
    True
    """
    short, long = sorted((_owned(one), _owned(other)), key=len)
    return long[len(long) - len(short) :] == short


def _owned(name: str) -> list[str]:
    """Give the labels of a server's domain without the end, which is everybody's."""
    labels = name.split(".")[1:]
    ends = next((at for at in range(len(labels)) if is_shared(".".join(labels[at:]))), len(labels))
    return labels[:ends]


def _doubted(read: Read, whole: Mapping[str, Mapping[str, str]]) -> Read:
    told = {each.casefold() for one in read.inventory.certificates for each in one.names or ()}
    short = {name.casefold(): name for name in names_in(read) if name and "." not in name}
    notes, facts = [], []
    for host, name in short.items():
        names = whole.get(host, {})
        if not names or len(told & names.keys()) == 1:
            continue
        shown = sorted(names.values())
        notes.append(
            phrase(
                "{name} can be {names}, and nothing in it tells which: it goes to none of them; "
                "--server NAME tells whose it is.",
                name=name,
                names=shown,
            )
        )
        channel = next((span.channel for span in read.report.spans), "console")
        line = f"{read.report.name}: named {name}"
        evidence = Evidence(None, name, channel, 1, read.report.name, line)
        facts.append(_fact(name, shown, evidence))
    if not notes:
        return read
    report = replace(read.report, notes=(*read.report.notes, *notes))
    return replace(read, report=report, facts=(*read.facts, *facts))


def _fact(server: str, names: Sequence[str], evidence: Evidence, own: str = "") -> Fact:
    fields: dict[str, str | int | bool] = {"servers": ", ".join(sorted(names))}
    if own:
        fields["own"] = True
    return Fact("short-name-shared", server, 0, fields, (evidence,))


def renamed(read: Read, names: Mapping[str, str]) -> Read:
    """Give what a read tells of servers to others.

    Args:
        read: what became of a file.
        names: the new name by the one that is told, in small letters; "" is no server.
    """

    def of(server: str) -> str:
        return names.get(server.casefold(), server)

    facts = tuple(
        replace(
            fact,
            server=of(fact.server),
            evidence=tuple(replace(one, server=of(one.server)) for one in fact.evidence),
        )
        for fact in read.facts
    )
    spans = tuple(replace(one, computer=of(one.computer)) for one in read.report.spans)
    local = read.local and replace(
        read.local,
        records=_with_computers(read.local.records, of),
        spans=tuple(replace(one, computer=of(one.computer)) for one in read.local.spans),
        surroundings=read.local.surroundings and read.local.surroundings.renamed(of),
    )
    return replace(
        read,
        report=replace(read.report, spans=spans),
        records=None if read.records is None else _with_computers(read.records, of),
        local=local,
        facts=facts,
        inventory=_inventory(read.inventory, of),
        surroundings=read.surroundings and read.surroundings.renamed(of),
    )


def _inventory(inventory: Inventory, of: Callable[[str], str]) -> Inventory:
    return replace(
        inventory,
        certificates=tuple(
            replace(one, server=of(one.server)) if one.listed or one.server else one
            for one in inventory.certificates
        ),
        connectors=tuple(
            replace(
                one,
                server=of(one.server) if one.kind == "receive" else one.server,
                source_servers=one.source_servers and tuple(map(of, one.source_servers)),
            )
            for one in inventory.connectors
        ),
        services=tuple(replace(one, server=of(one.server)) for one in inventory.services),
        wildcards=tuple(replace(one, server=of(one.server)) for one in inventory.wildcards),
    )


def _with_computers(records: Records, of: Callable[[str], str]) -> Records:
    changed = np.array([of(str(name)) for name in records.computer], dtype=object)
    return replace(records, computer=changed)


def _short(name: str) -> str:
    return name.partition(".")[0].casefold()
