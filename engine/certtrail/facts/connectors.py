"""Facts about STARTTLS certificates, peers' certificates and the transport configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.expiry import implied_expiry
from certtrail.facts.runs import grouped, run_fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.catalogued_events import Observation
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.expiry import TimeZone
    from certtrail.model.fact import Fact

# By observation: the fact, what its records are grouped by (every other one is a repeat), and
# what tells this observation from another that makes the same fact.
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
_QUIET: Final = 48 * 3600


def connector_facts(
    observations: Sequence[Observation], application: Coverage | None, zone: TimeZone | None
) -> list[Fact]:
    """Make one fact for each connector, name or peer that records complain about.

    Fields: `process`, the parameters, `current` (not silent for the last 48 covered hours), and
    for STARTTLS `named_by` (`fqdn`, or `tls-certificate-name` when the connector names issuer and
    subject), `hours` and `expires`.
    """
    quiet_by = application.clock().latest_start_of(_QUIET) if application else None
    facts: list[Fact] = []
    for observed, (kind, names, told) in _KINDS.items():
        members = [observation for observation in observations if observation.kind == observed]
        for group in grouped(
            members,
            lambda item, names=names: (item.process, *(item.text(name) for name in names)),  # type: ignore[misc]
        ):
            fields: dict[str, str | int | bool | None] = {
                "process": group[0].process,
                "current": quiet_by is None or group[-1].seconds > quiet_by,
                **{name: group[-1].text(name) for name in names},
                **told,
            }
            if kind.startswith("starttls"):
                fields |= _starttls_fields(group, zone)
            facts.append(run_fact(kind, group, fields))
    return facts


def _starttls_fields(
    group: Sequence[Observation], zone: TimeZone | None
) -> dict[str, str | int | bool | None]:
    expiry = implied_expiry(group, zone)
    hours = group[-1].values.get("hours")
    pinned = "<s>" in group[-1].text("name").casefold()
    return {
        "named_by": "tls-certificate-name" if pinned else "fqdn",
        "hours": hours if isinstance(hours, int) else None,
        "expires": expiry.at if expiry else None,
        "expires_error": expiry.error_hours if expiry else None,
    }
