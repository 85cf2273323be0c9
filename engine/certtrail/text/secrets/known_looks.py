"""Secrets that are known by their own look: tokens of services, private keys, hashes of passwords.

A thumbprint is none: 40 hexadecimal digits count only where mimikatz' own mark stands before them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.text.secrets.masks import Masks

LOOKS: Final = (
    # Keys that begin alike.
    r"(?P<look>(?<![A-Za-z0-9])(?:(?-i:A(?:KI|SI)A)[A-Z0-9]{16}(?![A-Za-z0-9])"
    r"|gh[opsur]_\w{20,255}|github_pat_\w{20,255}"
    r"|xox[abeoprs]-[\w-]{10,255}|glpat-[\w-]{20,64}|[sr]k_(?:live|test)_\w{10,255}"
    r"|(?-i:SG\.)[\w-]{16,64}\.[\w-]{16,128}|(?-i:AIza)[\w-]{35}|npm_[A-Za-z0-9]{30,64}"
    r"|hf_[A-Za-z0-9]{30,64}|sk-[A-Za-z0-9_-]{20,255}|ya29\.[\w-]{20,512}"
    # What Windows protects for a user, and PowerShell's secure strings: whoever has the key.
    r"|01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]{0,20000}"
    r"|76492d1116743f0423413b16050a5345[A-Za-z0-9+/=]{0,20000}"
    # Hashes that can be tried, as `$6$salt$...`, `$krb5tgs$23$...`.
    r"|dcc2?:[0-9a-f]{32})"
    r"|\$(?:krb5\w{1,10}\$[^\s;,'\"]{20,20000}|(?:1|2[aby]?|5|6|7|y|apr1)\$[./A-Za-z0-9=,$]{8,200}"
    r"|argon2\w{0,2}\$[^\s'\"]{10,300}|NETNTLMv?2?\$[^\s'\"]{10,3000}))"
    # Addresses that are the secret.
    r"|(?P<hook>(?:hooks\.slack\.com/(?:services|workflows)/|\.webhook\.office\.com/webhookb?2?/|outlook\.office(?:365)?\.com/webhook/"
    r"|discord(?:app)?\.com/api/webhooks/|api\.telegram\.org/bot)(?=[^\s]))"
    # Of an account: `NTLM : x`, `/rc4:x`, `-hashes x:x`.
    r"|(?P<hash>(?<![A-Za-z0-9])(?:(?:ntlm|nt hash|lm hash|nthash|lmhash|aes128"
    r"|aes256|rc4|rc4_hmac|aes256_hmac|aeskey|-hashes|lm|nt)\s{0,20}[:= ]\s{0,4}"
    r"|\*\s{0,8}sha1\s{0,20}:\s{0,4})"
    r"(?=[0-9a-f]{32}|:[0-9a-f]{32}))"
    # `name:500:x:x:::`, `name::domain:challenge:x:x`.
    r"|(?P<dumped>:\d{1,10}:(?=[0-9a-f]{32}:[0-9a-f]{32}(?![0-9a-f]))"
    r"|::[\w.-]{0,64}:(?=[0-9a-f]{16,48}:[0-9a-f]{32,48}(?![0-9a-f])))"
    r"|(?P<pem>-----BEGIN[ A-Z0-9]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
    r"|\bPrivate-Lines:[ \t]{0,4}\d)"
)
_BEGINNINGS: Final = """
    akia asia gho_ ghp_ ghs_ ghu_ ghr_ github_pat_ xox glpat- sk_live_ sk_test_ rk_live_ rk_test_
    sg. aiza npm_ hf_ sk- ya29. 01000000d08c 76492d11 dcc2: dcc: $krb5 $1$ $2 $5$ $6$ $7$ $y$
    $apr1$ $argon2 $netntlm hooks.slack .webhook.office outlook.office discord api.telegram ntlm
    nthash lmhash rc4 aes128 aes256 aeskey -hashes :: private-lines -----begin lm: nt: lm= nt=
"""
LOOK_BEGINNINGS: Final = (*_BEGINNINGS.split(), "---- begin", "nt hash", "lm hash", "* sha1")
# Lines of a dump of accounts: anything may stand before, so they are looked for by themselves.
DUMPED: Final = re.compile(r":\d{1,10}:(?=[0-9a-f]{32}:[0-9a-f]{32}:)")
_HASH: Final = re.compile(r"[0-9A-Fa-f:]{8,8000}")
_REST: Final = re.compile(r"[^\s\"'<>;,)]+")
_PEM_ENDS: Final = re.compile(
    r"-----END[ A-Z0-9]{0,30}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 ENCRYPTED PRIVATE KEY ----"
    r"|\Z"
)
_PPK_ENDS: Final = re.compile(r"(?<=\n)Private-(?:MAC|Hash):[^\r\n]*|\Z")


def look(masks: Masks, found: re.Match[str]) -> None:
    """Mask what has the look."""
    masks.hide(*found.span())


def hook(masks: Masks, found: re.Match[str]) -> None:
    """Mask the rest of an address that is a secret."""
    rest = _REST.match(masks.text, found.end())
    if rest is not None:
        masks.hide(*rest.span())


def hashed(masks: Masks, found: re.Match[str]) -> None:
    """Mask the hashes behind what announces them."""
    given = _HASH.match(masks.text, found.end())
    if given is not None:
        masks.hide(*given.span())


def pem(masks: Masks, found: re.Match[str]) -> None:
    """Mask a private key, up to the line that ends it."""
    ends = _PPK_ENDS if found[0][0] in "Pp" else _PEM_ENDS
    last = ends.search(masks.text, found.end())
    masks.hide(found.end(), len(masks.text) if last is None else last.start())
