"""Right answers held against what certtrail says: an entry of an index in, what is wrong out.

An entry says what has to be known of an input afterwards. It was written without the program, by
those who wrote the inputs; what it leaves out demands nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from certtrail import pipeline
from certtrail.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from certtrail.pipeline import Examined

# What the index calls a fact, and the kind and fields that certtrail has for it.
_KINDS = {
    "refusal": ("exchange-refusal", "removal-refused"),
    "prompt": ("overwrite-prompt",),
    "tls_failure": ("tls-failure",),
    "certificate_sent": ("certificate-sent",),
    "warning": ("precedence-warning",),
}


class Answer:
    """What certtrail says of one input, by its library and by its command line."""

    def __init__(self, path: Path) -> None:
        """Diagnose once; the verbs are asked when they are needed."""
        self._path = path
        self.examined: Examined = pipeline.examine([path], engine="plain")
        done = CliRunner().invoke(cli, ["diagnose", str(path), "--format", "json", "-q"])
        self.exit_code = done.exit_code
        self.diagnosis: Any = json.loads(done.stdout)
        self.rules = {each["rule"] for each in self.diagnosis["findings"]}

    def verb(self, name: str) -> list[dict[str, Any]]:
        """Ask a verb in JSON."""
        done = CliRunner().invoke(cli, [name, str(self._path), "--format", "json", "-q"])
        found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
        return found["certificates" if name == "certificates" else "selections"]

    def text(self) -> str:
        """Render the whole report for a ticket."""
        done = CliRunner().invoke(cli, ["diagnose", str(self._path), "--format", "md", "-q"])
        return done.stdout


def faults(answer: Answer, right: Mapping[str, Any]) -> Iterator[str]:
    """Say what the answer lacks, or has too much."""
    for fact in right.get("facts", []):
        yield from _fact(answer, fact)
    yield from _rules(answer, right)
    yield from _verdicts(answer, right.get("servers", {}))
    yield from _certificates(answer, right.get("certificates", []))
    yield from _connectors(answer, right.get("connectors", []))
    yield from _selections(answer, right.get("select", {}))
    yield from _report(answer, right)
    yield from _words(answer, right)


def _rules(answer: Answer, right: Mapping[str, Any]) -> Iterator[str]:
    fired = answer.rules
    yield from (f"rule {rule} did not fire" for rule in right.get("rules", []) if rule not in fired)
    yield from (f"rule {rule} fired" for rule in right.get("rules_not", []) if rule in fired)
    if right.get("findings") == [] and fired:
        yield f"found {sorted(fired)}, expected nothing"
    findings = answer.diagnosis["findings"]
    for rule, thumbprints in right.get("thumbprints", {}).items():
        named = {one for each in findings if each["rule"] == rule for one in each["thumbprints"]}
        if not set(thumbprints) <= named:
            yield f"{rule}: names {named}, expected {thumbprints}"


def _verdicts(answer: Answer, wanted: Mapping[str, str]) -> Iterator[str]:
    verdicts = {each["name"].casefold(): each["verdict"] for each in answer.diagnosis["servers"]}
    for name, verdict in wanted.items():
        known = _server(name, verdicts)
        if known is None or verdicts[known] != verdict:
            yield f"server {name}: expected {verdict}, found {verdicts}"


def _connectors(answer: Answer, wanted: Iterable[Mapping[str, str]]) -> Iterator[str]:
    known = answer.examined.evidence.inventory.connectors
    for one in wanted:
        name, pinned = one["name"], one.get("tls_certificate_name", "")
        if not any(
            each.name == name and (each.tls_certificate_name or "") == pinned for each in known
        ):
            yield f"connector {dict(one)}: found {known}"


def _words(answer: Answer, right: Mapping[str, Any]) -> Iterator[str]:
    remedy, asks = right.get("remedy", {}), right.get("asks", [])
    told = answer.text() if remedy or asks else ""
    yield from (f"the remedy lacks {each}" for each in remedy.get("has", []) if each not in told)
    steps = [step for each in answer.diagnosis["findings"] for step in each["remedy"]]
    for words in remedy.get("has_not", []):
        if any(words in step for step in steps):
            yield f"the remedy has {words}"
    for wish in asks:
        cmdlet, _, server = wish.partition(" of ")
        if cmdlet not in told or server not in told:
            yield f"does not ask for {wish}"


def _server(name: str, known: Mapping[str, Any]) -> str | None:
    short = name.casefold().partition(".")[0]
    return next((each for each in known if each.partition(".")[0] == short), None)


def _same_server(expected: str | None, found: str) -> bool:
    if expected is None:
        return True
    return found.casefold().partition(".")[0] == expected.casefold().partition(".")[0]


def _fact(answer: Answer, fact: Mapping[str, Any]) -> Iterator[str]:
    if "event" in fact:
        yield from _event(answer, fact)
        return
    kind = next(name for name in _KINDS if name in fact)
    found = [one for one in answer.examined.analysis.facts.facts if one.kind in _KINDS[kind]]
    wanted = {
        name: value
        for name, value in fact.items()
        if name not in ("server", "time", *_KINDS) or name == "tls_failure"
    }
    if kind == "certificate_sent":
        wanted = {"thumbprint": fact[kind]}
    elif kind == "tls_failure":
        error = wanted.pop("tls_failure")
        wanted["error"] = error

    def fits(fields: Mapping[str, Any]) -> bool:
        return all(_equal(fields.get(name), value) for name, value in wanted.items())

    if not any(fits(one.fields) and _same_server(fact.get("server"), one.server) for one in found):
        yield f"no fact {dict(fact)}; found {[(one.server, dict(one.fields)) for one in found]}"


def _equal(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return all(each in str(found) for each in wanted)
    return str(found).casefold() == str(wanted).casefold()


def _event(answer: Answer, fact: Mapping[str, Any]) -> Iterator[str]:
    frame = answer.examined.evidence.events
    rows = [
        row
        for row in frame.to_dict("records")
        if row["event_id"] == fact["event"]
        and row["provider"] == fact["source"]
        and _same_server(fact["server"], row["computer"])
        and _holds(row["data"], fact.get("params", []))
        and _at(str(row["time"]), fact.get("time", ""))
        and row["record_id"] == fact.get("record", row["record_id"])
    ]
    if len(rows) != fact.get("count", len(rows) or -1):
        shown = frame[["time", "event_id", "computer", "data"]].to_dict("records")
        yield f"no event {dict(fact)}; there are {shown}"


def _holds(data: Any, params: list[str]) -> bool:
    values = list(data.values()) if isinstance(data, dict) else list(data)
    texts = [str(value).casefold() for value in values]
    return all(str(each).casefold() in texts for each in params)


def _at(found: str, wanted: str) -> bool:
    return found[:16].replace("T", " ") == wanted[:16].replace("T", " ") if wanted else True


def _certificates(answer: Answer, wanted: list[dict[str, Any]]) -> Iterator[str]:
    listed = answer.verb("certificates") if wanted else []
    for one in wanted:
        found = [each for each in listed if _fits(each, one)]
        if not found:
            names = (
                "server",
                "thumbprint",
                "subject",
                "not_after",
                "services",
                "status",
                "self_signed",
            )
            yield f"no certificate {one}; there are {[{n: e[n] for n in names} for e in listed]}"


def _fits(each: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    checks = [
        each["thumbprint"] == one.get("thumbprint", each["thumbprint"]),
        _same_server(one.get("server"), each["server"]),
        "subject" not in one or one["subject"] in (each["subject"] or ""),
        "status" not in one or each["status"] == one["status"],
        "self_signed" not in one or each["self_signed"] == one["self_signed"],
    ]
    if "not_after" in one:
        checks.append((each["not_after"] or "")[:10] in _days(one["not_after"]))
    if isinstance(one.get("services"), list):
        checks.append(sorted(each["services"] or []) == sorted(one["services"]))
    if isinstance(one.get("names"), list):
        checks.append(set(one["names"]) <= set(each["names"] or []))
    if one.get("key") == "missing":
        checks.append(each["key"]["present"] is False or each["key"]["usable"] is False)
    if str(one.get("key", "")).startswith("present"):
        checks.append(each["key"]["present"] is True)
    return all(checks)


def _days(text: str) -> set[str]:
    """A local date can be the day before or after in UTC."""
    from datetime import date, timedelta

    day = date.fromisoformat(text[:10])
    near = (-1, 0, 1) if "local" in text else (0,)
    return {str(day + timedelta(days=each)) for each in near}


def _selections(answer: Answer, wanted: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    found = answer.verb("select") if wanted else []
    for name, expected in wanted.items():
        connector, _, servers = name.partition(" on ")
        for server in servers.split(" and ") if servers else [None]:
            mine = [
                each
                for each in found
                if each["connector"] == connector and _same_server(server, each["server"])
            ]
            if not any(_picks(each, expected) for each in mine):
                keys = ("server", "documented", "model", "offered", "asked_for")
                shown = [{key: each[key] for key in keys} for each in mine]
                others = [each["connector"] for each in found]
                yield f"select {name}: expected {dict(expected)}, found {shown or others}"


def _picks(each: Mapping[str, Any], expected: Mapping[str, str]) -> bool:
    for key, value in expected.items():
        found = each[key]
        if value.startswith("not known"):
            if found is not None:
                return False
        elif value == "none":
            if found:
                return False
        elif found != value:
            return False
    return True


def _report(answer: Answer, right: Mapping[str, Any]) -> Iterator[str]:
    inputs = answer.diagnosis["inputs"]
    complete = all(each["complete"] for each in inputs)
    if right.get("complete") in (True, False) and complete != right["complete"]:
        shown = [(each["name"], each["complete"]) for each in inputs]
        yield f"complete: expected {right['complete']}, found {shown}"
    if "exit" in right and answer.exit_code != right["exit"]:
        yield f"exit code {answer.exit_code}, expected {right['exit']}"
    unread = {each["name"].rpartition("/")[2] for each in inputs if not each["complete"]}
    for name in right.get("incomplete", []):
        if not any(name in each["name"] and not each["complete"] for each in inputs):
            yield f"{name} is not told as unread; unread are {sorted(unread)}"
