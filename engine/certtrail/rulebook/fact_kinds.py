"""The fact kinds that rules can join on, with their fields; a test holds the derivation to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.rulebook import kind_fields as of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPAN: Final = frozenset({"first", "last", "count"})
# How what is logged again and again stands at the log's end.
_STANDING: Final = frozenset(
    {"open", "current", "stopped", "quiet_by", "live_until", "acted", "log_end", "onset"}
    | {"tried", "restarting", "unseen", "unheard"}
)
_TOLD: Final = _SPAN | _STANDING
_LEFT: Final = frozenset({"hours", "left", "due", "past", "passed_by", "usual", "written_end"})
_RUN: Final = _SPAN | {"process"}
_STRETCH: Final = frozenset({"start", "until", "hours"})
# Of what is ordinary in small numbers.
_SURGE: Final = frozenset({"rose", "ordinary", "daily", "peak"})
_ELSEWHERE: Final = frozenset({"thumbprint", "holder", "holders"})

FACT_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    # One run of 12015 or 12017 about one certificate in one process.
    "internal-certificate-in-use": _RUN
    | {"thumbprint", "state", "substitute", "settled", "expires", "open", "current"},
    # One run of 12013, 12023 or 12024 about one configured certificate in one process.
    "internal-certificate-fallback": _RUN
    | {"configured", "fallback", "substitute", "open", "settled", "acted", "tried", "unseen"}
    | {"quiet_by", "live_until", "log_end", "onset", "processes", "server_first", "server_last"}
    | {"taken", "taken_by", "taken_with", "brought", "current", "mended_before"},
    # One certificate that stood in for another in such a run.
    "internal-certificate-stand-in": _RUN | {"configured", "fallback", "thumbprint"},
    # All records of one process about one certificate, and how they stand at the log's end.
    "warning-by-wrong-clock": _RUN | {"event", "thumbprint", "logged", "what"},
    "internal-certificate-trouble": _RUN
    | {"thumbprint", "state", "expires", "expires_error", "consistent", "gone"}
    | {"server_first", "server_last", "given_away", "distrusted", "taken_up"}
    | _STANDING
    | _LEFT,
    # One certificate that a server is configured for or uses as configured.
    "internal-certificate-configured": _SPAN | {"thumbprint", "open", "current"},
    # A process misses one certificate, uses another, and misses the first again.
    "internal-certificate-flip": _RUN | {"configured", "used"},
    "internal-certificate-unset": _RUN | _STANDING | {"reason"},
    "starttls-certificate-missing": _RUN | _STANDING | frozenset(of.SEARCHED.split()),
    "starttls-certificate-expiring": _RUN
    | _STANDING
    | _LEFT
    | {"name", "thumbprint", "named_by", "expires", "expires_error", "own_name"},
    "starttls-certificate-expired": _RUN
    | _STANDING
    | {"name", "thumbprint", "named_by", "own_name", "restarted"},
    "client-service-certificate-missing": _RUN | _STANDING | {"name", "service"},
    "signing-certificate-missing": _RUN | _STANDING | {"thumbprint"},
    "remote-certificate-expired": _RUN | _STANDING | of.OWN_NEXT | of.EXPIRED_ELSEWHERE,
    "connector-change-ignored": _RUN | _STANDING,
    "transport-start-failing": _RUN | {"listener", "endpoint", "open", "log_end"},
    "transport-restarted": frozenset({"process", "means"}),
    "certificate-action": frozenset(of.ACTION.split()),
    "certificate-removed-for-name": frozenset(
        {"name", "verb", "thumbprint", "subject", "user", "program"}
    ),
    "connector-action": frozenset(
        {"verb", "result", "connector", "direction", "tls_certificate_name", "asked_for"}
        | {"overruled", "fqdn", "auth_mechanism", "user", "cmdlet"}
    ),
    "exchange-authentication-off": frozenset(
        {"connector", "auth_mechanism", "listed", "taken", "taken_by", "taken_with"}
    ),
    "setting-fought-over": _SPAN
    | {"connector", "direction", "setting", "value", "user", "rival", "cmdlet", "answered"}
    | {"clock", "local_clock", "script"}
    | {"other_server", "other_connector", "other_listed", "more_connectors"},
    "edge-subscription-action": frozenset({"verb", "result", "user", "cmdlet", "edge", "latest"}),
    "called-edge": frozenset({"name"}),
    "called-version": frozenset({"name", "whole"}),
    "edge-synchronised": frozenset({"edge", "told"}),
    "list-of-another": frozenset({"file", "other"}),
    "certificate-left-list": frozenset(
        {"thumbprint", "subject", "services", "successor", "lacks", "unserved"}
    ),
    "list-outdated": frozenset(
        {"file", "clock", "thumbprint", "taken", "taken_by", "taken_with"}
        | {"brought", "verb", "successor", "unloaded", "lost"}
    ),
    "certificate-elsewhere": _ELSEWHERE | {"name", "connector", "process", "successor"},
    "certificate-given-elsewhere": _ELSEWHERE - {"holders"} | {"name", "connector", "process"},
    "key-on-another-server": _ELSEWHERE
    | {"subject", "before", "connector", "connectors", "instead_of", "requested"},
    "successor-elsewhere": _ELSEWHERE | {"successor", "here", "services", "renamed"},
    "transport-service-action": frozenset({"result", "parameters", "user", "cmdlet"}),
    "log-cleared": frozenset({"channel", "user"}),
    "console-transcript": frozenset({"lines"}),
    # What follows is around the certificates: TLS, trust, keys, chains, servers and people.
    "private-key-inaccessible": _RUN
    | _STANDING
    | {"seen_by", "reason", "role", "code", "state", "thumbprint", "subject", "program", "result"}
    | {"named"},
    "chain-problem": _RUN
    | _STANDING
    | {"what", "status", "connector", "domain", "direction", "level", "capability", "next_hop"}
    | {"thumbprint", "subject", "issuer", "serial", "via", "ours", "perhaps", "own_relay"}
    | {"program", "result", "flags", "policy", "url", "renewed_at", "renewed_as", *of.OWN_NEXT},
    "direct-trust-failed": _RUN
    | _STANDING
    | {"direction", "subject", "host", "address", "addresses", "peer", "whom"}
    | {"begun", "changed_peer", "peer_changed", "peer_lost", "edge_peer", "hub_peer", "shown"}
    | {"tested"},
    "edge-sync-problem": _TOLD
    | {"reason", "side", "hub", "edge", "thumbprint", "subject", "user", "error", "peer", "begun"}
    | {"tested"},
    "smtp-authentication-failed": _RUN
    | _STANDING
    | {"direction", "reason", "error", "connector", "mechanism"}
    | {"address", "addresses", "target", "targets", "asker"}
    | _SURGE,
    "tls-required-failed": _RUN
    | _STANDING
    | {"direction", "connector", "domain", "remote", "remotes"},
    "domain-security-failed": _RUN | _STANDING | of.SECURED_DOMAIN,
    "san-limit-exceeded": _RUN | _STANDING | {"thumbprint", "names", "limit"},
    "starttls-peer-problem": _TOLD | {"reason", "peer", "code", "name", "names"},
    "tls-alert": _RUN
    | _STANDING
    | {"direction", "alert", "state", "program", "target", "targets"}
    | _SURGE,
    "tls-refusals": _SPAN
    | {"unmatched", "received", "sent", "alerts", "days", "from", "to"}
    | {"logons", "address", "addresses"},
    "tls-credential-failed": _RUN | _STANDING | {"role", "state", "program"},
    "no-default-credential": _TOLD | {"reason", "role", "code"},
    "certificate-expiring-windows": _TOLD | {"thumbprint", "state", "context", "seen_by"},
    "enrollment-failed": _TOLD | {"context", "code", "error"},
    "configuration-loaded": _RUN | _STANDING | {"how", "part"},
    "configuration-unreadable": _RUN | _STANDING | {"what"},
    "spn-registration-failed": _RUN | _STANDING | {"service", "error"},
    # What stops mail and has nothing to do with certificates.
    "back-pressure": _RUN
    | {"level", "worst", "resource", "path", "used", "ended", "log_end", "open", "current"},
    "sign-in-failed": _TOLD | {"exception"},
    "malware-scan-failed": _TOLD | {"what", "error"},
    "queue-database-failed": _RUN | _STANDING | {"what", "error"},
    **dict.fromkeys(("listener-refused", "message-crashed-transport"), _RUN | _STANDING),
    "logon-refused": _RUN
    | _STANDING
    | {"error", "connector", "mechanism", "address", "addresses"}
    | _SURGE,
    "send-connector-dns-failed": _RUN | _STANDING | {"connector", "error"},
    "directory-servers-listed": _TOLD | {"controllers"},
    "directory-not-found": _TOLD | {"error"},
    "own-certificate-not-validated": _RUN | _STANDING | {"direction", "detail"},
    "http-binding-failed": _TOLD | {"endpoint"},
    "transport-stopping": _RUN | _STANDING | {"reason"},
    "worker-exited": _RUN | _STANDING | {"reason"},
    "service-crashed": _RUN | {"service", "times"},
    "service-failed": _RUN | {"service", "reason", "requires", "error"},
    "service-start-type": _RUN | {"service", "old", "new"},
    "boot": _SPAN | {"seen_by"},
    "shutdown": _SPAN | {"seen_by"},
    "unexpected-shutdown": _TOLD | {"uptime"},
    "windows-version": _TOLD | {"version", "build"},
    **dict.fromkeys(("time-unsynchronized", "directory-right-missing"), _TOLD),
    "dns-unanswered": _TOLD | {"name"},
    "service-name-twice": _TOLD | {"target", "peer"},
    "product-removed": _TOLD | {"product", "status"},
    "clock-changed": _SPAN | {"direction", "old", "new", "delta", "reason", "program"},
    "time-zone-changed": _TOLD | {"old", "new"},
    "log-gap": _TOLD | {"channel", "reason"},
    "host-script": _SPAN | {"script", "program"},
    "taking-script": _SPAN
    | {"takes", "command", "script", "user", "task", "runs", "again"}
    | {"shown_in", "typed_at", "saved", "saved_what"},
    "script-run": _SPAN.union(of.SCRIPTED.split()),
    "precedence-warning": frozenset(
        {"fqdn", "winner", "winner_kind", "loser", "own", "connectors", "inventory", "picked"}
    ),
    # What the exports cover.
    "log-span": frozenset(
        {"channel", "first", "last", "hours", "holes", "whole", "records", "newest", "of_exchange"}
    ),
    "log-part": _STRETCH | {"channel", "file", "how", "provider", "least"},
    "log-covered": _STRETCH | {"channel"},
    "log-hole": _STRETCH | {"channel", "mute"},
    "process-observed": _STRETCH | {"process", "spoke"},
    "no-certificate-event": _STRETCH,
    "input-damaged": frozenset({"file", "type", "problems", "lost", "cut"}),
    "short-name-shared": frozenset({"servers", "own"}),
    "stranger-quoted": frozenset({"file", "peer", "name", "expired_for", "refuser", "events"}),
    # What console text and mail logs tell.
    "overwrite-prompt": frozenset(
        {"current", "replacement", "answer", "final"}
        | {"current_expires", "replacement_expires", "ends_earlier", "longer", "self_signed"}
    ),
    # One that a short message names.
    "certificate-mentioned": frozenset({"thumbprint"}),
    "certificate-unnamed": frozenset(of.UNNAMED.split()),
    "console-command": frozenset(
        {"verb", "thumbprint", "smtp", "refused", "name", "cmdlet", "clock", "local", "user"}
        | {"within", "told"}
        | {"saved", "saved_what", "forced", "for_tokens", "asked_for", "fqdn"}
    ),
    "tls-setting": frozenset({"component", "protocol", "side", "version", "wow", "state"})
    | {"set_enabled", "disabled_by_default", "strong_crypto", "system_default"},
    "site-binding": frozenset({"endpoint", "port", "thumbprint", "application", "state"}),
    "winhttp-proxy": frozenset({"proxy", "bypass", "state"}),
    "service-name-warning": frozenset({"reason", "service", "thumbprint", "named_later"}),
    "removal-refused": frozenset({"reason", "thumbprint", "connectors"}),
    "exchange-refusal": frozenset({"reason", "code", "thumbprint", "text", "whole", "elsewhere"})
    | {"here", "holder", "cmdlet", "user", "local", "services", "services_shown"},
    "certificate-not-shown": frozenset({"reason", "thumbprint", "text", "role"})
    | {"connector", "direction", "holder"},
    "internal-certificate-message": frozenset(
        {"reason", "current", "replacement", "longer", "typed_by", "trusted_since"}
    ),
    "queue-error": _SPAN
    | {"reason", "code", "enhanced", "status", "next_hop", "toward", "dropped", "text"}
    | {"address", "messages", "tls_error", "peer", "refused_by", "thumbprint", "shown_by", "right"}
    | {"host", "owner", "told", "way", "mailed", "smart_host", "answer", "kept_by", "reported_by"}
    | {"sent", "seen", "near_from", "near_to", "own_relay", "lacked", "lacked_by", "over_on"}
    | {"alike", "alike_hops", "alike_messages", "alike_closed", "about", "goes_from"}
    | {"recipient_domain", "queue", "receiver_ours", *of.OWN_NEXT},
    "queue-waiting": frozenset({"queue", "next_hop", "toward", "messages", "told"}),
    "port-held": frozenset({"port", "pid", "program", "stranger"}),
    "port-tested": frozenset({"host", "address", "port", "state"}),
    "console-clock": frozenset({"told"}),
    "asked-service": frozenset({"service"}),
    "script-names-certificate": frozenset({"file", "value"}),
    "certificate-presented": frozenset(
        {"host", "port", "starttls", "verify", "links", "depth", "thumbprint", "subject", "issuer"}
        | {"not_before", "not_after", "self_signed", "ours", "next_hop", "asker", "listed_on"}
        | {"listed_as", "own_relay", "address", "stranger", "tls_off"}
    ),
    "tls-error-told": frozenset({"error"}),
    "sign-in-error-told": frozenset({"exception", "form"}),
    "key-relink-failed": frozenset({"code", "thumbprint"}),
    "auth-config": frozenset({"thumbprint", "previous", "next", "stands", "disputed"}),
    "service-state": frozenset({"service", "state"}),
    "exchange-server": frozenset({"version", "role"}),
    **of.OF_SETTINGS,
    "component-state": frozenset({"component", "state"}),
    "edge-sync-state": frozenset({"edge", "peer", "status", "told", "text"}),
    "smtp-protocol-log": frozenset({"direction", "rows"}),
    "certificate-sent": _SPAN | {"connector", "direction", "thumbprint", "subject", "issuer"},
    "certificate-received": _SPAN
    | {"connector", "direction", "thumbprint", "subject", "issuer", "remote", "names"}
    | {"not_before", "not_after"},
    "tls-session": _SPAN | {"connector", "direction", "protocol"},
    "smtp-greeting": frozenset({"host", "text", "exchange"}),
    "smtp-filtered": _SPAN | {"connector", "direction", "remote", "sign"},
    "tls-failure": _SPAN | {"connector", "direction", "error", "thumbprint", "status", "remotes"},
    # What exports describe.
    "certificate": frozenset(
        {"thumbprint", "subject", "issuer", "serial", "names", "names_complete", "not_before"}
        | {"not_after", "exact_dates", "local_dates", "self_signed", "has_private_key"}
        | {"key_provider", "key_test", "services", "smtp", "status", "public_key", "listed"}
        | {"whole_list", "in_user_store", "internal", "auth"}
    ),
    "connector": frozenset(
        {"connector", "direction", "enabled", "fqdn", "tls_certificate_name", "auth_mechanism"}
        | {"tls", "transport_role", "bindings", "source_servers", "changed"}
        | {"inside", "barred", "require_tls", "capabilities", "tls_domain", "tls_auth_level"}
        | {"smart_hosts"}
    ),
    "transport-service": frozenset({"internal", "stands"}),
    # Connectors of two services of one server that have one port.
    "connectors-share-port": frozenset({"connector", "front_end", "endpoint", "port"}),
    # What follows from them.
    "countdown-offset": frozenset({"thumbprint", "process", "offset", "zone", "expires"}),
    "certificate-selected": frozenset(of.SELECTED.split()),
    "certificate-in-store": frozenset(of.IN_STORE.split()),
    "certificate-for-name": of.USABLE | {"name", "unchecked", "meanwhile", "earlier", "unlisted"},
    "internal-of-another": frozenset({"thumbprint", "holder", "not_after"}),
    "name-past-limit": of.USABLE | {"name", "unchecked"},
    "keyless-for-name": of.USABLE | {"name", "unchecked", "holder", "request"},
    "pending-request": frozenset({"thumbprint", "subject", "not_before"}),
    "renewal-begun": frozenset(
        {"thumbprint", "name", "services", "successor", "request", "holder"}
        | {"asked", "asked_on", "answer", "answered_on"}
    ),
    "certificate-at-hand": of.USABLE,
    "certificate-for-back-end": of.USABLE | {"internal"},
    "certificate-not-listed": frozenset({"thumbprint"}),
    **of.OF_STORES,
    **of.SAID_BY_PROGRAMS,
    "name-not-listed": frozenset({"name", "names", "own", "gone", "thumbprint"}),
    "internal-key-in-cng": frozenset({"thumbprint", "holder"}),
    "internal-ends-soon": frozenset({"thumbprint", "holder", "not_after", "local_dates"}),
    "name-carried-elsewhere": frozenset({"name", "thumbprint", "holder", "holders"}),
    "selection-conflict": frozenset(of.CONFLICT.split()),
    "hybrid-configuration": frozenset({"tls_certificate_name"}),
    "hybrid-sign": frozenset({"sign", "tls_certificate_name"}),
    "public-certificate-passed-over": frozenset({"host", "connector", "asked_for", "picked"})
    | {"right", "internal", "subject", "status", "peer"},
    "planes-disagree": frozenset(of.PLANES.split()),
}
