"""The cmdlets and programs that a remedy may tell people to run; a wrong name helps nobody.

Exchange's are those of Exchange Server 2010 to the Subscription Edition that have to do with
certificates, transport and Edge servers; the others come with Windows.
"""

from __future__ import annotations

from typing import Final

_EXCHANGE: Final = """
    Enable-ExchangeCertificate Export-ExchangeCertificate Get-AcceptedDomain Get-AuthConfig
    Get-EdgeSubscription Get-EdgeSyncServiceConfig Get-EventLogLevel Get-ExchangeCertificate
    Get-ExchangeServer Get-FrontendTransportService Get-HybridConfiguration
    Get-MailboxTransportService Get-Message Get-OrganizationConfig Get-Queue Get-QueueDigest
    Get-ReceiveConnector
    Get-SendConnector Get-ServerComponentState Get-ServerHealth Get-TransportConfig
    Get-TransportServer Get-TransportService Import-ExchangeCertificate New-EdgeSubscription
    New-ExchangeCertificate New-HybridConfiguration New-ReceiveConnector New-SendConnector
    Remove-EdgeSubscription Remove-ExchangeCertificate Resume-Queue Retry-Queue Set-AuthConfig
    Set-EventLogLevel Set-FrontendTransportService Set-ReceiveConnector Set-SendConnector
    Set-ServerComponentState Set-TransportConfig Set-TransportServer Set-TransportService
    Start-EdgeSynchronization Suspend-Queue Test-EdgeSynchronization Test-Mailflow
    Test-ServiceHealth Test-SmtpConnectivity Update-HybridConfiguration
"""
_POWERSHELL: Final = """
    Compare-Object Export-Clixml Export-Csv ForEach-Object Format-List Format-Table Get-Acl
    Get-ChildItem Get-Content Get-FileHash Get-HotFix Get-Item Get-ItemProperty Get-Process
    Get-Service Get-TimeZone Get-WinEvent Group-Object Import-Clixml Import-PfxCertificate
    Measure-Object Out-File Resolve-DnsName Restart-Service Select-Object Set-Content Sort-Object
    Start-Service Stop-Service Test-NetConnection Where-Object
"""
_PROGRAMS: Final = """
    certtrail certutil icacls mmc netsh openssl schtasks setspn w32tm wevtutil
"""
COMMANDS: Final = frozenset(f"{_EXCHANGE} {_POWERSHELL} {_PROGRAMS}".casefold().split())
