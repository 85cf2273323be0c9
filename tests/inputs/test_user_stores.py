"""A user's certificate store is not the computer's: the command tells which one is listed."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

THUMBPRINT = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
LIST = f"""

Thumbprint    : {THUMBPRINT}
Subject       : CN=mail.contoso.com
Issuer        : CN=Contoso CA
NotBefore     : 1/15/2025 12:00:00 AM
NotAfter      : 12/15/2027 12:00:00 AM
"""
USERS = (
    "PS C:\\> Get-ChildItem Cert:\\CurrentUser\\My | fl",
    "PS C:\\> dir cert:\\currentuser\\my | fl",
    "PS C:\\> gci 'Cert:CurrentUser/My' | fl *",
    "PS Cert:\\CurrentUser\\My> Get-ChildItem | fl",
    "PS Cert:\\CurrentUser\\My> ls | fl",
    "C:\\> certutil -user -store my",
    "C:\\> certutil.exe -store -user My",
)
OTHERS = (
    "PS C:\\> Get-ChildItem Cert:\\CurrentUser\\Root | fl",
    "PS Cert:\\CurrentUser\\CA> dir | fl",
    "C:\\> certutil -user -store root",
    "C:\\> certutil -user -store ca",
)
COMPUTERS = (
    "PS C:\\> Get-ChildItem Cert:\\LocalMachine\\My | fl",
    "PS Cert:\\LocalMachine\\My> dir | fl",
    "PS Cert:\\CurrentUser\\My> dir Cert:\\LocalMachine\\My | fl",
    "C:\\> certutil -store my",
    "[PS] C:\\>Get-ExchangeCertificate | fl",
)


@pytest.mark.parametrize(
    ("command", "computers", "users"),
    [
        *((each, False, True) for each in USERS),
        *((each, False, False) for each in OTHERS),
        *((each, True, False) for each in COMPUTERS),
    ],
)
def test_the_command_tells_whose_store_it_is(command: str, computers: bool, users: bool) -> None:
    """Only the computer's personal store is what Exchange reads."""
    (one,) = told(command + LIST).inventory.certificates
    assert (one.listed, one.in_user_store) == (computers, users)


@pytest.mark.parametrize("place", ["CurrentUser", "LocalMachine"])
def test_the_folder_above_a_table_tells_it(place: str) -> None:
    """PowerShell prints the store above a table, also where nobody copied the command."""
    text = f"""

   PSParentPath: Microsoft.PowerShell.Security\\Certificate::{place}\\My

Thumbprint                                Subject
----------                                -------
{THUMBPRINT}  CN=mail.contoso.com
"""
    (one,) = told(f"PS C:\\> Get-ChildItem Cert:\\{place}\\My{text}").inventory.certificates
    assert one.in_user_store is (place == "CurrentUser")
