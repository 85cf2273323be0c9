"""What holds of every selection, whatever is in the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given
from hypothesis import strategies as st

from certtrail.certificates.estate import Context, estate_of
from certtrail.certificates.selections import selections_of
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.model.selected_certificates import Direction, Selection
from certtrail.model.servers import Servers
from tests.certificates.factories import SERVER, WHEN, certificate, connector, seconds, thumbprint

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

HOST: Final = "mail.contoso.com"
STATUSES: Final = ("Valid", "DateInvalid", "Revoked", "Untrusted", "RevocationCheckFailure")
PERIODS: Final = (
    ("2026-01-01", "2027-01-01"),
    ("2026-03-01", "2026-09-01"),
    ("2025-01-01", "2026-01-01"),
    ("2024-01-01", "2026-05-01"),
    ("2026-07-01", "2027-07-01"),
)
ASKED: Final = st.sampled_from(
    [{"fqdn": HOST}, {"fqdn": HOST, "tls_name": f"<S>CN={HOST}"}, {"fqdn": HOST, "kind": "send"}]
)


@st.composite
def stores(draw: st.DrawFn, unknown: bool = False) -> list[StoredCertificate]:
    """Draw a store."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        start, end = draw(st.sampled_from(PERIODS))
        more: dict[str, Any] = {
            "from": start,
            "to": end,
            "names": draw(st.sampled_from([[HOST], ["*.contoso.com"], ["x.contoso.com", HOST]])),
            "ca": draw(st.sampled_from(["self", "CA 1", "CA 2"])),
            "status": draw(st.sampled_from([*STATUSES, *(["unknown"] if unknown else [])])),
            "services": draw(st.sampled_from([["SMTP"], ["IIS"], *(["unknown"] * unknown)])),
            "key": draw(st.sampled_from([True, True, False])),
        }
        if draw(st.booleans()):
            more["key_usage"] = draw(st.sampled_from([["keyEncipherment"], ["digitalSignature"]]))
        found.append(certificate(f"c{number}", **more))
    return found


def select(store: Sequence[StoredCertificate], ask: dict[str, Any]) -> Selection:
    """Select for one connector; a certificate of another name makes sure that there is a list."""
    other = certificate("other", names=["other.example"], cn="other.example")
    context = Context(Servers.from_computers([(SERVER, 1)]), {SERVER: seconds(WHEN)}, seconds(WHEN))
    found = selections_of(estate_of(Inventory((*store, other), (connector(**ask),)), context))
    (one,) = (item for item in found if item.direction is not Direction.INTERNAL)
    return one


@given(stores(unknown=True), ASKED, st.randoms())
def test_the_order_of_the_inventory_does_not_matter(
    store: list[StoredCertificate], ask: dict[str, Any], chance: random.Random
) -> None:
    """The same certificates in any order give the same answer."""
    turned = list(store)
    chance.shuffle(turned)
    assert select(turned, ask) == select(store, ask)


@given(stores(unknown=True), ASKED)
def test_an_ineligible_certificate_changes_nothing(
    store: list[StoredCertificate], ask: dict[str, Any]
) -> None:
    """One of another name, or a request, changes neither picks nor what is offered."""
    more = [
        certificate("more", names=["mail.contoso.com.example"], **{"from": "2026-05-30"}),
        certificate("asked", status="PendingRequest", **{"from": "2026-05-31"}),
    ]
    before, after = select(store, ask), select([*store, *more], ask)
    assert after.answers.documented.picks == before.answers.documented.picks
    assert after.answers.model.picks == before.answers.model.picks
    assert after.offered == before.offered


@given(stores(), ASKED)
def test_the_documented_winner_is_not_expired_beside_a_valid_one(
    store: list[StoredCertificate], ask: dict[str, Any]
) -> None:
    """A valid certificate that lost is no reason to pick an expired one."""
    found = select(store, ask)
    dated = {one.thumbprint: one for one in store}
    now = seconds(WHEN)

    def valid(one: StoredCertificate) -> bool:
        return (one.not_before or 0) <= now <= (one.not_after or 0)

    winners = [dated[one] for one in found.answers.documented.picks if one in dated]
    lost = [
        dated[one.thumbprint] for one in found.answers.documented.judged if one.outcome == "lost"
    ]
    if any(not valid(winner) for winner in winners):
        assert not any(map(valid, lost))


@given(stores(unknown=True), ASKED, st.randoms())
def test_whatever_is_found_out_later_was_possible_before(
    store: list[StoredCertificate], ask: dict[str, Any], chance: random.Random
) -> None:
    """An answer in doubt holds the answer that more knowledge gives."""
    told = [
        replace(
            one,
            status=one.status or chance.choice(STATUSES),
            services=one.services
            if one.services is not None
            else frozenset(chance.choice([["SMTP"], ["IIS"]])),
        )
        for one in store
    ]
    before, after = select(store, ask), select(told, ask)
    assert after.answers.documented.picks <= before.answers.documented.picks
    assert after.answers.model.picks <= before.answers.model.picks
    assert after.answers.documented.offered <= before.answers.documented.offered
    assert after.answers.model.offered <= before.answers.model.offered


@given(stores(unknown=True), ASKED)
def test_every_certificate_is_accounted_for_once(
    store: list[StoredCertificate], ask: dict[str, Any]
) -> None:
    """Each has one outcome; selected ones are the picks."""
    found = select(store, ask)
    for answer in (found.answers.documented, found.answers.model):
        named = [one.thumbprint for one in answer.judged]
        assert sorted(named) == sorted({*(one.thumbprint for one in store), thumbprint("other")})
        chosen = {one.thumbprint for one in answer.judged if one.outcome == "selected"}
        assert chosen == (answer.picks - {""} if answer.sure else set())
        assert all(one.step for one in answer.judged)
