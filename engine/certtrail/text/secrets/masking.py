"""Masking: a command line or script in, the same without the values of its secrets out.

What is announced as a password, token or key is replaced by ***, and more rather than less: what
is shown of a command has to say what ran, not with which secret. What announces one is a name
(`secret_names`), a cmdlet, type or program that takes one; how far it reaches is read by
PowerShell's grammar (`shell_values`). A secret that nothing announces stays.

>>> masked('wacs.exe --pfxpassword "open sesame" --host mail.contoso.com')
'wacs.exe --pfxpassword *** --host mail.contoso.com'
>>> masked('Import-PfxCertificate -Password (ConvertTo-SecureString "a b" -AsPlainText -Force)')
'Import-PfxCertificate -Password ***'
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from certtrail.text.secrets.announcing import Announcing
from certtrail.text.secrets.known_looks import (
    DUMPED,
    LOOK_BEGINNINGS,
    LOOKS,
    hashed,
    hook,
    look,
    pem,
)
from certtrail.text.secrets.program_options import (
    PROGRAM_BEGINNINGS,
    PROGRAMS,
    PYTHON_SCRIPT,
    program,
)
from certtrail.text.secrets.shell_marks import IN_CLASS, QUOTES
from certtrail.text.secrets.told_plainly import LOGIN, UNSPACED, login, unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MASK: Final = "***"
# What announces a secret behind it, as `| ConvertTo-SecureString`, stands so near.
_BEYOND: Final = 1_000
_DASH: Final = f"[{IN_CLASS}]"
_Q: Final = QUOTES
_TRIGGER: Final = re.compile(
    # Programs that take a password by its place, behind other words.
    r"(?P<placed>\b(?:objectname[ \t]+\S{1,80}"
    r"|rasdial(?:\.exe)?[ \t]+(?:\"[^\"\r\n]{1,80}\"|\S{1,80})[ \t]+[^\s/]\S{0,80}"
    r"|(?:ldifde|csvde)(?:\.exe)?[ \t][^\r\n;|]{0,200}?[-/]b[ \t]+\S{1,80}[ \t]+\S{1,80}"
    r"|bitsadmin(?:\.exe)?[ \t]+/setcredentials[ \t]+"
    r"(?:\"[^\"\r\n]{1,80}\"|\S{1,80})(?:[ \t]+\S{1,80}){3}"
    r"|htpasswd(?:\.exe)?[ \t][^\r\n;|]{0,80}?-\w{0,4}b\w{0,4}[ \t]+\S{1,200}[ \t]+\S{1,80})[ \t]+)"
    r"|(?P<stdin>\bsudo[ \t]+(?:-\w+[ \t]+){0,4}-\w{0,4}S\b|\bchpasswd\b|\bpasswd[ \t]+--stdin\b"
    r"|\bread-host\b|\brunas(?:\.exe)?\b)"
    rf"|(?P<unspaced>{UNSPACED})|(?P<login>{LOGIN})"
    rf"|{LOOKS}|{PROGRAMS}"
    rf"|(?P<keyed>[$:]key\d?\s{{0,8}}=\s{{0,8}}(?=[{_Q}](?![0-9a-f]{{40}}[{_Q}])(?=[^{_Q}]{{0,60}}\d)"
    rf"[^{_Q}\s\\/:]{{4,200}}(?:[{_Q}]|\Z)))"
    r"|(?P<name>pass|pwd|secret(?!ary)|token|cred|(?:api|access|account|acct|subscription|shared|private|encryption|auth"
    r"|consumer|app|eab|gd|recovery|validation|decryption)[-_. ]?key|key[-_. ]?material"
    r"|access[-_. ]?signature|\bpsk(?=\s{0,4}[=:]|[ \t])"
    r"|(?<=--)export-pfx(?![\w-])|hmac|cookie|authorization|connectionstring"
    r"|kennwort|contrase|mots?[ _-]?de[ _-]?passe|密[码碼]|passord|\b(?:clave|cl[ée])\b"
    r"|wachtwoord|пароль|has[łl]o|parola|lozinka|senha|heslo|l[öo]senord|adgangskode|salasana"
    r"|jelsz[óo]|パスワード|비밀번호|pswd|\bmdp\b"
    r"|(?<=\w)(?:pw|pin)\b|\b(?:pw|pin|sig|sas|psw)\b)"
    r"|(?P<secure>securestring|appendchar)"
    # As variables of an environment are called: `CF_Key=x`, `OVH_AS=x`.
    r"|(?P<variable>(?-i:(?<=[A-Z0-9]))_(?:key|a[ks]|ck)[ \t]{0,4}=(?!=)[ \t]{0,4})"
    r"|(?P<header>(?<=x-)auth[\w-]{0,40}(?=[\"']?\s{0,4}[:=]))"
    r"|(?P<decoded>(?:from|to)base64string|stringto(?:bstr|hglobal|cotaskmem|globalalloc)\w{0,12})"
    r"|(?P<opened>x509certificate2?\b|\.(?:im|ex)port(?=\()|\.addfrompfx(?=\())"
    rf"|(?P<short>(?<![\w/\\.{IN_CLASS}])(?:{_DASH}{{1,2}}|/)(?:pa?s?|p[dio]|k|rp|u|user|e\w{{0,20}}"
    r"|(?:pfxp|cert\w{0,7}p|userp|newp|oldp|adminp|accountp|privatek|safem|clients|accesst|tok|secr?"
    rf"|apik)\w{{0,30}})(?=[\s:=,{_Q}`]))"
    rf"|(?P<attached>\b(?:7za?|7zz|rar|winrar|unrar|sshpass|sqlcmd|osql|bcp|psexec|mysql\w{{0,10}})(?:\.exe)?[{_Q}]?\s)"
    r"|(?P<net>\bnet1?(?:\.exe)?[\"']?\s+(?:user|use)\s)"
    r"|(?P<url>://(?=[^\s/@\"'<>]{1,300}@|[^\s/@:\"'<>]{0,60}:(?!\d{1,5}(?:/|\Z))[^\s@\"'<>]{1,200}(?:@|\Z)))"
    r"|(?P<query>[?&](?:api|auth|access)?[-_.]?(?:key|auth|sig)=(?=[^&\s]))"
    r"|(?P<scheme>\b(?:(?:bearer|basic|digest|negotiate)[ \t]+(?=[\w.~+/=-]{8})"
    r"|auth[ \t]+(?:plain|login|ntlm|xoauth2?)[ \t]+(?=[\w.~+/=-]{4})))"
    r"|(?P<jwt>\beyJ[\w-]{10,400}\.)",
    re.IGNORECASE,
)
# How each of these begins, in lower case: quick to find, and the pattern is tried there alone.
_BEGINNINGS: Final = """
    pass pwd pw pin psw secret securestr token cred api access accou share priva encry hmac cook
    auth consumer appk app- app_ app. eab gdk gd- gd_ gd. export-pfx connectionst kennw contras
    mot sig sas appendch frombase tobase64s x509c .import( .export( .addfrompfx( 7z rar unrar
    winrar mysql sshpass sqlcmd osql bcp psexec net 密 ?key= ?api ?auth ?acc ?sig= &key= &api &auth
    &acc &sig=
    acct subscription wachtw пароль hasło haslo parola lozinka senha heslo lösen losen adgangs
    salas jelsz パス 비밀 pswd mdp objectname rasdial ldifde csvde htpasswd sudo chpasswd
    login logon
    :// recov validation decryption keym key- key_ $key :key bitsadm read-host runas passord clav
    _key _ak _as _ck access psk stringto
    cle clé 口令 密钥 密鑰 암호 bearer basic digest negot eyj
"""
_WORDS: Final = (*_BEGINNINGS.split(), *LOOK_BEGINNINGS, *PROGRAM_BEGINNINGS)
_PLAIN: Final = tuple(word for word in _WORDS if word.isascii())
_ALIAS: Final = re.compile(
    r"\b(?:sal|nal|(?:set|new)-alias)[ \t]+(?:-name[ \t:]+)?[\"']?(\w{1,40})[\"']?[ \t]+"
    r"(?:-value[ \t:]+)?[\"']?ConvertTo-SecureString",
    re.IGNORECASE,
)
_MOST_ALIASES: Final = 20
_SHORT: Final = re.compile(rf"{_DASH}{{1,2}}[a-z]|/[a-z]")
# A backtick within a word means nothing to PowerShell, and hides the word from others.
_HIDDEN: Final = re.compile(rf"(?<=[\w{IN_CLASS}])`(?=\w)")
_HANDLERS: Final[dict[str, Callable[[Announcing, re.Match[str]], None]]] = {
    "name": Announcing.name,
    "secure": Announcing.secure,
    "variable": Announcing.variable,
    "header": Announcing.header,
    "decoded": Announcing.decoded,
    "opened": Announcing.opened,
    "short": Announcing.short,
    "attached": Announcing.attached,
    "net": Announcing.net,
    "placed": Announcing.placed,
    "stdin": Announcing.stdin,
    "url": Announcing.url,
    "query": Announcing.query,
    "scheme": Announcing.scheme,
    "jwt": Announcing.jwt,
    "pem": pem,
    "look": look,
    "hook": hook,
    "hash": hashed,
    "dumped": hashed,
    "program": program,
    "unspaced": unspaced,
    "login": login,
    "keyed": Announcing.keyed,
}


def masked(text: str) -> str:
    """Replace the values of announced secrets; a text without any is returned as it is.

    It takes time in proportion to the text, whatever stands in it.
    """
    stretches = _stretches(text)
    if "`" in text:
        kept = _kept(text)
        if len(kept) < len(text):
            bare = "".join([text[at] for at in kept])
            stretches += [(kept[start], kept[end - 1] + 1) for start, end in _stretches(bare)]
    return _written(text, stretches) if stretches else text


def shown(text: str, most: int) -> str:
    """Cut a text, with its secrets replaced: also those that only what is cut off announces.

    Args:
        text: the whole.
        most: so many characters are given at most.
    """
    return masked(text[: most + _BEYOND])[:most]


def _stretches(text: str) -> list[tuple[int, int]]:
    """Give where what is announced begins and ends."""
    found = Announcing(text)
    aliased = _aliased(text)
    for place in sorted({*_places(text), *aliased}) if aliased else _places(text):
        if place >= found.done:
            if place in aliased:
                found.called(place, aliased[place])
                continue
            trigger = _TRIGGER.match(text, place)
            if trigger is not None:
                _HANDLERS[trigger.lastgroup or "name"](found, trigger)
    return found.stretches()


def _aliased(text: str) -> dict[int, int]:
    """Give where ConvertTo-SecureString is called by another name, with where that ends."""
    told = list(islice(_ALIAS.finditer(text), _MOST_ALIASES))
    if not told:
        return {}
    names = "|".join({re.escape(one[1]) for one in told})
    declared = {one.start(1) for one in told}
    uses = re.finditer(rf"(?<![\w${IN_CLASS}])(?:{names})(?![\w{IN_CLASS}])", text, re.IGNORECASE)
    return {one.start(): one.end() for one in uses if one.start() not in declared}


def _kept(text: str) -> list[int]:
    """Give the places of a text without the backticks within its words."""
    hidden = {found.start() for found in _HIDDEN.finditer(text)}
    return [at for at in range(len(text)) if at not in hidden]


def _written(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Give the text with a mask for each stretch; of those that overlap, one."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(stretches):
        if start >= at:
            parts += [text[at:start], MASK]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _places(text: str) -> list[int]:
    """Give where something may announce a secret, in order."""
    low = text.lower()
    if len(low) != len(text):  # a letter that is two in lower case
        low = "".join(mark if len(mark.lower()) > 1 else mark.lower() for mark in text)
    places = {found.start() for found in _SHORT.finditer(low)}
    if ".py" in low:
        places.update(found.start() for found in PYTHON_SCRIPT.finditer(low))
    if ":::" in low:
        places.update(found.start() for found in DUMPED.finditer(low))
    for word in _PLAIN if low.isascii() else _WORDS:
        at = low.find(word)
        while at >= 0:
            places.add(at)
            at = low.find(word, at + 1)
    return sorted(places)
