"""Facts that are made from stores and other facts: kinds that tell nothing new of a certificate.

The certificate that they name can be another server's, of which nothing happened here.
"""

from __future__ import annotations

from typing import Final

CONCLUDED: Final = frozenset(
    {
        "certificate-at-hand",
        "certificate-elsewhere",
        "certificate-for-back-end",
        "certificate-for-name",
        "certificate-given-elsewhere",
        "certificate-in-store",
        "certificate-in-user-store",
        "certificate-not-listed",
        "certificate-selected",
        "client-service-name-missing",
        "curved-for-name",
        "hybrid-sign",
        "internal-ends-soon",
        "issuer-not-in-store",
        "internal-key-in-cng",
        "internal-of-another",
        "key-on-another-server",
        "keyless-for-name",
        "name-carried-elsewhere",
        "name-for-clients",
        "name-not-listed",
        "name-past-limit",
        "pending-request",
        "planes-disagree",
        "renewal-begun",
        "selection-conflict",
        "sole-carrier-of-name",
        "starttls-enabled-before",
        "successor-elsewhere",
        "tenant-certificate-mismatch",
    }
)
