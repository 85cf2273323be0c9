"""Which acts of administrators explain that trouble ended: acts of one server in, their times out.

An act explains a silence that began with it: it came when the trouble may still have gone on, and
so long before the log's end that more records would have been due. Of several the last one counts.

One that followed the last record, and after which too little was watched to tell, was *tried*: the
trouble may be over, and nobody should mend it again before the next log was looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.facts.shown_acts import ShownActs
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from certtrail.model.fact import Fact

    # Finds the last act between two instants, in seconds since 1970 UTC.
    Finder: TypeAlias = Callable[[int, int], int | None]

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_EVER: Final = 1 << 62
# A warning is no trouble yet: until a log shows that a renewal took effect, the end comes nearer.
EXPIRING: Final = "expiring"
# What gives a certificate to the store or to Exchange, and what takes one away.
_GIVEN: Final = frozenset(
    {"enabled", "created", "imported", "installed", "replaced", "key-associated"}
)
_TAKEN: Final = frozenset({"removed", "archived", "replaced"})
_REMOVE: Final = "Remove-ExchangeCertificate"


class _Done:
    """Acts in order of time, each about something; however many there are, one is found at once."""

    def __init__(self, acts: Iterable[tuple[int, str]]) -> None:
        ordered = sorted(acts)
        self.times = [time for time, _ in ordered]
        self._about = [about for _, about in ordered]
        # The last act before each that is about something else.
        self._other: list[int] = []
        for at, about in enumerate(self._about):
            same = at > 0 and self._about[at - 1] == about
            self._other.append(self._other[at - 1] if same else at - 1)

    def last(self, start: int, end: int, but: str = "") -> int | None:
        """Give the time of the last act in a stretch that is not about `but`."""
        at = bisect_right(self.times, end) - 1
        if at >= 0 and but and self._about[at] == but:
            at = self._other[at]
        return self.times[at] if at >= 0 and self.times[at] >= start else None


class Acts:
    """What was done with success on one server, or for all of the organisation.

    A renewal tool's script that was run counts as well: its cmdlets leave no other record.

    Args:
        facts: `certificate-action`, `connector-action` and `edge-subscription-action` facts.
        shown: what texts without a time show beside them.
    """

    def __init__(self, facts: Iterable[Fact] = (), shown: ShownActs | None = None) -> None:
        self.shown = shown or ShownActs()
        done: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for fact in facts:
            run = fact.text("result") == "run" and fact.text("verb") == "enabled"
            if run or fact.text("result") == "success":
                for what, name, about in _names(fact):
                    done.setdefault((what, name), []).append((fact.time // SECOND, about))
        self._done = {name: _Done(acts) for name, acts in done.items()}

    def _last(self, what: str, name: str, start: int, end: int, but: str = "") -> int | None:
        done = self._done.get((what, name))
        return done.last(start, end, but) if done else None

    def on_internal(self, thumbprint: str, *, unloadable: bool) -> Finder:
        """Find when another certificate got the internal role, or the one was made usable.

        An import of a certificate that the log does not name can be that of the one.
        """

        def find(start: int, end: int) -> int | None:
            found = self._last("internal", "", start, end, thumbprint)
            if unloadable and thumbprint:
                same = self._last("given", thumbprint, start, end)
                found = _later(found, same, self._last("imported", "unknown", start, end))
            return found if found is not None else within(start, end)

        within = _within(shown=self.shown.took_over_from(thumbprint))
        return find

    def on_starttls(self, thumbprint: str, connector: str, name: str = "") -> Finder:
        """Find when another certificate came, this one went, or the connector was set otherwise."""
        other = self.shown.set_otherwise(connector, name)
        within = _within(shown=other or self.shown.served(name, thumbprint))

        def find(start: int, end: int) -> int | None:
            came = self._last("given", "", start, end, thumbprint)
            # What was taken away after its successor came was only tidied up.
            if came is None and thumbprint:
                came = self._last("taken", thumbprint, start, end)
            found = _later(came, self._last("connector", _name(connector), start, end))
            return found if found is not None else within(start, end)

        return find

    def given_away(self, thumbprint: str, start: int) -> int | None:
        """Tell when Remove-ExchangeCertificate took one away; it refuses the one of the role."""
        return self._last("removed-by-exchange", thumbprint, start, _EVER) if thumbprint else None

    def renewed(self, thumbprint: str, name: str) -> bool:
        """Tell whether acts gave SMTP another certificate that serves a name.

        Its names say so, or a connector got a TlsCertificateName within a day of it.
        """
        if self.shown.given(name, thumbprint):
            return True
        named = self._done.get(("named", ""))
        given = self._done.get(("smtp", ""))
        times = named.times if named else ()
        return given is not None and any(
            given.last(at - _DAY, at + _DAY, thumbprint) is not None for at in times
        )

    def for_starttls(self, thumbprint: str, connector: str) -> Finder:
        """Find when somebody tried to mend it: another certificate for SMTP, a connector set.

        What ends trouble can be any certificate; one that only came into the store was no attempt.
        """

        def find(start: int, end: int) -> int | None:
            given = self._last("smtp", "", start, end, thumbprint)
            return _later(given, self._last("connector", _name(connector), start, end))

        return find

    def on_subscriptions(self) -> Finder:
        """Find when an Edge server was subscribed again."""
        return lambda start, end: self._last("subscribed", "", start, end)


def _names(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """Give what an act is looked for by: what it did, to what, and with which certificate."""
    fields = fact.fields
    verb, about = fields.get("verb"), str(fields.get("thumbprint", ""))
    if fact.kind == "edge-subscription-action" and verb == "subscribed":
        yield "subscribed", "", about
    elif fact.kind == "connector-action":
        yield "connector", "", about
        yield "connector", _name(fields.get("connector")), about
        if verb == "set" and fields.get("tls_certificate_name") == "given":
            yield "named", "", about
    elif fact.kind == "certificate-action":
        yield from _names_of_certificate(fact, verb, about)


def _names_of_certificate(fact: Fact, verb: object, about: str) -> Iterator[tuple[str, str, str]]:
    """Give the same of what was done to a certificate."""
    fields = fact.fields
    if fields.get("smtp") is True:
        yield "smtp", "", about
        # Who answered No let the internal certificate be.
        if fields.get("declined") is not True:
            yield "internal", "", about
    if verb in _GIVEN:
        yield "given", "", about
        yield "given", about, about
    if verb == "imported":
        yield "imported", about, about
    if verb in _TAKEN:
        gone = str(fields.get("replaces", "")) if verb == "replaced" else about
        yield "taken", gone, gone
    if verb == "removed" and fields.get("cmdlet") == _REMOVE:
        yield "removed-by-exchange", about, about


def nothing_explains(start: int, end: int) -> int | None:
    """Find no act: what nobody on the server can mend."""
    del start, end
    return None


def _within(*, shown: bool) -> Finder:
    """Find what has no time and is shown to be done: it was some time in the stretch.

    Of a stretch without an end it tells nothing.
    """
    return lambda start, end: end if shown and start <= end < _EVER else None


def _name(connector: object) -> str:
    return str(connector or "").casefold()


def _later(*times: int | None) -> int | None:
    return max((time for time in times if time is not None), default=None)


def acted(find: Finder, first: int, last: int, quiet_by: int, live_until: int) -> int | None:
    """Tell when the act was whose effect the end of trouble can be; None without one.

    Args:
        find: finds acts that fit the trouble.
        first: when the trouble was logged first, in seconds since 1970 UTC.
        last: when it was logged last.
        quiet_by: -1 where it did not stop.
        live_until: until when it may have gone on unseen.
    """
    return find(max(first, last - _WEEK), min(quiet_by, live_until))


def tried(find: Finder, last: int) -> int | None:
    """Tell when the last act after the last record was, of those that fit; None without one."""
    return find(last + 1, _EVER)
