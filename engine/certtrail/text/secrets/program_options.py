"""Programs whose own short options take a secret: the options of a command line that are masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.secrets.shell_marks import QUOTES

if TYPE_CHECKING:
    from certtrail.text.secrets.masks import Masks

_VALUE: Final = rf"(\"[^\"\r\n]{{1,200}}\"?|'[^'\r\n]{{1,200}}'?|[^\s;|&{QUOTES}]{{1,200}})"
# Behind the colon of `user:secret`; behind the percent sign of `user%secret`.
_PAIR: Final = r"[\"']?[^\s\"':;|&]{1,100}"
_OPTIONS: Final = {
    "curl": re.compile(
        rf"\s-(?:\w{{0,6}}[uU][ \t]?{_PAIR}:"
        rf"|E[ \t]?{_PAIR}:|-(?:cert|proxy-cert|proxy-user)[ =]{_PAIR}:"
        rf"|\w{{0,6}}b[ \t]?[\"']?\w{{1,60}}=)"
        rf"([^\s;|&{QUOTES}]{{1,200}})"
    ),
    "ldap": re.compile(rf"\s-w[ \t]?{_VALUE}"),
    "redis-cli": re.compile(rf"\s-a[ \t]?{_VALUE}"),
    "samba": re.compile(
        rf"\s(?:-U[ \t]?|--user[ =])[\"']?[^\s\"'%;|&]{{1,100}}%([^\s;|&{QUOTES}]{{1,200}})"
    ),
    # domain/user:secret@host
    "target": re.compile(
        rf"\s[\"']?[\w.-]{{1,64}}/[\w.$-]{{1,64}}:"
        rf"(\"[^\"\r\n]{{1,200}}\"|'[^'\r\n]{{1,200}}'?|[^\s;|{QUOTES}]{{1,200}})(?=@[\w.-]|\Z)"
    ),
    "first": re.compile(rf"[ \t]+{_VALUE}"),
}
PROGRAMS: Final = (
    r"(?P<program>\b(?:(?P<curl>curl)"
    r"|(?P<ldap>ldap(?:search|modify|add|delete|whoami|compare|passwd|modrdn))"
    r"|(?P<rediscli>redis-cli)|(?P<samba>smbclient|rpcclient|smbget|smbcacls|smbmap|winexe|samba-tool)"
    r"|(?P<target>impacket-\w{1,30}|\w{1,30}\.py)|(?P<first>rclone[ \t]+obscure))"
    r"(?:\.exe)?(?=[ \t]))"
)
_BEGINNINGS: Final = """
    curl ldaps ldapm ldapa ldapd ldapw ldapc ldapp redis-cli smb rpcclient winexe samba-tool
    impacket- rclone
"""
PROGRAM_BEGINNINGS: Final = tuple(_BEGINNINGS.split())
PYTHON_SCRIPT: Final = re.compile(r"\b\w{1,30}(?=\.py[ \t])")
_FAR: Final = 400


def program(masks: Masks, found: re.Match[str]) -> None:
    """Mask what a program's options are given; what else its line has is looked at further."""
    names = (name for name, given in found.groupdict().items() if given and name != "program")
    options = _OPTIONS[next(names).replace("rediscli", "redis-cli")]
    text = masks.text
    ends = _LINE_ENDS.search(text, found.end(), found.end() + _FAR)
    end = found.end() + _FAR if ends is None else ends.start()
    done = masks.done
    if options.pattern.startswith("[ "):
        first = options.match(text, found.end(), end)
        if first is not None:
            masks.hide(*first.span(1))
    else:
        for option in options.finditer(text, found.end(), end):
            masks.beside(*option.span(1))
    masks.done = max(done, found.end())


_LINE_ENDS: Final = re.compile(r"[\r\n]")
