"""What the logs of several servers tell in; what is compared of them out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.diagnosis.side_values import Side, clusters, sides
from certtrail.facts.capabilities import capability, channel_capability
from certtrail.facts.parameters import ParameterReader
from certtrail.model.server_differences import Topic
from certtrail.model.vocabulary import APPLICATION, MANAGEMENT, SYSTEM
from certtrail.text.instants import SECOND, reckoned
from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.diagnosis.compared_certificates import ComparedCertificates
    from certtrail.diagnosis.facts_of_servers import FactsOfServers
    from certtrail.diagnosis.side_values import OwnNames, Sides
    from certtrail.facts.coverage import Coverage
    from certtrail.model.fact import Fact
    from certtrail.model.records import Records
    from certtrail.model.server_differences import ComparedThing
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import FactShape

_DAY: Final = 86_400
# Rates that differ less than that are taken for the same: two servers never log equally often.
_TIMES: Final = 5
# A log that is rarely written ends with its last record, days before it was exported.
_ENDS: Final = 3
_CHANNELS: Final = (APPLICATION, SYSTEM, MANAGEMENT)
_TWICE: Final = 2
_ACTS: Final = frozenset({"certificate-action", "connector-action", "transport-service-action"})
# Events of every day, which say nothing of trouble.
_ORDINARY: Final = frozenset(
    {"configuration-loaded", "configuration-loaded-by-force", "configuration-updated"}
    | {"send-acknowledged", "transport-started", "transport-stopped", "logon-refused"}
)
_NAMES_NOBODY: Final = phrase(
    "It names nobody, as at a start without its port, and then does not tell what it else would."
)
_ONLY_PARTS: Final = phrase("the whole Application log: only chosen records are here")


class ComparedLogs:
    """Compares what the logs say."""

    def __init__(self, facts: FactsOfServers, names: Servers) -> None:
        """Take what the logs say.

        Args:
            facts: of the servers that are compared.
            names: which spellings are one server.
        """
        self._facts = facts
        self._names = names
        self._servers = facts.servers
        self._application = facts.covered(APPLICATION)

    def internal(self) -> ComparedThing:
        """Compare what the logs say last of the internal certificate."""
        states: dict[str, set[str]] = {}
        for fact in self._facts.of("internal-certificate-trouble"):
            if fact.holds("open"):
                states.setdefault(fact.server, set()).add(fact.text("state"))
        for fact in self._facts.of("internal-certificate-unset"):
            if fact.holds("open"):
                states.setdefault(fact.server, set()).add("unset")

        def look(server: str) -> Side | str:
            if server in states:
                found = sorted(states[server])
                shown = [phrase("{state|word}", state=state) for state in found]
                return Side(phrase("{found}", found=shown), tuple(found))
            cover = self._application.get(server)
            if cover is None:
                return capability(APPLICATION)
            if not cover.intervals:
                return _ONLY_PARTS
            return Side(phrase("its log tells of no trouble"), ())

        what = phrase("The internal transport certificate, by the logs")
        return sides(self._servers, look).thing(Topic.INTERNAL, what)

    def acts(self, certificates: ComparedCertificates, own: OwnNames) -> Iterator[ComparedThing]:
        """Compare what administrators did."""
        done: dict[tuple[str, ...], dict[str, int]] = {}
        what: dict[tuple[str, ...], str] = {}
        for fact in self._facts.of(*sorted(_ACTS)):
            target, key = _target(fact, certificates, own)
            services, channel = fact.text("services"), fact.evidence[0].channel
            name: tuple[str, ...] = (
                fact.kind,
                fact.text("cmdlet"),
                fact.text("result"),
                key,
                services,
                channel,
            )
            what.setdefault(name, _act(fact, target, services))
            seconds = fact.time // SECOND
            mine = done.setdefault(name, {})
            mine[fact.server] = max(seconds, mine.get(fact.server, seconds))
        for name, times in sorted(done.items()):
            yield self._done(times, name[-1]).thing(Topic.ACT, what[name])

    def _done(self, times: Mapping[str, int], channel: str) -> Sides:
        """Say who did an act, told by a channel; who did not has to have a log of that time."""
        covers = self._facts.covered(channel)
        first, last = min(times.values()), max(times.values())

        def look(server: str) -> Side | str:
            if server in times:
                return Side(phrase("last at {time|time}", time=reckoned(times[server])), key=True)
            if server not in covers:
                return capability(channel_capability(channel))
            if covers[server].covers(first, last):
                return Side(phrase("not done"), key=False)
            return phrase("its {channel} log of that time", channel=channel)

        return sides(self._servers, look)

    def events(self, records: Records, catalogue: Catalogue) -> Iterator[ComparedThing]:
        """Compare how often the events of trouble in the Application log were written."""
        counts: dict[tuple[int, str, bool], Counter[str]] = {}
        known: dict[str, str] = {}
        nameless = _nameless(records, catalogue)
        wrote = zip(
            records.computer,
            records.channel,
            records.provider,
            records.event_id,
            (at in nameless for at in range(len(records))),
            strict=True,
        )
        for (computer, channel, provider, event_id, bare), number in Counter(wrote).items():
            entry = catalogue.find(provider, int(event_id))
            server = known.setdefault(computer, self._names.name(computer))
            if channel == APPLICATION and entry is not None and entry.observes not in _ORDINARY:
                shown = catalogue.spelling.get(provider.casefold(), provider)
                counts.setdefault((int(event_id), shown, bare), Counter())[server] += number
        for (event_id, provider, bare), logged in sorted(counts.items()):
            mine = {name: logged[name] for name in self._servers if logged[name]}
            entry = catalogue.find(provider, event_id)
            if not mine or entry is None:
                continue
            meaning = _NAMES_NOBODY if bare else phrase(entry.meaning)
            what = phrase(
                "{provider} {event}: {meaning}", provider=provider, event=event_id, meaning=meaning
            )
            yield self._rate(mine, what)

    def _rate(self, logged: Mapping[str, int], what: str) -> ComparedThing:
        days = {
            name: cover.seconds / _DAY
            for name, cover in self._application.items()
            if cover.intervals
        }
        rates = {name: logged[name] / max(days[name], 1) for name in logged if name in days}
        alike = clusters(rates, lambda one, other: other <= _TIMES * one)

        def look(server: str) -> Side | str:
            cover = self._application.get(server)
            if cover is None:
                return capability(APPLICATION)
            if server not in days:
                return _ONLY_PARTS
            if server not in logged:
                return Side(phrase("never"), "never")
            number = counted(logged[server], "{n|count} time", "{n|count} times")
            said = phrase("{number} in {covered|span}", number=number, covered=cover.seconds)
            return Side(said, alike[server])

        return sides(self._servers, look).thing(Topic.EVENT, what)

    def versions(self) -> Iterator[ComparedThing]:
        """Compare the versions of Exchange and of Windows."""
        exchange = {
            one.server: one for one in self._facts.of("exchange-server") if one.text("version")
        }
        windows = {
            one.server: one for one in self._facts.of("windows-version") if one.text("version")
        }
        told: Sequence[tuple[str, Mapping[str, Fact], str]] = (
            (
                phrase("The version of Exchange"),
                exchange,
                phrase("the version of Exchange (Get-ExchangeServer)"),
            ),
            (
                phrase("The version of Windows"),
                windows,
                phrase("the version of Windows (System 6009)"),
            ),
        )
        for what, known, lacking in told:

            def look(
                server: str, known: Mapping[str, Fact] = known, lacking: str = lacking
            ) -> Side | str:
                if server not in known:
                    return lacking
                version, build = (known[server].text(name) for name in ("version", "build"))
                shown = f"{version} {build}".strip()
                return Side(phrase("{version}", version=shown), shown.casefold())

            yield sides(self._servers, look).thing(Topic.VERSION, what)

    def coverage(self) -> Iterator[ComparedThing]:
        """Compare which logs are here, and which time they cover."""
        for channel in _CHANNELS:
            covers = self._facts.covered(channel)
            if not covers:
                continue
            ends = clusters(
                {name: one.last for name, one in covers.items()},
                lambda one, other: other - one <= _ENDS * _DAY,
            )
            lengths = clusters(
                {name: max(one.seconds, 1) for name, one in covers.items()},
                lambda one, other: other <= _TWICE * one,
            )

            def look(
                server: str,
                covers: Mapping[str, Coverage] = covers,
                ends: Mapping[str, int] = ends,
                lengths: Mapping[str, int] = lengths,
            ) -> Side:
                if server not in covers:
                    return Side(phrase("not among the exports"), "none")
                cover = covers[server]
                if not cover.intervals:
                    return Side(phrase("only chosen records"), "part")
                said = phrase(
                    "{covered|span}, to {last}", covered=cover.seconds, last=_day(cover.last)
                )
                return Side(said, (ends[server], lengths[server]))

            what = phrase("What is here of the {channel} log", channel=channel)
            yield sides(self._servers, look).thing(Topic.COVERAGE, what)


def _nameless(records: Records, catalogue: Catalogue) -> frozenset[int]:
    """Tell the places of the records that lack what would make them the event of their number."""
    named: dict[tuple[str, int], tuple[FactShape, ParameterReader] | None] = {}
    rows: list[int] = []
    readers: list[tuple[FactShape, ParameterReader]] = []
    for at, kind in enumerate(zip(records.provider, records.event_id.tolist(), strict=True)):
        if kind not in named:
            entry = catalogue.find(*kind)
            shape = entry.fact if entry is not None else None
            named[kind] = None
            if entry is not None and shape is not None and shape.names:
                named[kind] = shape, ParameterReader(entry)
        told = named[kind]
        if told is not None:
            rows.append(at)
            readers.append(told)
    some = records.take(np.array(rows, np.intp))
    said = zip(rows, readers, some.data, some.binary, strict=True)
    return frozenset(
        at
        for at, (shape, reader), data, binary in said
        if not any(name in reader.read(data, binary or "")[0] for name in shape.names)
    )


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _target(fact: Fact, certificates: ComparedCertificates, own: OwnNames) -> tuple[str, str]:
    """Say what an act was done to, and give what is the same on each server."""
    if fact.text("thumbprint"):
        says, key = certificates.named(fact.text("thumbprint"))
        return says, str(key)
    if fact.text("connector"):
        connector = own(fact.server, fact.text("connector"))
        return phrase("{connector}", connector=connector), connector
    return "", ""


def _act(fact: Fact, target: str, services: str) -> str:
    said: str = phrase("{cmdlet}", cmdlet=fact.text("cmdlet"))
    if target:
        said = phrase("{told}, {name}", told=said, name=target)
    if services:
        said = phrase("{told}, for {services}", told=said, services=services)
    if fact.text("result") not in ("", "success"):
        said = phrase("{told}, {result|word}", told=said, result=fact.text("result"))
    return said
