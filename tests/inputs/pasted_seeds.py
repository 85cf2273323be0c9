"""Texts as people paste them, one for each sort of reader: sound files for mutations."""

from __future__ import annotations

from typing import Final

_SETUP: Final = """\
[11/18/2026 20:05:10.0312] [0] Starting Microsoft Exchange Server 2019 Cumulative Update 15 Setup
[11/18/2026 20:31:44.0127] [2] [ERROR] The internal transport certificate cannot be removed because
 that would cause the Microsoft Exchange Transport service to stop.
[11/18/2026 20:31:44.0130] [1] The Exchange Server setup operation didn't complete. More details can
 be found in ExchangeSetup.log located in the <SystemDrive>:\\ExchangeSetupLogs folder.
"""
_SESSION: Final = """\
C:\\>telnet mx02.fabrikam.com 25
220 MX02.fabrikam.com Microsoft ESMTP MAIL Service ready at Wed, 18 Nov 2026 09:15:02 +0100
EHLO test.fabrikam.com
250-MX02.fabrikam.com Hello [10.4.0.9]
250-SIZE 37748736
250-PIPELINING
250-8BITMIME
250 CHUNKING
STARTTLS
500 5.3.3 Unrecognized command
QUIT
221 2.0.0 Service closing transmission channel
"""
_HEALTH: Final = """\
Exchange Health Checker version 26.03.17.1414
Generation Time: 11/18/2026 10:02:31
Exchange Information
--------------------
    Name: MX02
    Version: Exchange 2019 CU15

Certificate
    FriendlyName: Microsoft Exchange
    Thumbprint: A1B2C3D4E5F60718293A4B5C6D7E8F9001122334
    Lifetime in days: -3
    Certificate has expired: True
    Certificate status: DateInvalid
    Key size: 2048
    Bound to services: SMTP
    Internal Transport Certificate: True
    Current Auth Certificate: False
    Namespaces: MX02
                MX02.fabrikam.com
Valid Internal Transport Certificate Found On Server: False
Valid Auth Certificate Found On Server: True
"""
_QUEUES: Final = """\
[PS] C:\\>Get-Queue -Server MX02 | fl Identity,Status,MessageCount,NextHopDomain,LastError

Identity      : MX02\\2214
Status        : Retry
MessageCount  : 41
NextHopDomain : partner.example.net
LastError     : [{LED=454 4.7.5 Certificate validation failure};{MSG=};{FQDN=partner.example.net};\
{IP=203.0.113.7};{LRT=11/18/2026 9:40:11 AM}]

"""
_BOUNCE: Final = """\
From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@fabrikam.com
To: anna@fabrikam.com
Subject: Undeliverable: Offer
Date: Wed, 18 Nov 2026 08:11:20 +0000

Delivery has failed to these recipients or groups:

bert@partner.example.net
Generating server: MX02.fabrikam.com
#550 5.7.64 TenantAttribution; Relay Access Denied SMTP ##
"""
_CLOCK: Final = """\
C:\\>w32tm /stripchart /computer:dc01.fabrikam.com /samples:2 /dataonly
Tracking dc01.fabrikam.com [10.4.0.2:123].
The current time is 11/18/2026 9:00:00 AM.
09:00:00, +412.3312345s
09:00:02, +412.3312001s
"""
_STORE: Final = """\
My "Personal"
================ Certificate 0 ================
Serial Number: 1a2b3c4d5e6f
Issuer: CN=MX02
 NotBefore: 11/1/2021 10:00 AM
 NotAfter: 11/1/2026 10:00 AM
Subject: CN=MX02
Signature matches Public Key
Cert Hash(sha1): a1b2c3d4e5f60718293a4b5c6d7e8f9001122334
  Key Container = 7f0c
  Provider = Microsoft RSA SChannel Cryptographic Provider
Missing stored keyset
CertUtil: -store command completed successfully.
"""
_AUDIT: Final = """\
RunspaceId         : 0b0f0c0d-1111-2222-3333-444455556666
ObjectModified     : MX02\\A1B2C3D4E5F60718293A4B5C6D7E8F9001122334
CmdletName         : Remove-ExchangeCertificate
CmdletParameters   : {Thumbprint, Confirm}
ModifiedProperties : {}
Caller             : fabrikam.com/Users/anna
ExternalAccess     : False
Succeeded          : True
Error              :
RunDate            : 11/17/2026 6:12:44 PM
OriginatingServer  : MX02 (15.02.1748.010)

"""
_TRACKED: Final = """\
#Software: Microsoft Exchange Server
#Version: 15.02.1748.010
#Log-type: Message Tracking Log
#Date: 2026-11-18T00:00:00.000Z
#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,\
source,event-id,internal-message-id,message-id,recipient-address,recipient-status
2026-11-18T09:40:11.123Z,,MX02,203.0.113.7,partner.example.net,,Outbound,SMTP,DEFER,7,\
<a@fabrikam.com>,bert@partner.example.net,"451 4.7.5 Certificate validation failure"
"""
_TRANSCRIPT: Final = """\
**********************
Windows PowerShell transcript start
Start time: 20261118094500
Username: FABRIKAM\\anna
Machine: MX02 (Microsoft Windows NT 10.0.17763.0)
**********************
PS>Enable-ExchangeCertificate -Thumbprint A1B2C3D4E5F60718293A4B5C6D7E8F9001122334 -Services SMTP
Enable-ExchangeCertificate : The certificate with thumbprint \
A1B2C3D4E5F60718293A4B5C6D7E8F9001122334 was found but is not valid for use with Exchange Server \
(reason: PrivateKeyMissing).
    + CategoryInfo          : InvalidOperation: (:) [Enable-ExchangeCertificate], InvalidOperation
"""
_ALONE: Final = """\
Microsoft Exchange could not find a certificate that contains the domain name mx02.fabrikam.com in \
the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP \
verb for the connector Default Frontend MX02 with a FQDN parameter of mx02.fabrikam.com.
"""
_VIEWED: Final = """\
Log Name:      Microsoft-Windows-CAPI2/Operational
Source:        Microsoft-Windows-CAPI2
Date:          11/18/2026 9:41:02 AM
Event ID:      30
Task Category: Verify Chain Policy
Level:         Error
Keywords:      Path Validation
User:          NETWORK SERVICE
Computer:      MX02.fabrikam.com
Description:
For more details for this event, please refer to the "Details" section
Event Xml:
<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider \
Name="Microsoft-Windows-CAPI2"/><EventID>30</EventID><TimeCreated \
SystemTime="2026-11-18T08:41:02.1Z"/><Channel>Microsoft-Windows-CAPI2/Operational</Channel>\
<Computer>MX02.fabrikam.com</Computer></System><UserData><CertVerifyCertificateChainPolicy>\
<Certificate fileRef="A1B2C3D4E5F60718293A4B5C6D7E8F9001122334.cer" subjectName="mx02"/><Result \
value="800B0101">A required certificate is not within its validity period.</Result>\
</CertVerifyCertificateChainPolicy></UserData></Event>
"""
PASTES: Final = {
    "Setup's log": _SETUP,
    "SMTP session": _SESSION,
    "HealthChecker": _HEALTH,
    "queues": _QUEUES,
    "bounce": _BOUNCE,
    "clock": _CLOCK,
    "store": _STORE,
    "audit entries": _AUDIT,
    "message tracking": _TRACKED,
    "transcript": _TRANSCRIPT,
    "message alone": _ALONE,
    "CAPI2": _VIEWED,
    "case": "\n\n".join((_ALONE, _QUEUES, _AUDIT, _SESSION)),
}
