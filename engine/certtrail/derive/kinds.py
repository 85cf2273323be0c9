"""The fact kinds that rules can join on, with their fields; a test holds the derivation to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_RUN: Final = frozenset({"process", "first", "last", "count"})

FACT_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    # One run of 12015 or 12017 about one certificate in one process.
    "internal-certificate-in-use": _RUN
    | {"thumbprint", "state", "substitute", "settled", "expires", "open"},
    # One run of 12013, 12023 or 12024 about one configured certificate in one process.
    "internal-certificate-fallback": _RUN
    | {"configured", "fallback", "substitute", "open", "quiet_by", "live_until"},
    # All records of one process about one certificate, and how they stand at the log's end.
    "internal-certificate-trouble": _RUN
    | {
        "thumbprint",
        "state",
        "hours",
        "expires",
        "expires_error",
        "consistent",
        "current",
        "stopped",
        "gone",
        "quiet_by",
        "live_until",
        "server_first",
        "server_last",
    },
    # One certificate that a server is configured for or uses as configured.
    "internal-certificate-configured": frozenset({"thumbprint", "first", "last", "count"}),
    "internal-certificate-unset": _RUN | {"reason", "current"},
    "starttls-certificate-missing": _RUN | {"connector", "name", "named_by", "current"},
    "starttls-certificate-expiring": _RUN
    | {"name", "thumbprint", "named_by", "hours", "expires", "expires_error", "current"},
    "starttls-certificate-expired": _RUN | {"name", "thumbprint", "named_by", "current"},
    "remote-certificate-expired": _RUN | {"subject", "role", "current"},
    "connector-change-ignored": _RUN | {"current"},
    "transport-restarted": frozenset({"process", "means"}),
    "certificate-action": frozenset(
        {"verb", "result", "thumbprint", "smtp", "services", "user", "cmdlet"}
    ),
    "log-cleared": frozenset({"channel", "user"}),
    "console-transcript": frozenset({"lines"}),
    "precedence-warning": frozenset({"fqdn", "winner", "winner_kind", "loser", "connectors"}),
}
