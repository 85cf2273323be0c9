"""What type the fields of facts have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from certtrail.rulebook.fact_kinds import FACT_FIELDS
from certtrail.rulebook.lint import FieldType

_NUMBERS: Final = """
    pid spoke
    time first last count start until hours expires expires_error quiet_by live_until server_first
    server_last log_end left acted addresses targets remotes limit times uptime delta lines rows
    holes problems port not_before not_after current_expires replacement_expires changed offset
    earliest_end latest_end zone alert lost event logged ended rose ordinary daily peak tried depth
    usual links other_ends begun distrusted peer_changed peer_lost restarted taken brought requested
    runs finished days missed cut records logons unmatched received sent typed_at unbound given_away
    taken_up cleared_at passed_by answered seconds typed_by trusted_since tested latest within
    mended_before renewed_at
"""
_FLAGS: Final = """
    current carried starttls final ends_earlier client_auth for_tokens own_name no_edge gone stopped
    consistent settled open smtp listed auth self_signed has_private_key restarting unseen
    names_complete exact_dates local_dates whole_list enabled tls disagree whole due past overruled
    own onset named mute refused unchecked looked_for inside require_tls retired listener here
    all_connectors ours again of_exchange newest stands smart_host keyless inner sets_names
    meanwhile earlier unlisted unsupported beyond ahead by_domain perhaps stranger
    disputed ends_soon in_user_store cleared not_loaded misspelt forced other_listed lacked
    fits unheard aside receiver_ours
    renamed
"""
_TYPES: Final[Mapping[str, FieldType]] = {
    **dict.fromkeys(_NUMBERS.split(), "number"),
    **dict.fromkeys(_FLAGS.split(), "flag"),
}
# What a name stands for in one kind, where it is of another type in most.
_UNUSUAL: Final[Mapping[tuple[str, str], FieldType]] = {
    ("certificate", "internal"): "flag",
    ("certificate-presented", "next_hop"): "flag",
    ("certificate-for-back-end", "internal"): "flag",
    ("certificate-in-store", "internal"): "flag",
    ("certificate-in-store", "picked"): "flag",
    ("sole-carrier-of-name", "internal"): "flag",
    ("public-certificate-passed-over", "internal"): "flag",
    ("clock-changed", "new"): "number",
    ("clock-changed", "old"): "number",
    ("clock-changed", "reason"): "number",
    ("health-check-state", "found"): "flag",
    ("health-check-state", "made_from"): "number",
    ("health-check-state", "made_until"): "number",
    ("internal-certificate-in-use", "substitute"): "flag",
    ("overwrite-prompt", "current"): "text",
    ("planes-disagree", "made"): "number",
    ("internal-certificate-message", "current"): "text",
    ("console-clock", "told"): "number",
    ("console-command", "told"): "number",
    ("event-told", "state"): "number",
    ("edge-sync-state", "told"): "number",
    ("edge-synchronised", "told"): "number",
    ("queue-error", "alike_hops"): "number",
    ("queue-error", "alike_messages"): "number",
    ("queue-error", "near_from"): "number",
    ("queue-error", "near_to"): "number",
    ("queue-error", "seen"): "number",
    ("queue-error", "sent"): "number",
    ("queue-error", "told"): "number",
    ("queue-waiting", "told"): "number",
    ("private-key-inaccessible", "state"): "number",
    ("san-limit-exceeded", "names"): "number",
    ("starttls-peer-problem", "names"): "number",
    ("smtp-greeting", "exchange"): "flag",
    ("tls-alert", "state"): "number",
    ("tls-credential-failed", "state"): "number",
    ("tls-failure", "remotes"): "text",
    ("time-zone-changed", "new"): "number",
    ("time-zone-changed", "old"): "number",
    ("windows-version", "build"): "number",
}


def field_type(kind: str, name: str) -> FieldType:
    """Tell the type of a field; empty for a finding's, which can be any."""
    if kind not in FACT_FIELDS:
        return ""
    return _UNUSUAL.get((kind, name)) or _TYPES.get(name, "text")
