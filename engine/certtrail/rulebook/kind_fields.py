"""The fields of the kinds of fact that have many, for the list of all kinds."""

from __future__ import annotations

from typing import Final

ACTION: Final = """
    verb result thumbprint smtp services user cmdlet program context action replaces subject
    own_name overruled declined other_server for_tokens forced
"""
UNNAMED: Final = """
    subject issuer status not_before not_after earliest_end latest_end smtp for_tokens auth
"""
SELECTED: Final = """
    direction connector asked_for named_by documented model offered disagree carried carrier
    carrier_state own_name instead misspelt aside
"""
IN_STORE: Final = """
    thumbprint subject not_before not_after status smtp self_signed has_private_key dates picked
    looked_for internal client_auth for_tokens own_name other_server key_kind local_dates
    earliest_end holders unbound services succeeded_by retired all_connectors disagreed
    sent_only_by ends_soon refused witnessed_by witnessed_role
"""
# Of a next server or a peer, and of one that is ours.
OWN_NEXT: Final = frozenset({"next_hop", "own_host", "own_server", "own_expired"})
CONFLICT: Final = """
    conflict direction asked_for connectors reading picked other holders holder connector missed
    outlived successor waiting waits mates host enabled key_algorithm other_ends services staying
    inner public
"""
PLANES: Final = """
    planes expected found connector direction process last subject issuer host file other_file
    setting shown_at keyless made
"""
SCRIPTED: Final = """
    source tool command script program user thumbprint cleared cleared_at sets_names script_error
    next_run forced
"""
EXPIRED_ELSEWHERE: Final = frozenset(
    {"subject", "role", "peer", "next_hop", "renewed_at", "renewed_as"}
)
SECURED_DOMAIN: Final = frozenset(
    {"reason", "domain", "connector", "direction", "subject", "error", "renewed_at", "renewed_as"}
)
SEARCHED: Final = """
    connector name fqdn named_by direction own_name processes host receiver sender either mended_by
    named_now
"""
USABLE: Final = frozenset(
    {"thumbprint", "self_signed", "not_before", "not_after", "local_dates", "smtp", "key_kind"}
)
OF_SETTINGS: Final = {
    "disk-free": frozenset({"drive", "free", "total"}),
    "events-counted": frozenset({"file", "counts"}),
    "event-told": frozenset({"source", "event", "form", "text", "thumbprint", "name", "connector"})
    | {"endpoint", "hours", "written_end", "status", "domain", "subject", "edge", "alert", "state"}
    | {"logged_by", "substitute"},
    "no-edge-subscription": frozenset(),
    "edge-subscription": frozenset({"edge", "peer", "site"}),
    "certificates-not-listed": frozenset({"what", "text"}),
    "clock-offset": frozenset({"seconds", "beyond", "ahead", "against", "by_domain"}),
    "queue-flows": frozenset({"next_hop"}),
    "queue-waiting": frozenset({"queue", "next_hop", "toward", "messages", "told"}),
    "edge-subscription-removed": frozenset({"edge", "peer", "latest"}),
    "starttls-enabled-before": frozenset(
        {"name", "connector", "process", "thumbprint", "state", "fits", "acted", "restarted"}
        | {"clock"}
    ),
    "told-over": frozenset({"said", "file", "sent"}),
    "command-in-words": frozenset({"cmdlet", "thumbprint", "file"}),
    "client-service-settings": frozenset({"service", "name", "login"}),
    "client-service-name-missing": frozenset({"service", "name", "thumbprint"}),
    "inbound-connector": frozenset({"connector", "name", "connector_type", "state"}),
    "tenant-certificate-mismatch": frozenset(
        {"connector", "tenant_connector", "name", "thumbprint", "subject", "disabled_connector"}
    ),
    "later-version": frozenset({"no_edge"}),
    "name-for-clients": frozenset({"service", "name", "thumbprint", "services"}),
}
OF_STORES: Final = {
    "certificate-in-user-store": frozenset({"thumbprint", "subject", "why", "name", "connectors"})
    | {"process", "first", "last", "refused"},
    "sole-carrier-of-name": frozenset({"name", "process", "thumbprint", "not_loaded", "internal"})
    | {"has_private_key", "smtp"},
    "curved-for-name": frozenset({"name", "thumbprint", "not_after", "unlisted", "unsupported"}),
    "authority-in-store": frozenset({"store", "subject"}),
    "issuer-not-in-store": frozenset({"issuer", "subject"}),
}
SAID_BY_PROGRAMS: Final = {
    "name-not-in-certificate": frozenset({"name", "names", "own"}),
    "setup-run": frozenset({"mode", "finished"}),
    "setup-failed": frozenset({"reason", "thumbprint", "text", "error", "form", "logged"}),
    "health-check-state": frozenset({"what", "found", "why", "made_from", "made_until"}),
    "exchange-shell-not-found": frozenset({"text", "shell"}),
}
