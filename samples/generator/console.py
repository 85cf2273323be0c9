"""A console session, as copied out of a window that is 80 columns wide."""

from __future__ import annotations

from typing import Final

_COLUMNS: Final = 80


def precedence_transcript(server: str, current: str, loser: str, winner: str) -> str:
    """Make up the session in which a certificate is enabled that loses to another."""
    short = server.partition(".")[0]
    warning = (
        "WARNING: This certificate will not be used for external TLS connections with an FQDN of"
        f" 'mail.adatum.com' because the CA-signed certificate with thumbprint '{winner}' takes"
        " precedence. The following receive/send connectors match that FQDN: Default Frontend"
        f" {short}, Internet Mail."
    )
    lines = (
        f"VERBOSE: Connected to {server}.",
        rf"[PS] C:\Windows\system32>Enable-ExchangeCertificate -Thumbprint {loser} -Services SMTP",
        warning,
        "",
        "Confirm",
        "Overwrite the existing default SMTP certificate?",
        "",
        f"Current certificate: '{current}' (expires 12/1/2026 12:00:00 AM)",
        f"Replace it with certificate: '{loser}' (expires 2/24/2027 11:59:59 PM)",
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): n',
        r"[PS] C:\Windows\system32>",
    )
    return "\r\n".join(part for line in lines for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    # A console breaks a line at its last column, in the middle of a word too.
    return [line[start : start + _COLUMNS] for start in range(0, len(line), _COLUMNS)] or [""]
