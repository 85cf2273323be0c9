"""What is no matter of certificates: findings that hurt mail, and say nothing of a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Confidence

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding

OTHER_MATTERS: Final = frozenset(
    {
        "antimalware-stopped",
        "connection-refused-before-tls",
        "directory-not-reached",
        "message-crashes-transport",
        "queue-waits-for-dns",
        "queue-waits-for-malware-scan",
        "queue-waits-for-resources",
        "refused-by-the-other-side",
        "send-connector-dns-failing",
    }
)
"""The rules whose texts say that no certificate is behind it, so that it takes away no verdict on
certificates. One that leaves that open, such as a next server that does not answer, is not here.
"""
# Where these are sure, the server itself shows what is right.
_ANOTHER_MACHINE: Final = frozenset({"device-answers-outside", "gateway-shows-expired-certificate"})
_PASSED: Final = frozenset(
    {
        "back-pressure-passed",
        "clock-refused-authentication-for-a-while",
        "exchange-authentication-failed-for-a-while",
        "mail-flow-trouble-passed",
    }
)


def has_passed(finding: Finding) -> bool:
    """Tell whether a finding is about what held mail up for a while, without a certificate, and is
    over: nobody has to do anything for it, and it leads nowhere.
    """
    return finding.rule in _PASSED and finding.verdict is None


def is_other_matter(finding: Finding) -> bool:
    """Tell whether a finding makes no verdict, and is about something else than certificates, or
    about the certificate of a machine that is surely another one.
    """
    sure = finding.rule in _ANOTHER_MACHINE and finding.confidence is Confidence.HIGH
    return (sure or finding.rule in OTHER_MATTERS) and finding.verdict is None
