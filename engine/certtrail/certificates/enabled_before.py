"""What was done already where a connector misses its certificate: facts in; the same out, with a
`starttls-enabled-before` for each 12014 beside which logs or a console show an act that should mend
it.

Who has enabled a certificate and restarted the service has to be told what is left, not the same
again. Whether the events go on after that, times tell; where the console's clock is of a zone that
nobody knows, half a day more or less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact
from certtrail.text.filters import service_of_process
from certtrail.text.instants import ANY_ZONE, SECOND, to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MISSING: Final = "starttls-certificate-missing"
_GAVE: Final = frozenset({"enabled", "created", "imported"})
# A console tells the time of one line, and what is below it was typed some time later.
_TYPED: Final = 3600
# What was enabled longer before the trouble served its time, and lost something since.
_DAY: Final = 86_400
# While a service stops, the process before it may still write.
_STOPPING: Final = 60


@dataclass(frozen=True, slots=True)
class _Act:
    """What gave a certificate to SMTP, or what restarted a service.

    Attributes:
        at: in seconds since 1970 UTC; None where nothing tells.
        clock: the same by a clock whose zone nobody knows.
        file: the text that shows it; its line is `line`.
    """

    fact: Fact
    at: int | None
    clock: int | None
    file: str
    line: int

    @classmethod
    def of(cls, fact: Fact) -> _Act:
        """Read the times of a fact."""
        shown = fact.evidence[0] if fact.evidence else None
        at = fact.time // SECOND if fact.time else None
        where = ("", 0) if shown is None else (shown.file, shown.record_id)
        return cls(fact, at, fact.number("told"), *where)

    @property
    def typed(self) -> bool:
        """It is known by a console, not by a log."""
        return any(one.channel == "console" for one in self.fact.evidence)

    def within(self, first: int, last: int) -> bool:
        """Tell whether it surely was between two moments."""
        doubt = _TYPED if self.typed else _STOPPING
        latest = self._latest
        return latest is not None and first <= self._earliest and latest + doubt < last

    def may_follow(self, first: int) -> bool:
        """Tell whether it may have been after a moment."""
        return self._latest is None or self._latest >= first

    @property
    def _earliest(self) -> int:
        return self.at if self.at is not None else (self.clock or 0) - ANY_ZONE

    @property
    def _latest(self) -> int | None:
        if self.at is not None or self.clock is None:
            return self.at
        return self.clock + ANY_ZONE

    def follows(self, other: _Act) -> bool:
        """Tell whether it was after another one."""
        if self.at is not None and other.at is not None:
            return self.at > other.at
        return bool(self.file) and self.file == other.file and self.line > other.line

    def is_below(self, listed: Fact) -> bool:
        """Tell whether its text shows it below a list, which then is of before it."""
        shown = [one.record_id for one in listed.evidence if one.file == self.file]
        return bool(shown) and self.line > max(shown)


@dataclass
class _DoneBefore:
    """What was done on a server.

    Attributes:
        given: the last act for each certificate that nothing took away since.
        restarts: by the service's name in small letters.
    """

    given: dict[str, _Act] = field(default_factory=dict)
    restarts: dict[str, list[_Act]] = field(default_factory=dict)

    def add(self, fact: Fact) -> None:
        """Take the next fact, in order of time, or of the lines of a text."""
        if fact.kind == "transport-restarted":
            self._restarted(service_of_process(fact.text("process")), fact)
        elif fact.text("verb") == "restarted" and not fact.time:
            for name in fact.text("name").split(", "):
                self._restarted(name, fact)
        elif fact.text("verb") == "removed":
            self.given.pop(fact.text("thumbprint"), None)
        elif fact.text("verb") in _GAVE and fact.holds("smtp"):
            self.given[fact.text("thumbprint")] = _Act.of(fact)

    def restart(self, service: str, act: _Act, span: tuple[int, int]) -> _Act | None:
        """Give the restart after an act, of the time of the trouble or later; of several one that
        surely was before its end.
        """
        behind = [
            one
            for one in self.restarts.get(service.casefold(), ())
            if one.follows(act) and one.may_follow(span[0])
        ]
        sure = (one for one in behind if one.within(*span))
        return next(sure, behind[0] if behind else None)

    def _restarted(self, service: str, fact: Fact) -> None:
        self.restarts.setdefault(service.casefold(), []).append(_Act.of(fact))


def with_enabled_before(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts, and a `starttls-enabled-before` for each `starttls-certificate-missing` that
    is open where a certificate was given to SMTP already that has the name, or of which nothing
    tells the names.
    """
    known = list(facts)
    yield from known
    missing = [one for one in known if one.kind == _MISSING and one.holds("open")]
    if not missing:
        return
    done = _done(known, {one.server for one in missing})
    fitting = {
        (one.server, one.text("name")): one for one in known if one.kind == "certificate-for-name"
    }
    described = {one.text("thumbprint") for one in known if one.kind == "certificate"}
    nameless = {
        server: [act for of, act in mine.given.items() if of not in described]
        for server, mine in done.items()
    }
    for one in missing:
        mine = done.get(one.server)
        if mine is None:
            continue
        fit = fitting.get((one.server, one.text("name")))
        act = None if fit is None else mine.given.get(fit.text("thumbprint"))
        fits = fit is not None and act is not None
        if fit is not None and act is not None:
            act = act if fit.holds("smtp") or act.is_below(fit) else None
        else:
            act = next(reversed(nameless[one.server]), None)
        if act is not None and act.may_follow((one.number("first") or 0) - _DAY):
            yield _fact(one, act, mine, fits=fits)


def _done(facts: Sequence[Fact], servers: set[str]) -> dict[str, _DoneBefore]:
    """Give what was done on servers, by logs and by consoles."""
    found: dict[str, _DoneBefore] = {}
    timed = [one for one in facts if _is_act(one) and one.time]
    untimed = [one for one in facts if _is_act(one) and not one.time]
    timed.sort(key=lambda one: one.time)
    untimed.sort(key=lambda one: (one.evidence[0].file, one.evidence[0].record_id))
    for one in chain(untimed, timed):
        if one.server in servers:
            found.setdefault(one.server, _DoneBefore()).add(one)
    return found


def _is_act(fact: Fact) -> bool:
    if fact.kind == "console-command":
        return not fact.time and not fact.holds("refused") and bool(fact.evidence)
    return fact.kind == "transport-restarted" or (
        fact.kind == "certificate-action" and fact.text("result") == "success"
    )


def _fact(missing: Fact, act: _Act, done: _DoneBefore, *, fits: bool) -> Fact:
    span = first, last = missing.number("first") or 0, missing.number("last") or 0
    process = missing.text("process")
    restart = done.restart(service_of_process(process), act, span)
    both = restart is not None and restart.within(*span) and act.within(first - _DAY, last)
    fields: dict[str, str | int | bool] = {
        "name": missing.text("name"),
        "connector": missing.text("connector"),
        "process": process,
        "thumbprint": act.fact.text("thumbprint"),
        "state": "in-vain" if both else "enabled" if restart is None else "restarted",
        "fits": fits,
    }
    times = {"acted": act.at, "restarted": None if restart is None else restart.at}
    fields |= {name: at for name, at in times.items() if at is not None}
    if act.at is None and act.clock is not None:
        fields["clock"] = f"{to_datetime(act.clock * SECOND):%Y-%m-%d %H:%M}"
    lines = (*act.fact.evidence[:1], *(() if restart is None else restart.fact.evidence[:1]))
    kept = {name: value for name, value in fields.items() if value != ""}
    return Fact("starttls-enabled-before", missing.server, missing.time, kept, lines)
