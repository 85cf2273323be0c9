"""How long the shipped rules take to judge many servers, and many facts of one.

python -m benchmarks.judging
"""

from __future__ import annotations

import hashlib
import random
import resource
import time
from typing import TYPE_CHECKING, Final

import click

from certtrail.facts.capabilities import CAPABILITIES
from certtrail.inference.evaluate import evaluate
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook import load_rulebook

if TYPE_CHECKING:
    from certtrail.inference.engines import EngineName

_BEGIN: Final = 1_767_571_200
_DAY: Final = 86_400
_SECOND: Final = 1_000_000_000
_PROCESSES: Final = ("MSExchangeTransport", "MSExchangeFrontEndTransport")


def facts_of(server: str, number: int, *, thumbprints: int) -> list[Fact]:
    """Make facts like a busy server's: acts, restarts, fallbacks, warnings, peers, scripts."""
    chance = random.Random(server)
    names = [
        hashlib.sha1(f"{server} {n}".encode(), usedforsecurity=False).hexdigest().upper()
        for n in range(thumbprints)
    ]
    found = []
    for record in range(number):
        at = _BEGIN + int(chance.random() * 60 * _DAY)
        kind, fields = _fact(chance, names, at)
        line = Evidence(None, server, "Application", record, "a.evtx", kind)
        found.append(Fact(kind, server, at * _SECOND, fields, (line,)))
    return found


def _fact(
    chance: random.Random, names: list[str], at: int
) -> tuple[str, dict[str, str | int | bool]]:
    name, process = chance.choice(names), chance.choice(_PROCESSES)
    run: dict[str, str | int | bool] = {"process": process, "first": at, "last": at + 7200}
    run["count"] = 5
    throw = chance.random()
    fields: dict[str, str | int | bool]
    more: dict[str, str | int | bool]
    if throw < 0.25:
        fields = {"verb": "enabled", "result": "success", "thumbprint": name, "smtp": True}
        return "certificate-action", {**fields, "user": "a", "cmdlet": "Enable-ExchangeCertificate"}
    if throw < 0.45:
        return "transport-restarted", {"process": process, "means": "service-control"}
    if throw < 0.55:
        more = {"thumbprint": name, "state": "expiring", "substitute": False, "open": True}
        return "internal-certificate-in-use", {**run, **more, "settled": True}
    if throw < 0.65:
        more = {"configured": name, "fallback": "ephemeral", "open": True}
        return "internal-certificate-fallback", {**run, **more, "quiet_by": -1, "live_until": at}
    if throw < 0.75:
        more = {"connector": f"C{chance.randrange(50)}", "name": "mail.contoso.com"}
        return "starttls-certificate-missing", {
            **run,
            **more,
            "named_by": "fqdn",
            "current": chance.random() < 0.5,
        }
    if throw < 0.9:
        return "tls-alert", {**run, "direction": "received", "alert": 70}
    return "script-run", {"tool": "win-acme", "first": at, "last": at, "count": 1, "command": "x"}


def judge(facts: list[Fact], engine: EngineName) -> tuple[float, int]:
    """Judge facts by all shipped rules; gives seconds and the number of conclusions."""
    rulebook = load_rulebook(cases=False)
    able = frozenset({*CAPABILITIES, "Windows PowerShell", "Microsoft-Windows-CAPI2/Operational"})
    servers = {fact.server for fact in facts}
    begin = time.perf_counter()
    evaluation = evaluate(rulebook, facts, {**dict.fromkeys(servers, able), "": able}, engine)
    seconds = time.perf_counter() - begin
    for note in evaluation.notes[:3]:
        click.echo(f"  {note}")
    return seconds, len(evaluation.conclusions)


@click.command()
@click.option("--servers", default=1000, show_default=True)
def main(servers: int) -> None:
    """Print a table."""
    click.echo(f"{len(load_rulebook(cases=False).rules)} rules\n")
    click.echo("| facts | engine | seconds | microseconds a fact | conclusions | peak MB |")
    click.echo("|---|---|---:|---:|---:|---:|")
    fleet = [fact for n in range(servers) for fact in facts_of(f"EX{n:04}.a.b", 200, thumbprints=6)]
    cases: list[tuple[str, list[Fact]]] = [(f"{servers} servers, 200 each", fleet)]
    for number in (3_000, 30_000):
        cases.append(
            (
                f"1 server, {number:,}, many thumbprints",
                facts_of("A", number, thumbprints=number // 10),
            )
        )
        cases.append(
            (f"1 server, {number:,}, one thumbprint", facts_of("A", number, thumbprints=1))
        )
    engines: tuple[EngineName, ...] = ("auto", "durable", "plain")
    for name, facts in cases:
        for engine in engines:
            seconds, found = judge(facts, engine)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            each = seconds / len(facts) * 1e6
            click.echo(f"| {name} | {engine} | {seconds:.2f} | {each:.0f} | {found} | {peak:.0f} |")


if __name__ == "__main__":
    main()
