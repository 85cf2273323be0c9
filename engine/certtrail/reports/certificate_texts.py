"""Ledger, selections and what-if as plain text of 80 columns or less, but for long names."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from certtrail.model.selected_certificates import UNKNOWN, Direction
from certtrail.reports.checked import NOT_CHECKED, is_command
from certtrail.text.display import counted, visible
from certtrail.text.instants import SECOND, short, short_unplaced
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.what_if import WhatIf
    from certtrail.model.certificates_known import LedgerEntry, LifeEvent, PlanStep, Renewal, Use
    from certtrail.model.inventory import StoredCertificate
    from certtrail.model.selected_certificates import Answer, Selection

_WIDTH: Final = 80
_CANDIDATES: Final = 12
_EVENTS: Final = 15
_LABEL: Final = 12
_READINGS: Final = (
    "documented: as Microsoft's pages say. model: as Exchange 2013 seems to do, which was inferred."
)
_DIRECTIONS: Final = {
    Direction.INBOUND: "receive connector",
    Direction.OUTBOUND: "send connector",
    Direction.INTERNAL: "internal role (X-ANONYMOUSTLS)",
}


def ledger_text(entries: Sequence[LedgerEntry]) -> ScreenText:
    """List certificates, one paragraph each."""
    if not entries:
        return ScreenText(["No evidence names a certificate."])
    lines = [line for entry in entries for line in _entry(entry)]
    return ScreenText([*lines, counted(len(entries), "certificate")])


def _entry(entry: LedgerEntry) -> Iterator[str]:
    known = entry.certificate
    name = entry.thumbprint or "thumbprint not known"
    yield f"{name}  {entry.server or 'server not known'}"
    if known is None:
        yield from _field("described", "by no export; all that is known is from logs and texts")
        if entry.subject:
            yield from _field("subject", entry.subject)
    else:
        yield from _field("subject", entry.subject or None)
        yield from _field("signed by", "itself" if known.self_signed else entry.issuer or None)
        cut = "" if known.names_complete else " (the export cut the list)"
        names = ", ".join(entry.names) or "none"
        yield from _field("names", None if known.names is None else names + cut)
        none = "not in the export" if known.services is None else "none"
        yield from _field("services", ", ".join(entry.services) or none)
        yield from _field("status", entry.status or None)
        yield from _field("valid", _validity(known))
    if entry.implied is not None:
        implied = f"{_read(entry.implied.at)}, give or take {entry.implied.error_hours} h"
        yield from _field("ends, as", f"implied by the events' countdown: {implied}")
    if entry.utc_offset is not None:
        hours = entry.utc_offset / 3600
        yield from _field("UTC offset", f"{hours:+g} h, by the countdown against the true end")
    yield from _field("key", entry.key)
    for use in entry.uses:
        joint = " " if use.role.endswith(" by") else " of "
        where = f"{joint}{use.where or 'a server'}" if use.where or joint == " " else ""
        period = (
            f", {_clock(use.first, use)} to {_clock(use.last, use)}"
            if use.first is not None
            else ""
        )
        yield from _field("role", f"{use.role}{where}{period}")
    yield from (line for event in entry.life[:_EVENTS] for line in _event(event))
    if len(entry.life) > _EVENTS:
        yield from _field("", f"and {len(entry.life) - _EVENTS} more: --format json has them")
    for note in entry.notes:
        yield from _field("note", note)
    yield ""


def _validity(known: StoredCertificate) -> str | None:
    if known.not_before is None and known.not_after is None:
        return None
    local = " (the server's local time)" if known.local_dates else ""
    return f"{_when(known.not_before)} to {_when(known.not_after)}{local}"


def _event(event: LifeEvent) -> Iterator[str]:
    more = ""
    if event.count > 1:
        more = f" ({event.count} times, to {_clock(event.last, event)})"
    when = "time unknown" if event.time is None else _clock(event.time, event)
    yield from _field(when, event.told + more, 22)


def _clock(at: int | None, of: LifeEvent | Use) -> str:
    """Write a time; one of a server's own clock without a zone."""
    return short_unplaced(at) if at is not None and of.unplaced else _read(at)


def selections_text(found: Iterable[Selection]) -> ScreenText:
    """Show what each connector picks, one paragraph each."""
    lines = [line for one in found for line in _selection(one)]
    if not lines:
        return ScreenText(["No export describes a connector or a certificate store."])
    return ScreenText([*lines, *textwrap.wrap(_READINGS, _WIDTH)])


