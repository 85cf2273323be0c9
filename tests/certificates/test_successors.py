"""What can follow a certificate: a look at every pair is the judge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hypothesis import given
from hypothesis import strategies as st

from certtrail.certificates.successors import Successors
from certtrail.model.certificates_known import LedgerEntry, LifeEvent
from tests.certificates.factories import certificate, seconds
from tests.steps import steps

if TYPE_CHECKING:
    from collections.abc import Callable

SECOND: Final = 1_000_000_000
NAMES: Final = ("mail.contoso.com", "smtp.contoso.com", "*.contoso.com")


def entry(
    letter: str,
    server: str,
    names: tuple[str, ...],
    ca: str,
    end: int,
    *,
    key: bool = True,
    gone: bool = False,
) -> LedgerEntry:
    """Make an entry of a ledger."""
    held = certificate(letter, server=server, names=list(names), ca=ca, key=key, cn=names[0])
    life = (LifeEvent(0, 0, "removed", 1, "removed"),) if gone else ()
    return LedgerEntry(
        server=server, thumbprint=held.thumbprint, described=True, subject="", issuer="",
        names=names, services=(), status="Valid", start=None,
        ends=(seconds("2026-01-01") + end) * SECOND, error_hours=0, key="", roles=(), life=life,
        more_life=0, notes=(), certificate=held,
    )  # fmt: skip


def follows(new: LedgerEntry, old: LedgerEntry) -> bool:
    """Tell whether one can follow another, by the words of the documentation."""
    assert new.certificate is not None
    assert old.certificate is not None
    one, other = new.certificate, old.certificate
    return (
        new.thumbprint != old.thumbprint
        and (new.ends or 0) > (old.ends or 0)
        and not new.life
        and one.has_private_key is True
        and one.self_signed == other.self_signed
        and set(other.names or ()) <= set(one.names or ())
        and (one.self_signed is True or one.issuer == other.issuer)
    )


def last(found: list[LedgerEntry]) -> LedgerEntry | None:
    """Give the one that ends last."""
    return max(found, key=lambda one: (one.ends or 0, one.thumbprint), default=None)


LEDGERS: Final = st.lists(
    st.tuples(
        st.sampled_from(["EX01", "EX02", ""]),
        st.lists(st.sampled_from(NAMES), min_size=1, unique=True).map(tuple),
        st.sampled_from(["self", "CA", "Another CA"]),
        st.integers(0, 4),
        st.booleans(),
        st.integers(0, 5),
    ),
    max_size=12,
).map(
    lambda rows: [
        entry(str(number), server, names, ca, end, key=key, gone=not gone)
        for number, (server, names, ca, end, key, gone) in enumerate(rows)
    ]
)


@given(LEDGERS)
def test_it_finds_what_a_look_at_every_pair_finds(ledger: list[LedgerEntry]) -> None:
    """On the own server, on others, and backwards."""
    found = Successors(ledger)
    for one in ledger:
        beside = [other for other in ledger if other.server == one.server]
        apart = [other for other in ledger if other.server not in ("", one.server)]
        signed = one.certificate is not None and one.certificate.self_signed is False
        assert found.of(one) is last([other for other in beside if follows(other, one)])
        assert found.before(one) is last([other for other in beside if follows(one, other)])
        elsewhere = [other for other in apart if signed and follows(other, one)]
        assert found.elsewhere(one) is last(elsewhere)


def grows_with_size(made: Callable[[int], list[LedgerEntry]]) -> bool:
    """Tell whether four times as many certificates take about four times as many steps."""

    def work(ledger: list[LedgerEntry]) -> None:
        found = Successors(ledger)
        for one in ledger:
            found.of(one), found.before(one), found.elsewhere(one)

    few, many = (steps(partial(work, made(count))) for count in (100, 400))
    return many < few * 6  # what costs the square takes sixteen times as many


def test_many_of_one_name() -> None:
    """Renewed again and again, or all with one name and one of their own."""
    name = "mail.contoso.com"
    for names in (lambda _: (name,), lambda number: (name, f"a{number}.contoso.com")):
        made = lambda count, names=names: [  # noqa: E731
            entry(str(number), "EX01", names(number), "CA", number) for number in range(count)
        ]
        assert grows_with_size(made)
