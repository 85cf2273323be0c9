r"""Commands that take rights to private keys away, or certificates, told by their words alone.

    powershell.exe -File C:\Ops\Harden-MachineKeys.ps1 -RemoveAce "NETWORK SERVICE"
    icacls C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys /remove "NETWORK SERVICE"
    Get-ChildItem Cert:\LocalMachine\My | Where NotAfter -lt (Get-Date) | Remove-Item

What a script does that has none of these, nobody sees here.
"""

from __future__ import annotations

import re
from typing import Final

KEY_RIGHTS: Final = "key-rights"
CERTIFICATES: Final = "certificates"
KEYS: Final = re.compile(
    r"MachineKeys|Crypto[\\/](?:RSA|Keys|DSS|SystemKeys)(?![a-z])|private[ _-]?keys?(?![a-z])"
    r"|CryptoKey(?:AccessRule|Security)",
    re.IGNORECASE,
)
"""Where the private keys of a computer lie, as commands call it."""
NETWORK_SERVICE: Final = re.compile(
    r"NETWORK ?SERVICE|S-1-5-20(?![\d-])|NETZWERKDIENST|SERVICE R\u00c9SEAU|SERVICE RESEAU"
    r"|SERVICIO DE RED|SERVIZIO DI RETE|SERVI\u00c7O DE REDE|NETWERKSERVICE"
    r"|\u0421\u0415\u0422\u0415\u0412\u0410\u042f \u0421\u041b\u0423\u0416\u0411\u0410",
    re.IGNORECASE,
)
"""The account of the transport and delivery services, in the languages of Windows."""
_RIGHTS: Final = re.compile(
    r"/remove(?::[gd])?(?![\w-])|/deny(?!\w)|/inheritance:[rd](?!\w)|/reset(?!\w)"
    r"|Remove-?(?:Ace|AccessRule\w*|Acls?|Permissions?|Rights?|NTFSAccess)(?![a-z])"
    r"|SetAccessRuleProtection|PurgeAccessRules|SecurityDescriptorSddlForm|AccessControlType\]?::Deny"
    # Of a folder only where a script lies in it.
    r"|(?<![a-z])(?:harden|revoke|lock-?down|restrict)"
    r"(?![\w .-]{0,60}\\(?![^\s\"']{0,200}\.(?:ps1|cmd|bat|vbs)))"
    # The older tool replaces all rights, but where it is told to edit them.
    r"|(?<![\w-])x?cacls(?:\.exe)?(?![\w-])(?=[^\r\n]{0,300}?[ \t]/(?:[RD][ \t]|S:"
    r"|[GP][ \t](?![^\r\n]{0,200}/E(?!\w))))(?![^\r\n]{0,200}/E(?!\w)[^\r\n]{0,200}/G[ \t])",
    re.IGNORECASE,
)
# Whose rights it is about: as it stands there, or in a variable that tells nothing.
_WHOSE: Final = re.compile(
    r"(?:/remove(?::[gd])?|/deny|[ \t]/[RD])[ \t]+(?P<who>\"[^\"\r\n]{1,100}\"|'[^'\r\n]{1,100}'"
    r"|[^\s\"'/]{1,100})",
    re.IGNORECASE,
)
_REMOVES: Final = re.compile(
    # What defines the cmdlet, as the management shell does at its start, runs nothing.
    r"(?<![\w:-])Remove-ExchangeCertificate(?![\w-])"
    r"|(?<![\w-])certutil(?:\.exe)?[ \t][^\r\n]{0,40}?-delstore(?!\w)"
    r"|(?:clean\w{0,4}|remov\w{1,3}|delet\w{1,3}|purge)[-_ ]?(?:old|expired|unused|up)?[-_ ]?"
    r"cert(?:s|ificates?)?(?:\.ps1|(?![\w-]))",
    re.IGNORECASE,
)
_STORE: Final = re.compile(r"cert:\\", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?<![\w-])Remove-Item(?![\w-])", re.IGNORECASE)
_ONLY_TRIED: Final = re.compile(r"-WhatIf(?!:\$false)\b", re.IGNORECASE)


def taken_by(text: str) -> tuple[str, int] | None:
    r"""Tell what a text takes away, `key-rights` or `certificates`, and where it says so.

    None where it takes nothing, or only from accounts that no transport service runs as.

    >>> folder = r"C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys"
    >>> taken_by(f'icacls {folder} /remove "NETWORK SERVICE"')
    ('key-rights', 32)
    >>> taken_by(f'icacls {folder} /remove Everyone')
    """
    if _ONLY_TRIED.search(text):
        return None
    keys, rights = KEYS.search(text), _RIGHTS.search(text)
    if keys is not None and rights is not None:
        return None if _only_others(text) else (KEY_RIGHTS, min(keys.start(), rights.start()))
    store, item = _STORE.search(text), _ITEM.search(text)
    if store is not None and item is not None:
        return CERTIFICATES, min(store.start(), item.start())
    removes = _REMOVES.search(text)
    return None if removes is None else (CERTIFICATES, removes.start())


def _only_others(text: str) -> bool:
    """Tell whether a command names whose rights it takes, and none that transport runs as."""
    named = [found["who"].strip("\"'") for found in _WHOSE.finditer(text)]
    if not named or "/inheritance" in text.casefold() or "/reset" in text.casefold():
        return False
    return not any("$" in who or "%" in who or NETWORK_SERVICE.search(who) for who in named)
