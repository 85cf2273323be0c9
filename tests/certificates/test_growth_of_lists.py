"""Large lists: what an entry costs does not depend on how many others there are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.certificates.client_names import client_name_facts
from certtrail.certificates.issuers_not_stored import not_stored_facts
from certtrail.certificates.places import ServerPlaces, with_short_names
from certtrail.certificates.successive_lists import present_lists
from certtrail.model.fact import Fact
from certtrail.model.inventory import Inventory
from certtrail.model.servers import Servers
from tests.certificates.factories import SERVER, certificate, place
from tests.certificates.test_growth_of_estates import crowd
from tests.steps import steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.inventory import StoredCertificate

FEW: Final = 100
FACTOR: Final = 4
BOUND: Final = 6  # what costs the square takes sixteen times as many steps


def grows(work: Callable[[int], object]) -> bool:
    """Tell whether four times as many take about four times as many steps."""
    few, many = (steps(partial(work, count)) for count in (FEW, FACTOR * FEW))
    return many < few * BOUND


def fact(kind: str, number: int, **fields: str | int | bool) -> Fact:
    """Make a fact of the server."""
    return Fact(kind, "ex1.contoso.com", number, fields, (place("told"),))


def issuers(count: int) -> list[Fact]:
    """Find issuers that are not among as many authorities."""
    presented = (
        fact("certificate-presented", number, issuer=f"CN=R{number}, O=Contoso")
        for number in range(count)
    )
    stored = (
        fact("authority-in-store", number, store="CA", subject=f"CN=S{number}, O=Contoso")
        for number in range(count)
    )
    return list(not_stored_facts([*presented, *stored]))


def test_issuers_beside_authorities() -> None:
    """What stands in the place of each is looked for among those that are like it."""
    assert len(issuers(20)) == 20
    like = fact("authority-in-store", 1, store="CA", subject="CN=R7, O=Fabrikam")
    other = fact("authority-in-store", 0, store="CA", subject="CN=X, O=Tailspin")
    asked = fact("certificate-presented", 0, issuer="CN=R7, O=Contoso")
    (told,) = not_stored_facts([asked, other, like])
    assert told.text("subject") == "CN=R7, O=Fabrikam"
    assert grows(issuers)


def listing(letter: str, line: int, names: list[str]) -> list[StoredCertificate]:
    """Make a whole list of self-signed certificates with these names, the first the same one."""
    made = [certificate("own", names=["ex01.contoso.com"], ca="self")]
    made += [certificate(f"{letter}{name}", names=[name], ca="CA") for name in names]
    return [replace(one, whole_list=True, list_line=line) for one in made]


def heirs(before: list[str], after: list[str]) -> list[Fact]:
    """Tell what left the first of two lists in one file."""
    inventory = Inventory((*listing("a", 1, before), *listing("b", 50, after)), ())
    servers = Servers.from_computers([(SERVER, 1)])
    return present_lists(inventory, ServerPlaces(inventory, servers, ()), ())[1]


def test_lists_of_one_store() -> None:
    """Who follows whom goes by names, as far as both lists show them."""
    found = heirs(
        ["mail.contoso.com", "web.contoso.com", "ftp.contoso.com", "smtp"],
        ["mail.con", "web.contoso.com.au", "web.contoso", "owa.contoso.com", "smtp.contoso.com"],
    )
    followed = {one.text("subject"): bool(one.text("successor")) for one in found}
    assert followed == {
        "CN=mail.contoso.com": True,
        "CN=web.contoso.com": False,  # two could
        "CN=ftp.contoso.com": False,
        "CN=smtp": True,
    }

    def many(count: int) -> list[Fact]:
        names = [f"m{number}.contoso.com" for number in range(count)]
        return heirs(names, names)

    assert grows(many)


def test_names_of_clients() -> None:
    """Many settings may look for the same certificates."""

    def missing(count: int) -> list[Fact]:
        estate = crowd(count)
        settings = [
            fact("client-service-settings", number, service="POP", name=f"p{number}.fabrikam.com")
            for number in range(count)
        ]
        return list(client_name_facts(estate, settings))

    assert sum(one.kind == "client-service-name-missing" for one in missing(20)) == 20
    assert grows(missing)


def test_short_names_of_exports() -> None:
    """Exports that name servers by their short names are looked up, each once."""

    def named(count: int) -> Servers:
        names = [f"site{number}-ex{number}.contoso.com" for number in range(count)]
        servers = Servers.from_computers([(name, 1) for name in names])
        held = tuple(
            certificate(f"c{number}", server=f"EX{number}", names=[name], ca="self")
            for number, name in enumerate(names)
        )
        return with_short_names(servers, Inventory(held, ()), names)

    assert named(20).name("ex7") == "site7-ex7.contoso.com"
    assert grows(named)
