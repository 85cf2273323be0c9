"""Who may win is what trying out every assumption finds, and takes no longer for many doubts."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.certificates.candidates import Candidate, Face
from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.selections import READINGS
from certtrail.certificates.store import Held
from certtrail.certificates.validity import Validity
from certtrail.model.inventory import StoredCertificate
from tests.certificates.factories import place, thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.certificates.candidates import Reading

FACES: Final = st.builds(
    Face,
    why_not=st.sampled_from(["", "", "no key"]),
    validity=st.sampled_from([Validity.VALID, Validity.EXPIRED]),
    pki=st.booleans(),
    offline=st.booleans(),
)


def candidate(
    number: int, start: int | None, match: NameMatch | None, faces: Sequence[Face]
) -> Candidate:
    """Make a candidate."""
    name = f"c{number}"
    stored = StoredCertificate("EX01", thumbprint(name), place(name), not_before=start)
    return Candidate(Held(stored), match, tuple(dict.fromkeys(faces)))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Draw a few candidates, some with equal or unknown starts."""
    return [
        candidate(
            number,
            draw(st.sampled_from([None, 1, 2, 3])),
            draw(st.sampled_from([NameMatch.EXACT, NameMatch.WILDCARD, None])),
            draw(st.lists(FACES, min_size=1, max_size=3)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]


def orders(found: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    """Give every order in which no older one stands before a newer one."""
    for order in permutations(found):
        starts = [one.held.stored.not_before for one in order]
        known = [start for start in starts if start is not None]
        if known == sorted(known, reverse=True):
            yield order


def tried_out(
    reading: Reading, found: Sequence[Candidate], by_host: bool
) -> tuple[set[tuple[str, Face]], bool]:
    """Try every assumption."""
    winners: set[tuple[str, Face]] = set()
    nobody = False
    for order in orders(found):
        for faces in product(*(one.faces for one in order)):
            chosen = dict(zip((one.held.thumbprint for one in order), faces, strict=True))
            won = reading.pick(list(zip(order, faces, strict=True)), by_host=by_host)
            winners |= {(one.held.thumbprint, chosen[one.held.thumbprint]) for one in won}
            nobody |= not won
    return winners, nobody


@settings(max_examples=150, deadline=None)
@given(candidates(), st.sampled_from(READINGS), st.booleans())
def test_who_may_win_is_what_trying_finds(
    found: list[Candidate], reading: Reading, by_host: bool
) -> None:
    """The same winners with the same faces, and the same answer to whether nobody may win."""
    possible = reading.possible(found, by_host=by_host)
    winners = {(one.held.thumbprint, face) for one, face in possible.winners}
    assert (winners, possible.nobody) == tried_out(reading, found, by_host)


def test_thousands_of_doubtful_candidates_take_no_time() -> None:
    """Each is looked at a fixed number of times, where the assumptions are beyond counting."""
    faces = [
        Face(why, validity, pki)
        for why in ("", "no")
        for validity in (Validity.VALID, Validity.EXPIRED)
        for pki in (True, False)
    ]
    many = [candidate(number, None, None, faces) for number in range(5_000)]
    for reading in READINGS:
        possible = reading.possible(many, by_host=True)
        assert {id(one) for one, _ in possible.winners} == {id(one) for one in many}
        assert possible.nobody
