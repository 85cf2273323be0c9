"""Who stands apart: more than half are alike and one is not; what is not known is no value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.server_differences import (
    MOST_OF_A_TOPIC,
    ComparedThing,
    Likeness,
    NotCompared,
    Outlier,
    PeerServers,
    ServerValue,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = tuple(f"EX{number:02}" for number in range(1, 7))


def thing(
    told: Mapping[str, int], topic: Topic = Topic.EVENT, lacking: tuple[str, ...] = ()
) -> ComparedThing:
    """Compare numbers."""
    values = [ServerValue((name,), str(number), number) for name, number in told.items()]
    return ComparedThing.of(topic, "a thing", values, [NotCompared(lacking, "a log")])


def test_one_of_four_stands_apart() -> None:
    """It comes first; the others are most."""
    found = thing({"EX01": 7, "EX02": 7, "EX03": 1, "EX04": 7})
    assert (found.likeness, found.apart) == (Likeness.APART, ("EX03",))
    assert [[one.servers for one in group] for group in found.groups] == [
        [("EX03",)],
        [("EX01",), ("EX02",), ("EX04",)],
    ]


def test_two_servers_have_no_majority() -> None:
    """They differ, and neither is the one to blame."""
    found = thing({"EX01": 7, "EX02": 1})
    assert (found.likeness, found.apart) == (Likeness.SPLIT, ())


def test_half_is_not_most() -> None:
    """Two against two, and two against one and one."""
    assert thing({"EX01": 7, "EX02": 7, "EX03": 1, "EX04": 1}).likeness is Likeness.SPLIT
    assert thing({"EX01": 7, "EX02": 7, "EX03": 1, "EX04": 2}).likeness is Likeness.SPLIT


def test_what_is_not_known_is_no_value() -> None:
    """A server without its log is neither like the others nor apart; one alone has no peer."""
    found = thing({"EX01": 7, "EX02": 7}, lacking=("EX03",))
    assert (found.likeness, found.apart) == (Likeness.SAME, ())
    assert thing({"EX01": 7}, lacking=("EX02", "EX03")).likeness is Likeness.NOT_COMPARED
    assert thing({}, lacking=("EX02", "EX03")).likeness is Likeness.NOT_COMPARED


def test_fewer_servers_are_compared_anew() -> None:
    """Who stood apart among four is one of two that differ; who is not asked for is not there."""
    whole = PeerServers.of(
        "other",
        NAMES[:4],
        [
            thing({"EX01": 7, "EX02": 7, "EX03": 1, "EX04": 7}),
            thing({"EX01": 7, "EX02": 1, "EX04": 7}, lacking=("EX03",)),
            thing({"EX02": 1}),
        ],
    )
    assert whole.outliers == (Outlier("EX02", 1), Outlier("EX03", 1))
    some = whole.among({"EX01", "EX03"})
    assert some.servers == ("EX01", "EX03")
    assert [one.likeness for one in some.things] == [Likeness.SPLIT, Likeness.NOT_COMPARED]
    assert some.outliers == ()


def test_a_verdict_goes_before_any_number_of_details() -> None:
    """Broken where the others are healthy is what a reader wants first."""
    details = [thing({"EX01": 7, "EX02": 1, "EX03": 7}) for _ in range(5)]
    verdict = thing({"EX01": 7, "EX02": 7, "EX03": 1}, Topic.VERDICT)
    peers = PeerServers.of("other", NAMES[:3], [*details, verdict])
    assert [one.server for one in peers.outliers] == ["EX03", "EX02"]
    assert peers.things[0] is verdict


def test_what_is_too_much_is_counted_and_the_same_goes_first() -> None:
    """A log can name any number of certificates; what differs stays."""
    same = [thing({"EX01": 7, "EX02": 7, "EX03": 7}) for _ in range(MOST_OF_A_TOPIC)]
    peers = PeerServers.of("other", NAMES[:3], [*same, thing({"EX01": 7, "EX02": 1, "EX03": 7})])
    assert len(peers.things) == MOST_OF_A_TOPIC
    assert peers.left_out == 1
    assert [one.server for one in peers.outliers] == ["EX02"]
    assert peers.among({"EX01", "EX02"}).left_out == 1


def test_what_a_saved_diagnosis_says_of_it_is_not_taken_on_trust() -> None:
    """Who stands apart is counted again, also of servers that are not among those compared."""
    true = thing({"EX01": 7, "EX02": 7, "EX03": 1})
    lie = replace(true, likeness=Likeness.SAME, apart=("EX09",))
    peers = PeerServers("other", NAMES[:2], (Outlier("EX09", 7),), (lie,))
    assert peers.anew() == PeerServers.of("other", NAMES[:3], [true])


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3)), st.randoms())
def test_the_order_of_the_servers_says_nothing(told: dict[str, int], chance: object) -> None:
    """Whichever way they come, the same comes out; every server is in one place."""
    shuffled = list(told.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = thing(dict(shuffled))
    assert found == thing(told)
    assert sorted(name for one in found.values for name in one.servers) == sorted(told)
    if found.likeness is Likeness.APART:
        assert 0 < len(found.apart) * 2 < len(told)
