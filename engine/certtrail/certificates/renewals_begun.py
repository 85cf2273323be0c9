"""Renewals that were begun and not completed: stores and pending requests in, facts out.

The key of a certificate that an authority signs is made with the request. Where the answer of the
authority is put into the store by other ways than the request, as by a double click, it lies there
without its key, and the request goes on waiting.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import age, lacks_its_key
from certtrail.certificates.distinguished import common_name, host_asked_for
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.validity import is_request
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence

_PENDING: Final = "pending-request"
_KEYLESS: Final = "keyless-for-name"


@dataclass(frozen=True, slots=True)
class _Request:
    """A pending request: its thumbprint, when it was made, and where it is listed."""

    thumbprint: str
    made: int | None
    evidence: tuple[Evidence, ...]


_Requests = dict[tuple[str, str], _Request]


def begun_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `renewal-begun` for each certificate of an authority whose successor is there without
    its key, or is asked for and not imported, and that nothing usable follows.

    Args:
        facts: of all servers, among them pending requests.
        estate: their stores.
    """
    requests = _requests(facts, estate)
    for store in estate.stores.values():
        named: defaultdict[str, list[Held]] = defaultdict(list)
        for held in store.all():
            if held.subject_name and not held.for_tokens and not is_request(held):
                named[held.subject_name].append(held)
        for name, alike in named.items():
            yield from _of_name(store, alike, requests.get((store.server, name)), estate)


def begun_by(facts: Iterable[Fact]) -> dict[tuple[str, str], str]:
    """Give by server and thumbprint what is to follow and lacks its key; empty where it was only
    asked for.

    Args:
        facts: of all servers, with `renewal-begun`.
    """
    return {
        (fact.server, fact.text("thumbprint")): fact.text("successor")
        for fact in facts
        if fact.kind == "renewal-begun"
    }


def with_requests(offered: Iterable[Fact], facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all that is offered; a `keyless-for-name` gets `request`, where one for its name waits.

    Args:
        offered: what stores have for names.
        facts: of all servers, among them pending requests.
        estate: their stores.
    """
    requests = _requests(facts, estate)
    for fact in offered:
        name = canonical(host_asked_for(fact.text("name"))) if fact.kind == _KEYLESS else ""
        found = requests.get((fact.server, name)) if name else None
        if found is not None and found.thumbprint:
            yield replace(fact, fields={**fact.fields, "request": found.thumbprint})
        else:
            yield fact


def _requests(facts: Iterable[Fact], estate: Estate) -> _Requests:
    """Give by server and name the request that was made last."""
    found: list[tuple[str, str, _Request]] = []
    for fact in facts:
        if fact.kind == _PENDING:
            name = canonical(common_name(fact.text("subject")))
            made = fact.number("not_before")
            found.append(
                (fact.server, name, _Request(fact.text("thumbprint"), made, fact.evidence))
            )
    for store in estate.stores.values():
        for held in filter(is_request, store.all()):
            request = _Request(held.thumbprint, held.stored.not_before, held.evidence)
            found.append((store.server, held.subject_name, request))
    requests: _Requests = {}
    for server, name, request in sorted(found, key=lambda one: one[2].made or 0):
        if name:
            requests[server, name] = request
    return requests


def _of_name(
    store: Store, alike: list[Held], request: _Request | None, estate: Estate
) -> Iterator[Fact]:
    """Tell what was begun of the certificates of one name: of the newest that can be used."""
    bare = max((one for one in alike if lacks_its_key(one, store)), key=age, default=None)
    old = max(
        (one for one in alike if one is not bare and one.stored.has_private_key is not False),
        key=age,
        default=None,
    )
    if old is None or old.self_signed is not False:
        return
    if bare is not None and age(bare) <= age(old):
        bare = None
    if request is not None and (request.made or 0) <= (old.stored.not_before or 0):
        request = None
    if bare is None and request is None:
        return
    fields: dict[str, str | int | bool] = {"thumbprint": old.thumbprint}
    evidence = list(old.evidence)
    if bare is not None:
        fields["successor"] = bare.thumbprint
        evidence += bare.evidence
        if holders := estate.with_key(bare.thumbprint, but=store.server):
            fields["holder"] = holders[0]
    if request is not None and request.thumbprint:
        fields["request"] = request.thumbprint
        evidence += request.evidence
    yield Fact("renewal-begun", store.server, 0, fields, tuple(dict.fromkeys(evidence)))
