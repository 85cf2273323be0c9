"""Servers of one short name and different domains: reads in; the same, with each told apart, out.

A console calls a server EX01, and a customer, or two customers of one service desk, can have two of
them. The certificate that Setup made for a server names it in full; where that is another domain
than the one that the rest of the case names, the list is of another server. What nothing tells
apart goes to neither.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.short_names import Namesakes, hosts_of, short_name
from certtrail.model.fact import Evidence, Fact
from certtrail.text.message import phrase

_PRESENTED: Final = "certificate-presented"
_SHOWN: Final = 10  # names in a note, and lists of one short name that have a fact of their own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.inventory import Inventory, StoredCertificate
    from certtrail.model.records import Records


def told_apart(reads: Sequence[Read]) -> list[Read]:
    """Give lists whose own certificate names another domain than the case to that server."""
    names = {name for read in reads for name in names_in(read)}
    whole = hosts_of(names)
    own = [_named_by_itself(read, whole) if read.inventory.certificates else "" for read in reads]
    every = hosts_of([*names, *filter(None, own)])
    count: Counter[str] = Counter()
    found = []
    for read, name in zip(reads, own, strict=True):
        if name:
            host = short_name(name)
            count[host] += 1
            fact = every[host].told if count[host] <= _SHOWN else ""
            found.append(_as_it_names_itself(read, name, whole[host], fact))
        else:
            found.append(read)
    shared = {host: each for host, each in whole.items() if len(each.names) > 1}
    return [_as_it_says_in_full(read, shared) if shared else read for read in found]


def _as_it_says_in_full(read: Read, shared: Mapping[str, Namesakes]) -> Read:
    """Give what a short name tells to the one of its namesakes that the same text names in full."""
    here = {name.casefold(): name for name in names_in(read) if name}
    said: dict[str, list[str]] = {}
    for folded, name in here.items():
        host = short_name(folded)
        if host in here and host in shared and folded in shared[host].names:
            said.setdefault(host, []).append(name)
    whole = {host: names[0] for host, names in said.items() if len(names) == 1}
    return renamed(read, whole) if whole else read


def with_doubts(reads: Sequence[Read]) -> list[Read]:
    """Say of what a short name tells that it can be of two servers, and which."""
    every = hosts_of(name for read in reads for name in names_in(read))
    whole = {host: each for host, each in every.items() if len(each.names) > 1}
    if not whole:
        return list(reads)
    doubts = [[*_doubts(read, whole)] for read in reads]
    # One fact for all that says one name, with the evidence of each.
    evidence: dict[str, list[Evidence]] = {}
    for read, names in zip(reads, doubts, strict=True):
        for name in names:
            channel = next((span.channel for span in read.report.spans), "console")
            line = f"{read.report.name}: named {name}"
            told = Evidence(None, name, channel, 1, read.report.name, line)
            evidence.setdefault(name, []).append(told)
    found = []
    for read, names in zip(reads, doubts, strict=True):
        facts = [
            _fact(name, whole[short_name(name)].told, evidence.pop(name))
            for name in names
            if name in evidence
        ]
        found.append(_doubted(read, names, whole, facts))
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


def _named_by_itself(read: Read, whole: Mapping[str, Namesakes]) -> str:
    """Give the server that a list's own certificate names; empty where it is no other's list."""
    mine = {short_name(name) for name in names_in(read) if name}
    listed = _listed(read)
    own = {name.casefold(): name for one in listed for name in own_name(one)}
    if len(own) != 1 or len(mine) > 1:
        return ""
    ((folded, name),) = own.items()
    host = short_name(name)
    known = whole.get(host)
    if known is None or not known.names.keys() - {folded}:
        return ""
    here = any("." in each for each in names_in(read))
    named = {each.casefold() for one in listed for each in one.names or ()} - {folded}
    if mine - {host} or here or any(each in known.names for each in named):
        return ""
    return "" if known.relates(folded) else name


def _listed(read: Read) -> list[StoredCertificate]:
    return [one for one in read.inventory.certificates if one.listed and "." not in one.server]


def _as_it_names_itself(read: Read, name: str, known: Namesakes, told: str) -> Read:
    """Give a list to the server that it names.

    Args:
        read: the list.
        name: the server.
        known: those that the rest of the case names.
        told: all of its short name, for a fact; empty for none, as enough others have one.
    """
    folded = name.casefold()
    others = [each for each in known.shown if each.casefold() != folded]
    note = phrase(
        "It is taken for {server}, which the server's own certificate in it names, and not for "
        "{others}, which has the same short name.",
        server=name,
        others=others,
    )
    if len(others) > _SHOWN:
        note = phrase(
            "It is taken for {server}, which the server's own certificate in it names, and not for "
            "any of {number} others that have the same short name, such as {others}.",
            server=name,
            number=len(others),
            others=others[:_SHOWN],
        )
    now = renamed(read, {short_name(name): name, "": name})
    report = replace(now.report, notes=(*now.report.notes, note))
    if not told:
        return replace(now, report=report)
    evidence = replace(_listed(read)[0].evidence, server=name)
    fact = _fact(name, told, [evidence], own=name)
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


def _doubts(read: Read, whole: Mapping[str, Namesakes]) -> Iterator[str]:
    """Give the short names in a read of which nothing tells whose they are."""
    told = {each.casefold() for one in read.inventory.certificates for each in one.names or ()}
    short = {name.casefold(): name for name in names_in(read) if name and "." not in name}
    for host, name in short.items():
        if host in whole and sum(each in whole[host].names for each in told) != 1:
            yield name


def _doubted(
    read: Read, names: Sequence[str], whole: Mapping[str, Namesakes], facts: Sequence[Fact]
) -> Read:
    if not names:
        return read
    notes = [_doubt(name, whole[short_name(name)].shown) for name in names]
    report = replace(read.report, notes=(*read.report.notes, *notes))
    return replace(read, report=report, facts=(*read.facts, *facts))


def _doubt(name: str, names: Sequence[str]) -> str:
    if len(names) > _SHOWN:
        return phrase(
            "{name} can be any of {number} servers, such as {names}, and nothing in it tells "
            "which: it goes to none of them; --server NAME tells whose it is.",
            name=name,
            number=len(names),
            names=names[:_SHOWN],
        )
    return phrase(
        "{name} can be {names}, and nothing in it tells which: it goes to none of them; "
        "--server NAME tells whose it is.",
        name=name,
        names=names,
    )


def _fact(server: str, names: str, evidence: Sequence[Evidence], own: str = "") -> Fact:
    fields: dict[str, str | int | bool] = {"servers": names}
    if own:
        fields["own"] = True
    return Fact("short-name-shared", server, 0, fields, tuple(evidence))


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
