"""Names in, and whether what follows one is a secret: of parameters, variables, keys, elements.

>>> is_secret("PfxPassword"), is_secret("PasswordNeverExpires"), is_secret("Thumbprint")
(True, False, False)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from certtrail.text.secrets.shell_marks import DASHES

_ANYWHERE: Final = re.compile(
    r"password|accesssignature|passwd|passwort|passphrase|pwd|secret(?!ar)|token|credentials?\Z|apikey"
    r"|(?:auth|consumer|app|eab|gd)key|accesskey|accountkey|sharedkey|privatekey\Z|encryptionkey|connectionstring|hmac"
    r"|authorization|cookie|kennwort|contrase(?:n|ñ)a|motdepasse|密码|密碼|acctkey|subscriptionkey"
    r"|wachtwoord|пароль|has[łl]o\Z|parola\Z|lozinka|senha\Z|heslo\Z|l[öo]senord|adgangskode|salasana"
    r"|jelsz[óo]|passord\Z|motsdepasse|recoverykey|validationkey|decryptionkey|keymaterial|passfrase|パスワード|비밀번호|pswd|mdp\Z"
)
# Whole names; digits behind them count for nothing.
_WHOLE: Final = frozenset(
    {
        "pass",
        "passin",
        "passout",
        "passcode",
        "passkey",
        "pw",
        "pin",
        "sig",
        "sas",
        "rp",
        "psw",
        "psk",
    }
    | {"pword", "securestring", "export-pfx", "cred", "creds", "clave", "clé", "cle"}
)
_ENDINGS: Final = ("pass", "pw", "_pin", "-pin")
_CAMEL: Final = re.compile(r"[a-z0-9](?:Pw|PW|Pin|PIN)\Z")
# Words that have one of these in them and mean something else.
_OTHER_WORDS: Final = frozenset({"bypass", "compass", "encompass", "trespass", "surpass"})
# About a secret, and none: its age, whether it expires, of which kind it is.
_ABOUT: Final = re.compile(
    r"password(?:never|not|expir|polic|age\Z|min|max|last|length|histor|complex|quality|required"
    r"|changeable|changed|isset|prompt)"
    r"|(?:min|max)\w*passwordage|cannotchangepassword|nopassword|publickeytoken|usetoken\Z"
    r"|maxtokens?\Z|tokens?(?:type|elevation|url|uri|endpoint|life|expir|age\Z|signing|broker|cache"
    r"|group|privilege|user|owner|statistic|count|size|limit|length|kind|class|info|policy|issu"
    r"|request|service|valid|filter)|default(?:network)?credentials?\Z|(?:no|unknown)credentials?\Z|hasprivatekey"
    r"|(?:without|no|as|convertto|convertfrom)securestring|securestring\w+|authorizationpolicy"
)
# What PowerShell takes for a parameter when only its beginning is given, and how much that is.
_BEGINNINGS: Final = tuple(
    (name, least)
    for name, least in (
        ("password", 3),
        ("pfxpassword", 4),
        ("privatekeypassword", 8),
        ("certificatepassword", 5),
        ("credential", 4),
        ("securepassword", 7),
        ("securestring", 7),
        ("newpassword", 4),
        ("oldpassword", 4),
        ("userpassword", 5),
        ("adminpassword", 6),
        ("accountpassword", 8),
        ("safemodeadministratorpassword", 5),
        ("clientsecret", 7),
        ("accesstoken", 7),
        ("token", 3),
        ("secret", 4),
        ("apikey", 4),
    )
)
_ENCODED: Final = ("encodedcommand", "encodedarguments")
_LONGEST: Final = 80


@lru_cache(maxsize=8192)
def is_secret(name: str) -> bool:
    """Tell whether a value of that name is one; a path counts by its last part."""
    bare = name[-_LONGEST:].replace("`", "").strip(DASHES + "_.")
    low = bare.lower()
    squeezed = low.replace("-", "").replace("_", "").replace(".", "").replace(" ", "")
    if _ABOUT.search(squeezed):
        return False
    if _ANYWHERE.search(squeezed):
        return True
    short = low.rstrip("0123456789")
    if short in _WHOLE:
        return True
    if _CAMEL.search(bare):
        return True
    return short.endswith(_ENDINGS) and short not in _OTHER_WORDS


@lru_cache(maxsize=8192)
def is_secret_parameter(name: str) -> bool:
    """Tell the same of a parameter, of which the beginning may be all that is written."""
    bare = name[-_LONGEST:].replace("`", "").strip(DASHES + "/_.")
    low = bare.lower()
    begun = any(len(low) >= least and whole.startswith(low) for whole, least in _BEGINNINGS)
    return begun or is_secret(bare)


def is_encoded_command(name: str) -> bool:
    """Tell whether a parameter of powershell.exe takes a command in Base64."""
    low = name.replace("`", "").strip(DASHES + "/").lower()
    return low == "ec" or (bool(low) and any(whole.startswith(low) for whole in _ENCODED))
