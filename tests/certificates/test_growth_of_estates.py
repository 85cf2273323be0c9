"""Large fleets: what a server or connector costs does not depend on how many others there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.certificates.answered_elsewhere import answered_elsewhere_facts
from certtrail.certificates.conflicts import selection_facts
from certtrail.certificates.elsewhere import elsewhere_facts
from certtrail.certificates.estate import Context, Estate, estate_of
from certtrail.certificates.selections import selections_of
from certtrail.certificates.standing import standing_facts
from certtrail.model.fact import Fact
from certtrail.model.inventory import Inventory
from certtrail.model.servers import Servers
from tests.certificates.factories import WHEN, certificate, connector, place, seconds, thumbprint
from tests.steps import steps

if TYPE_CHECKING:
    from collections.abc import Callable

FEW: Final = 50
FACTOR: Final = 4
BOUND: Final = 6  # what costs the square takes sixteen times as many steps


def fleet(count: int) -> Estate:
    """Make servers with a certificate and a send connector each, which names the next one's."""
    names = [f"ex{number}.contoso.com" for number in range(count)]
    held = [
        certificate(f"c{number}", server=name, names=[f"mail{number}.contoso.com"], ca="CA")
        for number, name in enumerate(names)
    ]
    send = [
        replace(
            connector(
                kind="send",
                name=f"to {number}",
                tls_name=f"<I>CN=CA<S>CN=mail{(number + 1) % count}.contoso.com",
            ),
            source_servers=(name,),
        )
        for number, name in enumerate(names)
    ]
    servers = Servers.from_computers([(name, 1) for name in names])
    inventory = Inventory(tuple(held), tuple(send))
    return estate_of(inventory, Context(servers, {}, seconds(WHEN)))


def missed(estate: Estate) -> list[Fact]:
    """Make events of names of which another server has the certificate."""
    return [
        Fact(
            "starttls-certificate-missing",
            server,
            number,
            {"name": f"<I>CN=CA<S>CN=mail{number + 1}.contoso.com", "open": True},
            (place("event"),),
        )
        for number, server in enumerate(estate.stores)
    ]


def grows_with_size(work: Callable[[Estate], object]) -> bool:
    """Tell whether four times as many servers take about four times as many steps."""
    few, many = (steps(partial(work, fleet(count))) for count in (FEW, FACTOR * FEW))
    return many < few * BOUND


def test_what_connectors_pick() -> None:
    """Selections, and what is wrong with them, are as many as there are connectors."""
    made = fleet(20)
    facts = selection_facts(made, selections_of(made))
    told = [fact for fact in facts if fact.fields.get("conflict")]
    assert {fact.text("conflict") for fact in told} == {"tls-certificate-name-stale"}
    assert len(told) == 20
    both = [replace(one, source_servers=("ex1", "ex2")) for one in made.send]
    shared = replace(made, send=tuple(both))
    facts = selection_facts(shared, selections_of(shared))
    apart = [fact for fact in facts if fact.fields.get("conflict") == "not-on-every-source"]
    assert {(fact.server, fact.text("holder")) for fact in apart} == {
        ("ex1.contoso.com", "ex2.contoso.com"),
        ("ex2.contoso.com", "ex1.contoso.com"),
    }
    work = lambda each: selection_facts(each, selections_of(each))  # noqa: E731
    assert grows_with_size(work)


def test_where_a_missed_certificate_is() -> None:
    """Each name is looked up in the lists of all servers."""
    made = fleet(20)
    assert len(list(elsewhere_facts(missed(made), made))) == 19
    work = lambda each: list(elsewhere_facts(missed(each), each))  # noqa: E731
    assert grows_with_size(work)


def test_whose_name_a_certificate_has() -> None:
    """Each certificate is looked at for the names of all servers."""
    work = lambda each: list(standing_facts(each, ()))  # noqa: E731
    assert grows_with_size(work)


def crowd(count: int) -> Estate:
    """Make one server with as many certificates for all hosts as it has connectors."""
    server = "ex1.contoso.com"
    held = [
        certificate(f"c{number}", server=server, names=["*.contoso.com"], ca="CA")
        for number in range(count)
    ]
    hosts = [
        replace(connector(name=f"to {number}", fqdn=f"m{number}.contoso.com"), server=server)
        for number in range(count)
    ]
    servers = Servers.from_computers([(server, 1)])
    inventory = Inventory(tuple(held), tuple(hosts))
    return estate_of(inventory, Context(servers, {}, seconds(WHEN)))


def test_more_certificates_of_one_name_than_a_server_has() -> None:
    """Which one is picked is said not to be worked out; a few dozen are judged."""
    for count, told in ((60, False), (200, True)):
        found = selections_of(crowd(count))
        picked = [one for one in found if one.connector]
        assert len(picked) == count
        assert all(any("not worked out" in note for note in one.notes) is told for one in picked)
    assert _grows(crowd)


def expired(count: int) -> Estate:
    """Make one server with as many expired certificates of one name, and one that follows them."""
    server = "ex1.contoso.com"
    old = [
        certificate(
            f"c{number}",
            server=server,
            ca="CA",
            to="2026-01-02",
            **{"from": str(date(2015, 1, 1) + timedelta(days=number))},
        )
        for number in range(count)
    ]
    new = certificate("new", server=server, ca="CA", to="2036-01-01", **{"from": "2026-01-01"})
    servers = Servers.from_computers([(server, 1)])
    return estate_of(Inventory((*old, new), ()), Context(servers, {}, seconds(WHEN)))


def test_what_took_over_from_thousands() -> None:
    """It is looked for once for all that are alike."""
    facts = list(standing_facts(expired(50), ()))
    assert {fact.text("succeeded_by") for fact in facts} == {thumbprint("new"), ""}
    assert sum(bool(fact.text("succeeded_by")) for fact in facts) == 50
    work = lambda each: list(standing_facts(each, ()))  # noqa: E731
    assert _grows(expired, work)


def shown(estate: Estate) -> list[Fact]:
    """Make answers of as many machines as there are certificates: expired ones of other names."""
    common: dict[str, str | int | bool] = {"port": 25, "starttls": True, "ours": True}
    common["verify"] = "certificate has expired"
    return [
        Fact(
            "certificate-presented",
            "ex1.contoso.com",
            number,
            {
                **common,
                "host": f"198.51.100.{number}",
                "subject": f"CN=old{number}.contoso.com",
                "not_after": seconds(WHEN) - number,
            },
            (place("asked"),),
        )
        for store in estate.stores.values()
        for number, _ in enumerate(store.all())
    ]


def test_what_other_machines_show() -> None:
    """Each answer is looked for in the list, and not beside every other answer."""
    made = crowd(20)
    told = list(answered_elsewhere_facts(shown(made), made))
    assert len({fact.text("host") for fact in told}) == 20
    work = lambda each: list(answered_elsewhere_facts(shown(each), each))  # noqa: E731
    assert _grows(crowd, work)


def _picked(estate: Estate) -> object:
    return selection_facts(estate, selections_of(estate))


def _grows(made: Callable[[int], Estate], work: Callable[[Estate], object] = _picked) -> bool:
    few, many = (steps(partial(work, made(count))) for count in (200, FACTOR * 200))
    return many < few * BOUND
