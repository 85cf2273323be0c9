"""What may stand for a value in a command: literals of a type, which a shell takes as they are.

None can name a program or a place on another computer, and none can end the string or the word
that it stands in.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from certtrail.text.filters import HOST

ValueType: TypeAlias = Literal[
    "text",
    "file",
    "place",
    "own-store",
    "thumbprint",
    "host",
    "host-port",
    "socket",
    "number",
    "service",
    "start-type",
    "snap-in",
    "log",
    "computer",
    "auth-mechanism",
    "active",
    "on",
    "off",
    "chosen",
    "words",
]
"""What a value is.

`text`: a name, a word, a list of properties. `file`: on a disk of this computer, of a kind that
nothing runs. `place`: what is only looked at, there or in the registry or a certificate store.
`start-type`: how a service starts, never "not at all".
`snap-in`: that of Exchange 2013 and later.
`own-store`: the computer's own certificates. `socket`: an address and port to listen on. `log`: an
event log. `computer`: one of the own network, to which the cmdlet logs on. `auth-mechanism`: how a
connector lets others sign in, never that it takes their word. `active`: a state, never another;
`on` and `off`: `$true` or `$false` alone. `chosen`: what only the reader can know, such as a smart
host: one of our words in capitals, for which he puts it in. `words`: of certtrail itself, where all
it does is to read and to print.
"""

# PowerShell takes the names of an enumeration in any case, so not every word in capitals will do.
_PLACEHOLDERS: Final = (
    "ADDRESS(?:ES)?|BINDINGS?|DOMAINS?|FQDN|GROUPS?|HOST|NAME|PROXY|RANGES?|SERVER|SMARTHOSTS?"
)
_MECHANISM: Final = "(?:Tls|Integrated|BasicAuthRequireTLS|BasicAuth|ExchangeServer)"
_VERBS: Final = (
    "certificates|compare|diagnose|diff|events|info|inputs|render|renew|select|what-if"
    "|rules (?:check|list|show|test)"
)
# Neither what names a file to write (-o, --names-key), nor whose rules or computers do the work.
_OPTIONS: Final = (
    "--(?:add|around|at|carve|channel|computer|connector|date-order|enable|enable-default|format|id"
    "|lang|local-zone|max-memory|max-seconds|minutes|provider|remove|server|since|thumbprint|tz"
    "|until)"
)
_STEP: Final = r"\\[\w .()*-]+"
_KINDS: Final = "acl|cer|crt|csr|csv|etl|evtx|log|p7b|p7c|pfx|req|txt|xml"
_HOLDS: Final[dict[ValueType, re.Pattern[str]]] = {
    "text": re.compile(
        r"(?!\\\\|//|-)(?:(?!://)[^\x00-\x1f\x7f-\xa0`\"'$\u2018-\u201f\u2028\u2029])*"
    ),
    "file": re.compile(
        rf"(?:[A-Za-z]:|\\\\SERVER\\share)(?:{_STEP})+\.(?:{_KINDS})", re.IGNORECASE
    ),
    "place": re.compile(r"(?:[A-Za-z]|Cert|HKLM):(?:\\[\w .(){}*-]+)*\\?"),
    "own-store": re.compile(r"Cert:\\LocalMachine\\My(?:\\[0-9A-F]{40})?", re.IGNORECASE),
    "thumbprint": re.compile(r"[0-9A-Fa-f]{40}|[A-Z]{2,20}"),
    "host": re.compile(rf"(?:{HOST.pattern})|\*"),
    "host-port": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?:\d{1,5}"),
    "socket": re.compile(r"[\d.]{7,15}:\d{1,5}"),
    "number": re.compile(r"\d{1,12}"),
    "service": re.compile(
        r"MSExchange\w{0,40}|ADAM_MSExchange|CryptSvc|EventLog|IISADMIN|W32Time|W3SVC|WAS|SERVICE",
        re.IGNORECASE,
    ),
    "start-type": re.compile(r"Automatic|AutomaticDelayedStart|Manual", re.IGNORECASE),
    "snap-in": re.compile(r"Microsoft\.Exchange\.Management\.PowerShell\.SnapIn", re.IGNORECASE),
    "log": re.compile(r"[A-Za-z][\w -]{0,120}(?:/[\w-]{1,60})?"),
    # An address without dots is a number, in any notation.
    "computer": re.compile(r"[A-Za-z][A-Za-z0-9-]{0,14}"),
    "auth-mechanism": re.compile(rf"{_MECHANISM}(?:, ?{_MECHANISM})*", re.IGNORECASE),
    "active": re.compile(r"Active", re.IGNORECASE),
    "on": re.compile(r"\$true", re.IGNORECASE),
    "off": re.compile(r"\$false", re.IGNORECASE),
    "chosen": re.compile(rf"(?:{_PLACEHOLDERS})[1-9]?(?::\d{{1,5}})?"),
    "words": re.compile(
        rf"(?:{_VERBS})(?: (?:{_OPTIONS}|[\w.][\w.=:+-]*(?:/[\w.=:+-]+)*/?))*",
        re.ASCII,
    ),
}
_WORD: Final = re.compile(r"[\w*?][\w.*?\\/:+-]*")
# What a string between double quotes may fill in: the computer's name in a file's, and else a
# variable or its property.
_COMPUTER: Final = re.compile(r"\$\{env:COMPUTERNAME\}|\$env:COMPUTERNAME\b", re.IGNORECASE)
FILLED: Final = re.compile(r"\$\((\$\w+)(?:\.\w+)+\)|(\$\w+)")


def holds(kind: ValueType, text: str) -> bool:
    """Tell whether a text is a value of a type.

    Args:
        kind: the type.
        text: what a shell takes, without the quotes around it.
    """
    return _HOLDS[kind].fullmatch(text) is not None


def is_word(text: str) -> bool:
    """Tell whether a text can stand without quotes."""
    return _WORD.fullmatch(text) is not None


def without_computer(text: str) -> str:
    """Put a word for the computer's own name, where a string between double quotes fills it in."""
    return _COMPUTER.sub("COMPUTER", text)
