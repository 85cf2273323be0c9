"""The words that fields of facts hold and that texts say by `{...|word}`; catalogues have them."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
    agrees differs pinned unknown
    subscribed unsubscribed set
    archived created enabled exported imported installed key-associated removed
    removed-from-directory replaced requested
    back forward
    both documented model
    ca-signed self-signed
    cancelled failed refused run stopped success what-if
    edge-sync inbound internal outbound
    ephemeral expired expiring substituted
    filtered forwarded
    default import-exists key-not-exportable not-valid other rights-on-key send-connectors
    thumbprint-not-found wrong-password
    certificate-not-found credential-renewal credentials-undecipherable lease no-credentials
    subscription-expired
    invalid not-yet-valid pendingrequest revoked untrusted without-key
    disabled name-mismatch negotiation not-authenticated
    no yes
    critical error warning information
"""
WORDS: Final[tuple[str, ...]] = (*_WORDS.split(), "Windows certificate store")
