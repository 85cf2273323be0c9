"""Facts about STARTTLS certificates, peers' certificates and the transport configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.expiry import Countdowns, implied_expiry
from certtrail.facts.explanations import EXPIRING, nothing_explains
from certtrail.facts.replaced import Replacements
from certtrail.facts.runs import grouped, run_fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.facts.expiry import TimeZone
    from certtrail.facts.explanations import Finder
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact

# By event: the fact, what its records are grouped by (every other one is a repeat), and
# what tells this event from another that makes the same fact.
_KINDS: Final[dict[str, tuple[str, tuple[str, ...], dict[str, str]]]] = {
    "starttls-certificate-missing": ("starttls-certificate-missing", ("connector", "name"), {}),
    "starttls-certificate-expiring": ("starttls-certificate-expiring", ("name", "thumbprint"), {}),
    "starttls-certificate-expired": ("starttls-certificate-expired", ("name", "thumbprint"), {}),
    "remote-internal-certificate-expired": (
        "remote-certificate-expired",
        ("subject",),
        {"role": "internal"},
    ),
    "remote-starttls-certificate-expired": (
        "remote-certificate-expired",
        ("subject",),
        {"role": "STARTTLS"},
    ),
    "internal-certificate-unset": ("internal-certificate-unset", (), {"reason": "missing"}),
    "internal-certificate-corrupt": ("internal-certificate-unset", (), {"reason": "corrupt"}),
    "connector-change-ignored": ("connector-change-ignored", (), {}),
}
# What a process says once, when it reads its settings, and what shows that these are others now.
_SAID_ONCE: Final[dict[str, frozenset[str]]] = {
    "internal-certificate-unset": frozenset(
        {
            "internal-certificate-expiring",
            "internal-certificate-expired",
            "internal-certificate-unloadable",
            "internal-certificate-substituted",
            "internal-certificate-ephemeral",
        }
    ),
    "connector-change-ignored": frozenset({"configuration-updated"}),
}
# The common name of the subject that a TlsCertificateName tells.
_PINNED: Final = re.compile(r"<S>(?:.{0,600}?[, ])?CN=([^,<>]{1,255})", re.IGNORECASE)
# A start takes a while, and 12012 can be written before Windows says that the service runs.
_SAME_START: Final = 600


def connector_facts(events: EventsByKind, watch: Watch, zone: TimeZone | None) -> list[Fact]:
    """Make one fact for each connector, name or peer that records complain about.

    Fields: `process`, the parameters, how it stands (`silence`), and for STARTTLS `named_by`
    (`fqdn`, or `tls-certificate-name` when the connector names issuer and subject) and the
    countdown. What a process says only once is not measured by silence.
    """
    facts: list[Fact] = []
    countdowns = Countdowns()
    replacements = Replacements(events, watch.acts.shown)
    for event in events.of(("starttls-certificate-expiring",)):
        countdowns.add(event.text("name"), event.text("thumbprint"), [event])
    for observed, (kind, names, told) in _KINDS.items():
        for group in grouped(
            events.of((observed,)),
            lambda item, names=names: (item.process, *(item.text(name) for name in names)),  # type: ignore[misc]
        ):
            name, thumbprint = group[-1].text("name"), group[-1].text("thumbprint")
            explaining: Finder = nothing_explains
            trying: Finder = nothing_explains
            shown = renewed = False
            if kind.startswith("starttls"):
                connector = group[-1].text("connector")
                told_by = watch.acts.shown
                shown = told_by.served(name, thumbprint) or told_by.set_otherwise(connector, name)
                # Where none is found (12014), a certificate alone ends nothing.
                renewed = (
                    watch.acts.renewed(thumbprint, name)
                    if thumbprint
                    else told_by.asked_otherwise(connector, name)
                )
                explaining = watch.acts.on_starttls(thumbprint, connector, name)
                trying = watch.acts.for_starttls(thumbprint, connector)
            fields: dict[str, str | int | bool | None] = {
                "process": group[0].process,
                **watch.standing(
                    group,
                    explaining,
                    trying,
                    warning=kind.endswith(EXPIRING),
                    shown=shown,
                    renewed=renewed,
                    of_process=kind.startswith("starttls"),
                ),
                **{name: group[-1].text(name) for name in names},
                **told,
            }
            if kind.startswith("starttls"):
                fields |= _starttls_fields(group, zone, watch)
                if kind == "starttls-certificate-missing":
                    # As of an internal certificate, so that a rule about both can name them.
                    fields["processes"] = group[0].process
                    fields["fqdn"] = group[-1].text("fqdn") or None
                    pinned = _PINNED.search(name)
                    fields["host"] = pinned[1].strip().casefold() if pinned else None
                if observed == "starttls-certificate-expiring":
                    fields |= countdowns.fields(name, thumbprint, int(fields["log_end"] or 0))
                    # What has ended is not about to; whether it was replaced is another matter.
                    fields["open"] = fields["open"] and not fields.get("past")
                fields |= replacements.ended(group[-1], fields)
            if kind in _SAID_ONCE:
                fields["current"] = not _over(kind, group[-1], events, watch)
                fields["open"] = fields["current"]
                # Nothing more is due of what is said once.
                fields |= {"stopped": False, "quiet_by": -1}
            facts.append(run_fact(kind, group, fields))
    return facts


def _over(kind: str, last: CataloguedEvent, events: EventsByKind, watch: Watch) -> bool:
    """Tell whether what a process says once, when it reads its settings, is no longer so.

    It started again and the log shows that time; or it has used an internal certificate since, or
    has read its configuration anew.
    """
    life, cover = watch.lives.get(last.process), watch.channel_of(last.process)
    shown = cover.shows([last.file]) if cover else []
    started = life.starts if life else ()
    if any(
        at > last.seconds + _SAME_START and any(begin <= at <= end for begin, end in shown)
        for at in started
    ):
        return True
    return any(
        event.process == last.process and event.time > last.time
        for event in events.of(_SAID_ONCE[kind])
    )


def _restarted(group: Sequence[CataloguedEvent], watch: Watch) -> int | None:
    """Give the last start of the process that did not end 12016; None for other records."""
    if group[0].kind != "starttls-certificate-expired":
        return None
    life = watch.lives.get(group[0].process)
    within = [at for at in (life.starts if life else ()) if at > group[0].seconds]
    return max((at for at in within if at < group[-1].seconds), default=None)


def _starttls_fields(
    group: Sequence[CataloguedEvent], zone: TimeZone | None, watch: Watch
) -> dict[str, str | int | bool | None]:
    expiry = implied_expiry(group, zone)
    pinned = "<s>" in group[-1].text("name").casefold()
    return {
        "named_by": "tls-certificate-name" if pinned else "fqdn",
        "expires": expiry.at if expiry else None,
        "expires_error": expiry.error_hours if expiry else None,
        "written_end": group[-1].text("written_end") or None,
        "restarted": _restarted(group, watch),
    }
