"""The words that fields of facts hold and that texts say by `{...|word}`; catalogues have them."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
    agrees differs pinned unknown
    subscribed unsubscribed set
    active draining inactive
    archived created enabled exported imported installed key-associated removed
    removed-from-directory replaced requested
    back forward
    both documented model
    ca-signed self-signed
    cancelled failed refused run stopped success what-if
    edge-sync inbound internal outbound
    ephemeral expired expiring substituted
    filtered forwarded
    default file-name-gone import-exists key-not-exportable not-valid other rights-on-key
    send-connectors server-out-of-reach
    thumbprint-not-found unsaid wrong-password
    certificate-not-found credential-renewal credentials-undecipherable lease no-credentials
    subscription-expired
    invalid not-yet-valid pendingrequest revoked untrusted without-key
    too-many-names not-taken not-enabled
    disabled name-mismatch negotiation not-authenticated
    no yes
    critical error warning information
    high medium disk memory queue transactions
    damaged incomplete mismatch missing out-of-memory read-only unreadable
    good unlisted
"""
ENGLISH: Final = {
    "ca-signed": "CA-signed",
    "certificate-not-found": "a certificate that was not found",
    "credential-renewal": "credentials that could not be renewed",
    "credentials-undecipherable": "credentials that cannot be decrypted",
    "disk": "disk space",
    "edge-sync": "EdgeSync",
    "key-associated": "associated with its key",
    "lease": "a lease that was not to be had",
    "no-credentials": "missing credentials",
    "not-enabled": "not enabled for SMTP",
    "not-taken": "of a version, with a key or for uses that Exchange does not take",
    "out-of-memory": "without enough memory",
    "pendingrequest": "PendingRequest",
    "self-signed": "self-signed",
    "subscription-expired": "an expired subscription",
    "queue": "room in the Submission queue",
    "read-only": "read-only",
    "transactions": "room for transactions that are not yet written (version buckets)",
    "unsaid": "with an answer that is not at hand",
    "unlisted": "not in the list of the server's certificates",
    "what-if": "what-if",
}
"""How English says those that are no words as they stand; of all others only the hyphens go."""
WORDS: Final[tuple[str, ...]] = (*_WORDS.split(), "Windows certificate store")
