"""What is told of each server about one thing in; a thing that is compared out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from certtrail.model.server_differences import ComparedThing, NotCompared, ServerValue
from certtrail.text.filters import OWN_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from certtrail.model.server_differences import Topic

K = TypeVar("K")
_DAY: Final = 86_400


class Side(NamedTuple):
    """What is told of one server.

    Attributes:
        says: a short text.
        key: servers with equal keys are alike.
    """

    says: str
    key: Hashable


@dataclass(frozen=True, slots=True)
class Sides:
    """What is told of servers that are compared.

    Attributes:
        told: by server.
        lacking: of the other servers, why it is not known.
    """

    told: Mapping[str, Side]
    lacking: Mapping[str, str]

    @property
    def differ(self) -> bool:
        """Two servers are known not to be alike."""
        return len({side.key for side in self.told.values()}) > 1

    def thing(self, topic: Topic, what: str) -> ComparedThing:
        """Put those together of which the same is told."""
        numbers: dict[Hashable, int] = {}
        values: dict[tuple[int, str], list[str]] = {}
        for server, side in sorted(self.told.items()):
            number = numbers.setdefault(side.key, len(numbers))
            values.setdefault((number, side.says), []).append(server)
        missing: dict[str, list[str]] = {}
        for server, why in sorted(self.lacking.items()):
            missing.setdefault(why, []).append(server)
        return ComparedThing.of(
            topic,
            what,
            (ServerValue(tuple(names), says, number) for (number, says), names in values.items()),
            (NotCompared(tuple(names), why) for why, names in missing.items()),
        )


def sides(servers: Iterable[str], look: Callable[[str], Side | str]) -> Sides:
    """Look at each server.

    Args:
        servers: that are compared.
        look: gives what is told of a server, or why nothing is known.
    """
    told: dict[str, Side] = {}
    lacking: dict[str, str] = {}
    for server in servers:
        found = look(server)
        if isinstance(found, Side):
            told[server] = found
        else:
            lacking[server] = found
    return Sides(told, lacking)


def clusters(numbers: Mapping[K, float], near: Callable[[float, float], bool]) -> dict[K, int]:
    """Number what lies near each other alike, so that no limit parts two that are nearly the same.

    Args:
        numbers: what is measured of each.
        near: tells of two neighbours, the smaller one first, whether they are about the same.

    >>> clusters({"a": 20.0, "b": 31.0, "c": 400.0}, lambda one, other: other <= 3 * one)
    {'a': 0, 'b': 0, 'c': 1}
    """
    found: dict[K, int] = {}
    before: float | None = None
    number = 0
    for key, value in sorted(numbers.items(), key=lambda item: (item[1], str(item[0]))):
        if before is not None and not near(before, value):
            number += 1
        found[key], before = number, value
    return found


def same_day(one: float, other: float) -> bool:
    """Tell whether two instants in seconds are a day apart at most, the earlier one first."""
    return other - one <= _DAY


class OwnName:
    """Writes texts of a server with one word in place of its name, so that they can be compared."""

    def __init__(self, server: str) -> None:
        """Know a server by its name, qualified or not."""
        short, dot, domain = server.partition(".")
        rest = rf"(?:\.{re.escape(domain)})?(?!\.\w)" if dot else r"(?:\.[\w.-]*\w)?"
        self._server = server
        self._name = re.compile(rf"(?<![\w.-]){re.escape(short)}{rest}(?![\w-])", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        r"""Write a text.

        >>> OwnName("EX01.contoso.com")("Default Frontend EX01"), OwnName("EX01")("CN=ex01.a.b")
        ('Default Frontend <server>', 'CN=<server>')
        >>> OwnName("mail.contoso.com")("CN=mail.fabrikam.com")
        'CN=mail.fabrikam.com'
        """
        return self._name.sub(OWN_NAME, text) if self._server else text


class OwnNames:
    """The same of several servers."""

    def __init__(self, servers: Iterable[str]) -> None:
        """Know them by their names."""
        self._known: Final = {server: OwnName(server) for server in servers}

    def __call__(self, server: str, text: str) -> str:
        """Write a text of one of them."""
        return self._known[server](text)