def _selection(one: Selection) -> Iterator[str]:
    name = f" {one.connector}" if one.connector else ""
    yield f"{one.server or 'server not known'}: {_DIRECTIONS[one.direction]}{name}"
    yield from _field("asked for", one.asked_for or "not known")
    yield from _field("documented", _pick(one.answers.documented))
    same = one.documented != UNKNOWN and one.documented == one.model
    yield from _field("model", "the same" if same else _pick(one.answers.model))
    yield from _field("TLS offered", one.offered)
    if one.disagree:
        yield from _field("", "The readings disagree: look at which certificate is really sent.")
    for note in one.notes:
        yield from _field("note", note)
    yield from _judged(one)
    yield ""


def _judged(one: Selection) -> Iterator[str]:
    """Show the candidates, those that matter first; the model's step where it is another."""
    for each in one.candidates[:_CANDIDATES]:
        told = _became(each.outcome, each.step)
        model = _became(each.model_outcome, each.model_step)
        if model not in ("", told):
            told += f"; in the model {model}"
        yield f"  {each.thumbprint}"
        yield from _field("", told, 6)
    rest = len(one.candidates) - _CANDIDATES
    if rest > 0:
        yield from _field("", f"and {counted(rest, 'more candidate')}: --format json has them")


def _became(outcome: str, step: str) -> str:
    return step if outcome in ("", "selected") else f"{outcome}: {step}"


def _pick(answer: Answer) -> str:
    if answer.pick is None:
        maybe = sorted(one for one in answer.picks if len(one) == 40)
        return "not known" + (f"; may be {', '.join(maybe)}" if maybe else "")
    return answer.pick or "none"


def what_if_text(found: WhatIf) -> ScreenText:
    """Show what operations would do."""
    lines: list[str] = []
    if not found.changes:
        lines += ["Nothing changes: every connector picks what it picks now.", ""]
    for change in found.changes:
        one = change.after
        name = f" {one.connector}" if one.connector else ""
        place = f"{one.server or 'server not known'}: {_DIRECTIONS[one.direction]}{name}"
        lines.append(("BREAKS  " if change.breaks else "") + place)
        lines += _field("before", _both(change.before))
        lines += _field("after", _both(change.after))
        lines += _field("so", change.why)
        lines += [line for note in one.notes for line in _field("note", note)]
        lines.append("")
    for text in found.warnings:
        lines.append(f"The cmdlet on {text.server or 'the server'} says ({text.kind}):")
        lines += [line for part in text.text.split("\n") for line in _field("", part, 4)]
        if text.likely_right is not None:
            lines += _field("", f"likely {'right' if text.likely_right else 'wrong'} (model)", 4)
        lines += _field("", text.why, 4) if text.why else []
        lines.append("")
    if found.steps:
        lines.append("The safe order:")
    lines += _steps(found.steps)
    return ScreenText([*lines, *found.notes])


def _steps(steps: Iterable[PlanStep]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        yield from _field(f"{number}.", step.text, 5)
        for command in step.commands:
            yield f"       {command}" + ("" if is_command(command) else f" ({NOT_CHECKED})")
        yield from _field("", f"Risk: {step.risk}", 5) if step.risk else ()


def renewals_text(renewals: Sequence[Renewal]) -> ScreenText:
    """List what expires, the first first, each with its plan; equal plans are written once."""
    if not renewals:
        return ScreenText(["No certificate of these servers is known to expire by then."])
    lines = []
    for one in renewals:
        error = f", give or take {one.error_hours} h" if one.error_hours else ""
        lines.append(f"{_read(one.expires)}{error}: {one.thumbprint}")
        lines += _field("server", one.server or "not known")
        lines += _field("subject", one.subject or "not told")
        lines += _field("roles", "; ".join(one.roles) or None)
        lines += _field("picked by", ", ".join(one.connectors) or None)
        lines += [*_steps(one.plan), ""]
    return ScreenText([*lines, counted(len(renewals), "renewal")])


def _both(one: Selection) -> str:
    documented, model = one.answers.documented, one.answers.model
    told = _pick(documented)
    other = "" if documented.picks == model.picks else f"; in the model {_pick(model)}"
    return f"{told}{other}; TLS offered: {one.offered}"


def _field(label: str, value: str | None, indent: int = _LABEL) -> Iterator[str]:
    if value is None:
        return
    wrapped = textwrap.wrap(visible(value), _WIDTH - 2 - indent, break_on_hyphens=False) or [""]
    yield f"  {label:<{indent - 1}} {wrapped[0]}" if label else f"  {'':<{indent}}{wrapped[0]}"
    yield from (f"  {'':<{indent}}{line}" for line in wrapped[1:])


def _when(seconds: int | None) -> str:
    return "not known" if seconds is None else short(seconds * SECOND)


def _read(at: int | None) -> str:
    return "not known" if at is None else short(at)
