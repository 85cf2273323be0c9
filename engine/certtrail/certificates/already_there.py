"""Refused cmdlets, and where their certificate is known to be.

An import is refused as the certificate is there already: with its key, or without.

A copy without its key refuses the import of the whole one, and has to go first. What was enabled,
or is listed with its key, or by Exchange, which leaves out what has none, is no such copy: then
the import was run twice, mostly in the shell of a server that was not meant.

What is not found on a server may be on another: a self-signed one that was made in the wrong shell,
whose private key stays there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from certtrail.model.fact import Fact

_REFUSED: Final = "import-exists"
_NOT_FOUND: Final = "thumbprint-not-found"
_REQUEST: Final = "PendingRequest"
_DONE: Final = frozenset({"imported", "enabled"})


def with_already_there(facts: Sequence[Fact]) -> list[Fact]:
    """Give the same facts; a refused import tells where the certificate is known to have its key,
    and which other server still lacks it; of what was not found, whether the list of the server has
    it (`here`), and which other server does (`holder`).

    Args:
        facts: of all servers, with those of the stores.
    """
    whole = {key for fact in facts for key in _shown(fact)}
    lacking = {
        (fact.text("holder"), fact.text("thumbprint")): fact.server
        for fact in facts
        if fact.kind == "certificate-given-elsewhere"
    }
    held: dict[str, set[str]] = {}
    listed = set()
    for fact in facts:
        if fact.kind == "certificate-in-store":
            listed.add(fact.server)
            held.setdefault(fact.text("thumbprint"), set()).add(fact.server)
    found = []
    for fact in facts:
        reason = fact.text("reason") if fact.kind == "exchange-refusal" else ""
        if reason == _REFUSED:
            found.append(_with_place(fact, whole, lacking))
        elif reason == _NOT_FOUND and fact.text("thumbprint") and fact.server:
            found.append(_with_holder(fact, held.get(fact.text("thumbprint"), set()), listed))
        else:
            found.append(fact)
    return found


def not_refused(offers: Iterable[Fact], facts: Iterable[Fact]) -> Iterator[Fact]:
    """Leave out what Exchange refused to enable on a server, and did not take later."""
    reasons = ("not-valid", "cng-refused", _NOT_FOUND)
    refused = {
        (fact.server, fact.text("thumbprint"))
        for fact in facts
        if fact.kind == "exchange-refusal" and fact.text("reason") in reasons
    }
    return (one for one in offers if (one.server, one.text("thumbprint")) not in refused)


def _with_holder(fact: Fact, holders: Set[str], listed: Set[str]) -> Fact:
    """Tell of what was not found whether the server's list has it, and which other server does."""
    fields = dict(fact.fields)
    if fact.server in listed:
        fields["here"] = fact.server in holders
    others = sorted(holders - {fact.server})
    if others and fact.server not in holders:
        fields["holder"] = others[0]
    return replace(fact, fields=fields)


def _with_place(
    fact: Fact, whole: Set[tuple[str, str, str]], lacking: Mapping[tuple[str, str], str]
) -> Fact:
    """Tell of a refused import what is known of its certificate, here and on other servers."""
    thumbprint = fact.text("thumbprint")
    fields = dict(fact.fields)
    if not whole.isdisjoint(_places(fact, thumbprint, either=True)):
        fields["whole"] = True
        if server := lacking.get((fact.server, thumbprint)):
            fields["elsewhere"] = server
    return replace(fact, fields=fields)


def _shown(fact: Fact) -> Iterable[tuple[str, str, str]]:
    """Give what a fact shows to be whole, by its places."""
    if fact.kind == "overwrite-prompt":
        # Exchange asks only after it has found the key.
        return _places(fact, fact.text("replacement"))
    listed = fact.kind == "certificate-in-store" and _has_key(fact)
    done = (
        fact.kind in ("certificate-action", "console-command")
        and fact.text("verb") in _DONE
        and fact.text("result") in ("success", "")
        and not fact.holds("refused")
    )
    return _places(fact, fact.text("thumbprint")) if listed or done else ()


def _has_key(fact: Fact) -> bool:
    """Tell whether a list shows that a certificate has its key.

    A short one does not say it; but one with services is Exchange's own, which lists what it can
    use: also where a certificate has none of them yet.
    """
    told = fact.fields.get("has_private_key")
    lists = "smtp" in fact.fields and fact.text("status") != _REQUEST
    return bool(told) or (told is None and lists)


def _places(fact: Fact, thumbprint: str, *, either: bool = False) -> Iterable[tuple[str, str, str]]:
    """Give the server of a fact, or the console where that is not known.

    Args:
        fact: any.
        thumbprint: of the certificate that it tells of.
        either: both, as what it is compared with may name no server.
    """
    if not thumbprint:
        return ()
    files = {("file", one.file, thumbprint) for one in fact.evidence if one.channel == "console"}
    servers = {("server", fact.server, thumbprint)} if fact.server else set()
    return (servers | files) if either else (servers or files)
