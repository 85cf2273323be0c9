"""Ledger, selections, what-if and renewals as JSON, as the verbs about certificates print them.

`certificates.schema.json` describes it. Times are ISO 8601 UTC; what is not known is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.selected_certificates import UNKNOWN, thumbprint_of
from certtrail.text.instants import SECOND, iso

if TYPE_CHECKING:
    from certtrail.certificates.what_if import WhatIf
    from certtrail.model.certificates_known import LedgerEntry, Renewal
    from certtrail.model.inventory import StoredCertificate
    from certtrail.model.selected_certificates import Selection

    Json = dict[str, object]


def entry_json(entry: LedgerEntry) -> Json:
    """Describe a certificate of the ledger."""
    known, implied = entry.certificate, entry.implied
    return {
        "server": entry.server,
        "thumbprint": entry.thumbprint,
        "subject": entry.subject or None,
        "issuer": entry.issuer or None,
        "serial": known and known.serial,
        "self_signed": known and known.self_signed,
        "names": None if known is None or known.names is None else list(known.names),
        "names_complete": known and known.names_complete,
        "not_before": _iso(entry.start),
        "not_after": _moment(None if known is None else known.not_after),
        "exact_dates": known and known.exact_dates,
        "not_after_implied": implied
        and {"time": iso(implied.at), "error_hours": implied.error_hours},
        "utc_offset_hours": None if entry.utc_offset is None else entry.utc_offset / 3600,
        "services": list(entry.services) if _tells_services(known) else None,
        "status": entry.status or None,
        "root_ca_type": known and known.root_ca_type,
        "friendly_name": known and known.friendly_name,
        "key": {
            "present": known and known.has_private_key,
            "provider": known and known.key_provider,
            "usable": entry.key_usable,
            "why": entry.key,
        },
        "roles": [
            {
                "role": use.role,
                "where": use.where,
                "first": _iso(use.first),
                "last": _iso(use.last),
            }
            for use in entry.uses
        ],
        "life": [
            {
                "time": _iso(event.time),
                "last": _iso(event.last),
                "what": event.what,
                "told": event.told,
                "count": event.count,
                "evidence": [
                    {
                        "file": one.file,
                        "channel": one.channel,
                        "record_id": one.record_id,
                        "line": one.line,
                    }
                    for one in event.evidence
                ],
            }
            for event in entry.life
        ],
        "notes": list(entry.notes),
    }


def selection_json(selection: Selection) -> Json:
    """Describe a selection; a `documented` or `model` that is null and not sure is not known."""
    return {
        "server": selection.server,
        "direction": selection.direction,
        "connector": selection.connector,
        "asked_for": selection.asked_for,
        "documented": thumbprint_of(selection.documented),
        "documented_sure": selection.documented != UNKNOWN,
        "model": thumbprint_of(selection.model),
        "model_sure": selection.model != UNKNOWN,
        "offered": selection.offered,
        "disagree": selection.disagree,
        "notes": list(selection.notes),
        "candidates": [
            {
                "thumbprint": one.thumbprint,
                "outcome": one.outcome,
                "step": one.step,
                "model_outcome": one.model_outcome or None,
                "model_step": one.model_step or None,
            }
            for one in selection.candidates
        ],
    }


def what_if_json(found: WhatIf) -> Json:
    """Describe what operations would do."""
    return {
        "before": [selection_json(one) for one in found.before],
        "after": [selection_json(one) for one in found.after],
        "changes": [
            {
                "server": change.after.server,
                "direction": change.after.direction,
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


def renewal_json(one: Renewal) -> Json:
    """Describe a renewal."""
    return {
        "server": one.server,
        "thumbprint": one.thumbprint,
        "subject": one.subject or None,
        "expires": iso(one.expires),
        "error_hours": one.error_hours,
        "roles": list(one.roles),
        "connectors": [
            {
                "direction": connector.direction,
                "connector": connector.connector,
                "by_tls_certificate_name": connector.by_tls_certificate_name,
            }
            for connector in one.picked_by
        ],
        "steps": [
            {"text": step.text, "commands": list(step.commands), "risk": step.risk}
            for step in one.plan
        ],
        "verify": list(one.verify),
    }


def _short(selection: Selection) -> Json:
    return {
        "asked_for": selection.asked_for,
        "documented": thumbprint_of(selection.documented),
        "model": thumbprint_of(selection.model),
        "offered": selection.offered,
    }


def _tells_services(known: StoredCertificate | None) -> bool:
    return known is not None and known.services is not None


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else iso(seconds * SECOND)


def _iso(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)
