"""Ledger, selections and what-if as plain data: what JSON and frames are made of.

Times are ISO 8601 UTC; what is not known is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from certtrail.text.instants import SECOND, iso

if TYPE_CHECKING:
    from certtrail.certificates.ledger import Entry
    from certtrail.certificates.picking import Answer
    from certtrail.certificates.selections import Selection
    from certtrail.certificates.what_if import WhatIf
    from certtrail.model.fact import Evidence


def moment(seconds: int | None) -> str | None:
    """Write an instant."""
    return None if seconds is None else iso(seconds * SECOND)


def entry_data(entry: Entry) -> dict[str, Any]:
    """Describe a certificate of the ledger."""
    stored = None if entry.held is None else entry.held.stored
    names = None if stored is None or stored.names is None else list(stored.names)
    services = None if stored is None or stored.services is None else sorted(stored.services)
    return {
        "server": entry.server,
        "thumbprint": entry.thumbprint,
        "subject": None if stored is None else stored.subject,
        "issuer": None if stored is None else stored.issuer,
        "serial": None if stored is None else stored.serial,
        "self_signed": None if entry.held is None else entry.held.self_signed,
        "names": names,
        "names_complete": None if stored is None else stored.names_complete,
        "not_before": None if stored is None else moment(stored.not_before),
        "not_after": None if stored is None else moment(stored.not_after),
        "exact_dates": None if stored is None else stored.exact_dates,
        "not_after_implied": None
        if entry.implied is None
        else {"time": moment(entry.implied.at), "error_hours": entry.implied.error_hours},
        "utc_offset_hours": None if entry.utc_offset is None else entry.utc_offset / 3600,
        "services": services,
        "status": None if stored is None else stored.status,
        "root_ca_type": None if stored is None else stored.root_ca_type,
        "friendly_name": None if stored is None else stored.friendly_name,
        "key": {
            "present": entry.key.present,
            "provider": entry.key.provider,
            "usable": entry.key.usable,
            "why": entry.key.why,
        },
        "roles": [
            {
                "role": role.kind,
                "where": role.where,
                "first": moment(role.first),
                "last": moment(role.last),
            }
            for role in entry.roles
        ],
        "life": [
            {
                "time": moment(event.at),
                "last": moment(event.last),
                "what": event.what,
                "told": event.told,
                "count": event.count,
                "evidence": [_evidence(one) for one in event.evidence],
            }
            for event in entry.life
        ],
        "notes": list(entry.notes),
    }


def selection_data(selection: Selection) -> dict[str, Any]:
    """Describe a selection; a `documented` or `model` that is null and not sure is not known."""
    return {
        "server": selection.server,
        "direction": str(selection.direction),
        "connector": selection.connector,
        "asked_for": selection.asked_for,
        "documented": selection.documented.pick or None,
        "documented_sure": selection.documented.sure,
        "model": selection.model.pick or None,
        "model_sure": selection.model.sure,
        "offered": selection.offered,
        "disagree": selection.disagree,
        "notes": list(selection.notes),
        "candidates": candidates_data(selection),
    }


def candidates_data(selection: Selection) -> list[dict[str, Any]]:
    """Describe the candidates: `outcome` and `step` are the documented reading's."""
    model = {one.thumbprint: one for one in selection.model.judged}
    found = []
    for one in selection.documented.judged:
        other = model.pop(one.thumbprint, None)
        found.append(
            {
                "thumbprint": one.thumbprint,
                "outcome": one.outcome,
                "step": one.step,
                "model_outcome": None if other is None else other.outcome,
                "model_step": None if other is None else other.step,
            }
        )
    found += [
        {
            "thumbprint": one.thumbprint,
            "outcome": "dropped",
            "step": "not looked at",
            "model_outcome": one.outcome,
            "model_step": one.step,
        }
        for one in model.values()
    ]
    return found


def what_if_data(found: WhatIf) -> dict[str, Any]:
    """Describe what operations would do."""
    return {
        "before": [selection_data(one) for one in found.before],
        "after": [selection_data(one) for one in found.after],
        "changes": [
            {
                "server": change.after.server,
                "direction": str(change.after.direction),
                "connector": change.after.connector,
                "breaks": change.breaks,
                "why": change.why,
                "before": _short(change.before),
                "after": _short(change.after),
            }
            for change in found.changes
        ],
        "warnings": [
            {
                "server": text.server,
                "kind": text.kind,
                "text": text.text,
                "likely_right": text.likely_right,
                "why": text.why,
            }
            for text in found.warnings
        ],
        "edge_resubscription": list(found.edge),
        "commands": [
            {"step": step.text, "commands": list(step.commands), "risk": step.risk}
            for step in found.steps
        ],
        "notes": list(found.notes),
    }


def _short(selection: Selection) -> dict[str, Any]:
    return {
        "asked_for": selection.asked_for,
        "documented": selection.documented.pick or None,
        "model": selection.model.pick or None,
        "offered": selection.offered,
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "file": one.file,
        "channel": one.channel,
        "record_id": one.record_id,
        "line": one.line,
    }


def said(answer: Answer) -> str:
    """Say what a reading picks, for people."""
    if answer.pick is None:
        return "not known"
    return answer.pick or "none"
