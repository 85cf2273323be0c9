"""A diagnosis of several servers in the making in; what differs between them out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.compared_certificates import ComparedCertificates
from certtrail.diagnosis.compared_connectors import ComparedConnectors
from certtrail.diagnosis.compared_logs import ComparedLogs
from certtrail.diagnosis.compared_services import ComparedServices
from certtrail.diagnosis.facts_of_servers import FactsOfServers
from certtrail.diagnosis.not_of_servers import NOT_OF_SERVERS
from certtrail.diagnosis.side_values import OwnNames, Side, sides
from certtrail.facts.server_kinds import sorts_of
from certtrail.model.server_differences import ComparedThing, PeerServers, Topic
from certtrail.model.server_sorts import ANY_SORT
from certtrail.model.vocabulary import Outcome, Verdict
from certtrail.text.message import clauses, phrase, unplaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from certtrail.diagnosis.analysis import Analysis
    from certtrail.inference.evaluate import Evaluation
    from certtrail.model.diagnosis import Finding, NotEvaluated, Server
    from certtrail.model.records import Records
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.catalogue import Catalogue

_EDGE: Final = "edge"
_OTHER: Final = "other"
_TWO: Final = 2
# They tell of what was sent of a server, not of the server; its logs are compared beside them.
_OF_EXPORTS: Final = frozenset(
    {
        *("log-filtered", "log-too-short", "log-gap", "export-quirks", "schannel-records-chosen"),
        *("messages-cut-by-table", "list-of-another-server", "list-outdated"),
    }
)


def side_by_side(
    analysis: Analysis,
    records: Records,
    catalogue: Catalogue,
    judged: JudgedServers,
) -> tuple[PeerServers, ...]:
    """Compare the servers of each kind with each other; nothing where there is one server.

    Args:
        analysis: what was read says.
        records: the catalogued ones.
        catalogue: what events mean.
        judged: what was found.
    """
    names = [server.name for server in judged.servers]
    if len(names) < _TWO:
        return ()
    known = sorts_of(analysis.facts.facts)
    edges = {name for name in names if known.get(name, ANY_SORT).edge}
    groups = {
        _OTHER: [name for name in names if name not in edges],
        _EDGE: [name for name in names if name in edges],
    }
    return tuple(
        PeerServers.of(
            kind,
            group,
            (
                _by_own_clock(one, judged.clocks)
                for one in _things(group, analysis, records, catalogue, judged)
            ),
        )
        for kind, group in groups.items()
        if group
    )


def _by_own_clock(thing: ComparedThing, clocks: Collection[str]) -> ComparedThing:
    """Tell times of a clock whose zone nobody knows as such."""
    if not any(name in clocks for one in thing.values for name in one.servers):
        return thing
    values = []
    for one in thing.values:
        own = tuple(name for name in one.servers if name in clocks)
        rest = tuple(name for name in one.servers if name not in clocks)
        values += [replace(one, servers=own, says=unplaced(one.says)), replace(one, servers=rest)]
    return ComparedThing.of(thing.topic, thing.what, values, thing.lacking)


def _things(
    servers: Sequence[str],
    analysis: Analysis,
    records: Records,
    catalogue: Catalogue,
    judged: JudgedServers,
) -> Iterator[ComparedThing]:
    if len(servers) < _TWO:
        return
    own = OwnNames(servers)
    certificates = ComparedCertificates(analysis, servers, own)
    facts = FactsOfServers(analysis.facts, servers)
    logs = ComparedLogs(facts, analysis.servers)
    yield judged.verdicts(servers)
    yield from judged.findings(servers)
    yield logs.internal()
    yield certificates.internal()
    yield from certificates.certificates()
    yield from certificates.selections()
    yield from ComparedConnectors(analysis.estate, servers, own).compared()
    yield from logs.acts(certificates, own)
    yield from ComparedServices(facts).all()
    yield from logs.events(records, catalogue)
    yield from logs.versions()
    yield from logs.coverage()


class JudgedServers:
    """What was found, to be compared."""

    def __init__(
        self,
        servers: Sequence[Server],
        findings: Iterable[Finding],
        evaluation: Evaluation,
        skipped: Iterable[NotEvaluated],
        rulebook: Rulebook,
        clocks: Collection[str] = (),
    ) -> None:
        """Take what was found.

        Args:
            servers: with their verdicts.
            findings: all.
            evaluation: how the rules ended.
            skipped: which could not look, and what they lacked.
            rulebook: what was judged by.
            clocks: servers whose times are of their own clock, in a zone that nobody knows.
        """
        self.clocks = clocks
        self.servers = servers
        self._titles = {rule.id: phrase(rule.title) for rule in rulebook.rules}
        self._found: dict[str, dict[str, bool]] = {}
        leading: set[str] = set()
        for finding in findings:
            if finding.rule not in NOT_OF_SERVERS:
                mine = self._found.setdefault(finding.rule, {})
                for name in finding.servers:
                    mine[name] = mine.get(name, True) and finding.over
                if finding.explained_by is None:
                    leading.add(finding.rule)
        # What one server has under another finding it has all the same.
        self._found = {rule: mine for rule, mine in self._found.items() if rule in leading}
        self._skipped = {(one.rule, one.server or ""): one for one in skipped}
        self._looked = {
            (one.rule_id, one.server or "")
            for one in evaluation.outcomes
            if one.outcome in (Outcome.CLEAR, Outcome.FIRED)
        }
        hidden = {one.name for one in servers if one.hidden}
        self._left_out = {
            (one.rule_id, one.server)
            for one in evaluation.outcomes
            if one.outcome is Outcome.FIRED and one.server in hidden
        }

    def verdicts(self, servers: Iterable[str]) -> ComparedThing:
        """Compare the verdicts; `unknown` is none."""
        by_name = {server.name: server for server in self.servers}

        def look(name: str) -> Side | str:
            server = by_name[name]
            if server.verdict is Verdict.UNKNOWN:
                return server.why
            return Side(phrase(server.verdict.replace("-", " ")), server.verdict)

        return sides(servers, look).thing(Topic.VERDICT, phrase("Verdict"))

    def findings(self, servers: Sequence[str]) -> Iterator[ComparedThing]:
        """Compare what was found and is explained by nothing else, at least on one of them."""
        for rule, found in sorted(self._found.items()):
            if rule in _OF_EXPORTS or not found.keys() & set(servers):
                continue

            def look(name: str, rule: str = rule, found: dict[str, bool] = found) -> Side | str:
                if name in found:
                    over = phrase("had this finding; it is over")
                    said = over if found[name] else phrase("has this finding")
                    return Side(said, (True, found[name]))
                if (rule, name) in self._left_out:
                    return phrase("suppress.yaml leaves it out")
                if (rule, name) in self._looked or (rule, "") in self._looked:
                    return Side(phrase("no such finding"), key=False)
                skipped = self._skipped.get((rule, name)) or self._skipped.get((rule, ""))
                missing = skipped.missing if skipped is not None else ()
                return clauses(*missing) or phrase("it could not be judged")

            yield sides(servers, look).thing(Topic.FINDING, self._titles[rule])
