"""Certificates by subject and end: the index finds what a look at each of them finds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from certtrail.certificates.by_end import ByEnd, Ending
from certtrail.certificates.distinguished import parse
from certtrail.certificates.store import Held
from tests.certificates.factories import certificate

ENDS = st.integers(-3 * 86_400, 3 * 86_400)
LISTED = st.lists(st.tuples(st.sampled_from("ABC"), ENDS, st.booleans(), st.booleans()), max_size=9)


@given(LISTED, st.sampled_from("ABCD"), ENDS)
def test_it_finds_what_each_of_them_tells(
    listed: list[tuple[str, int, bool, bool]], letter: str, end: int
) -> None:
    """Ends of lists are exact, of one zone or of any."""
    items = [
        (
            number,
            Held(
                replace(
                    certificate(name),
                    not_after=after,
                    subject=f"CN={name}",
                    exact_dates=exact,
                    placed_dates=placed,
                ),
                (),
            ),
        )
        for number, (name, after, exact, placed) in enumerate(listed)
    ]
    found = ByEnd(
        Ending(number, held.subject, held.stored.not_after, held.stored.doubt)
        for number, held in items
    )
    wanted = parse(f"CN={letter}")
    expected = {
        number
        for number, held in items
        if held.subject == wanted and abs((held.stored.not_after or 0) - end) <= held.stored.doubt
    }
    assert {*found.of(wanted, end)} == expected
    assert not list(found.of(wanted, None))
