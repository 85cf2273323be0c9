"""Diagnoses at the edge of what can be: hostile text everywhere, and a fleet."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from certtrail.model.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated, Server, StepRisk
from certtrail.model.fact import Evidence
from certtrail.model.server_differences import (
    ComparedThing,
    NotCompared,
    PeerServers,
    ServerValue,
    Topic,
)
from certtrail.model.vocabulary import Outcome, Verdict
from tests.reports.examples import evidence, explained, finding, input_of, renewal, whole
from tests.reports.tables import hostile_entry, hostile_selection
from tests.reports.timelines import hostile_timeline

HOSTILE: Final = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](http://a.example/x.png) <b>bold</b>",
    "a|b|c `code` ``more`` ***strong*** _em_ ~~gone~~ # heading",
    "\x1b[31mred\x1b[0m \x1b]8;;http://a.example\x07link\x1b]8;;\x07 bell\x07 \x9b2J",
    "right\u202eto\u202c left \u2066isolate\u2069 zero\u200bwidth \ufeff \ud800 \u2028 line",
    "[bold red]rich[/bold red] [/] [link=http://a.example]x[/link] :smile:",
    "{{ 7*7 }} {% raw %} ${x} %(x)s {0}",
    "# not a heading\n## nor this\r\n- nor an item\n| a | b |\n|---|---|\n```\nfence",
    '\'; DROP TABLE x; -- " onmouseover="alert(1)',
    "https://a.example/x www.a.example me@a.example &lt;b&gt; &#60;",
)


def hostile(text: str) -> Diagnosis:
    """Return a diagnosis that has the text wherever text can stand."""
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        version=text,
        engine=text,
        inputs=(
            replace(
                input_of(text or "x", 3), kind=text, problems=(text,), notes=(text,), complete=False
            ),
        ),
        servers=(Server(text, Verdict.BROKEN, text, None, None, text),),
        findings=(
            finding(
                id="a",
                rule=text,
                title=text,
                server=text,
                servers=(text,),
                cause=text,
                impact=text,
                remedy=(text, f"Run `Get-Thing {text}`"),
                questions=(text,),
                confirm=(text,),
                gaps=(text,),
                references=(text, f"https://learn.microsoft.com/{text}"),
                evidence=(Evidence(None, text, text, 1, text, text),),
                risks=(StepRisk(0, (text,)),),
            ),
            explained(title=text, cause=text, explained_by="a", references=()),
        ),
        not_evaluated=(
            NotEvaluated(text, text, text, Outcome.SKIPPED, (text,)),
            NotEvaluated(text, text, None, Outcome.ERROR, (text, text)),
        ),
        rules_clear=(text,),
        timelines=(hostile_timeline(text),),
        ledger=(hostile_entry(text),),
        selections=(hostile_selection(text),),
        title=text,
        case=text,
        renewals=(renewal(server=text, subject=text, steps=(text, f"Run `Get-Thing {text}`")),),
        notes=(text,),
        differences=(hostile_peers(text),),
    )


def hostile_peers(text: str) -> PeerServers:
    """Return a comparison that has the text wherever text can stand."""
    names = (text, f"b {text}", f"c {text}")
    values = [ServerValue(names[:1], text, 0), ServerValue(names[1:], text, 1)]
    alike = [ServerValue((name,), text, 0) for name in names]
    lacking = [NotCompared(names[:1], text)]
    things = [
        ComparedThing.of(Topic.CERTIFICATE, text, values, ()),
        ComparedThing.of(Topic.EVENT, text, [*values, ServerValue(("d",), text, 2)], ()),
        ComparedThing.of(Topic.ACT, text, alike[1:], lacking),
        ComparedThing.of(Topic.VERSION, text, (), [NotCompared(names, text)]),
    ]
    return PeerServers.of("other", names, things, 1)


def fleet(servers: int, rows: int) -> Diagnosis:
    """Return a diagnosis of many servers with that many rows of evidence in all."""
    names = [f"EX{number:03}.contoso.example" for number in range(servers)]
    each = rows // servers
    return replace(
        whole(),
        servers=tuple(
            Server(name, Verdict.BROKEN, "The internal certificate is gone.", None, None, "")
            for name in names
        ),
        findings=tuple(
            finding(
                id=f"internal-certificate-lost/{name}",
                server=name,
                servers=(name,),
                evidence=tuple(
                    evidence("2026-02-14T22:51:20Z", 12024, row, name) for row in range(each)
                ),
            )
            for name in names
        ),
    )
