"""What else announces a secret: a cmdlet, a type, a program, a short parameter, a URL, a token."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from certtrail.text.secrets.announced_names import NamedSecrets
from certtrail.text.secrets.secret_names import is_encoded_command, is_secret_parameter
from certtrail.text.secrets.shell_marks import DASHES, QUOTES
from certtrail.text.secrets.shell_patterns import (
    BLANKS,
    CALLED,
    COMMA,
    KEY_ENDS,
    LOG_ENDS,
    NEW,
    PARAMETER,
)
from certtrail.text.secrets.shell_values import end_of_group, end_of_statement, end_of_value

_SET_TO: Final = re.compile(r"\$((?:\w+:)?\w+)(?![\w.(])")
_ARGUMENTS: Final = re.compile(r"\s{1,8}(?:-Arg\w{0,20}\s{1,8})?", re.IGNORECASE)
_FAR: Final = 500
_SHORT: Final = 3  # a longer name is the beginning of another
_NEAR: Final = 120
_CONVERTING: Final = tuple(f"convertto{dash}" for dash in DASHES)
# What follows -p where that is a path or a port.
_PATH: Final = re.compile(
    r"['\"]?(?:[.~]{0,2}[\\/]|[A-Za-z]:\\|\S{1,200}\.(?:pfx|p12|p7b|cer|crt|pem|key|ps1|txt|csv|log"
    r"|xml|json|evtx|zip|cfg|config)\b)",
    re.IGNORECASE,
)
_PORT: Final = re.compile(r"\d{1,5}(?!\S)")
_TAKES_PORT: Final = re.compile(r"\b(?:ssh|scp|sftp|nmap|telnet)\b|port", re.IGNORECASE)
_OPENSSL: Final = re.compile(r"\bopenssl[^\r\n;|]*\Z", re.IGNORECASE)
_BASE64: Final = re.compile(
    rf"[{QUOTES}]?[A-Za-z0-9+/]{{8,}}={{0,2}}[{QUOTES}]?(?=\s|\Z|[;|&)}}{QUOTES}])"
)
_ATTACHED: Final = re.compile(
    r"[^\r\n;|]{0,120}?\s[\"']?-h?p(?!ass\w{0,5}[\s:=])(?=[^\s])", re.IGNORECASE
)
_ITS_P: Final = re.compile(r"-h?p", re.IGNORECASE)
_WORDS: Final = re.compile(r"[ \t]*(\"[^\"]*\"|'[^']*'|[^\s;|&]+)")
_DEVICE: Final = re.compile(r"[\"']?(?:[A-Za-z]:|\\\\|\*|/|https?://)", re.IGNORECASE)
_HEADED: Final = re.compile(rf"[{QUOTES}]?\s{{0,4}}[:=]\s{{0,4}}[{QUOTES}]?([^\r\n{QUOTES};]+)")
_TOKEN: Final = re.compile(rf"[^\s;,<>(){QUOTES}]+")
_MIXED: Final = re.compile(r"[\d=+/]|[a-z][A-Z]")
# All up to the last @ before a path; or a password with a slash in it, or with the text's end.
_BEFORE_HOST: Final = re.compile(
    r"[^\s/\"'<>]{1,300}(?=@)|[^\s/@:\"'<>]{0,60}:[^\s@\"'<>]{1,200}(?=@|\Z)"
)
_IN_QUERY: Final = re.compile(rf"[^\s&#<>{QUOTES}]+")
_TAKES_P: Final = re.compile(
    r"\bcertutil|\bpsexec|\bwinrs|\bplink|\bpscp|\bsqlcmd|\bosql|\bbcp", re.IGNORECASE
)


class Announcing(NamedSecrets):
    """Masks what each of the ways to announce a secret is followed by."""

    def secure(self, found: re.Match[str]) -> None:
        """ConvertTo-SecureString with its arguments, and what a pipe hands it; AppendChar."""
        text = self.text
        begin = found.start()
        before = text[max(0, begin - 12) : begin].lower()
        if found[0].lower() == "appendchar":
            begin -= 1
            self.piped(begin)
            self.done = max(self.done, found.end())
            if text.startswith("(", found.end()):
                self.group(found.end())
        elif before.endswith(_CONVERTING):
            self.piped(begin - len("convertto-"))
            end = found.end()
            self.done = max(self.done, end)
            called = KEY_ENDS.match(text, end)
            self.arguments(end if called is None or not called[0].strip(")]}") else called.end())
            logged = re.compile(r"\)[^\r\n]{0,80}?value=", re.IGNORECASE).match(text, found.end())
            if logged is not None:
                ends = LOG_ENDS.search(text, logged.end())
                self.hide(logged.end(), len(text) if ends is None else ends.start())
        else:
            self.name(found)

    def called(self, begin: int, end: int) -> None:
        """ConvertTo-SecureString by another name."""
        self.piped(begin)
        self.done = max(self.done, end)
        self.arguments(end)

    def decoded(self, found: re.Match[str]) -> None:
        """What is decoded from Base64 may be a secret that was hidden so."""
        self.done = max(self.done, found.end())
        called = CALLED.match(self.text, found.end())
        if called is not None:
            self.group(called.end())

    def variable(self, found: re.Match[str]) -> None:
        """A variable of an environment that is set to a key."""
        self.done = max(self.done, found.end())
        self.expression(found.end())

    def header(self, found: re.Match[str]) -> None:
        """A header of HTTP that says who asks: `X-Auth: x`."""
        self.done = max(self.done, found.end())
        given = _HEADED.match(self.text, found.end())
        if given is not None:
            self.hide(*given.span(1))

    def opened(self, found: re.Match[str]) -> None:
        """A certificate's file is opened or written; what follows it is its password."""
        text = self.text
        self.done = max(self.done, found.end())
        called = CALLED.match(text, found.end())
        if called is not None:
            self._after_first(called.end() + 1, called.end())
        elif NEW.search(text[max(0, found.start() - 80) : found.start()]):
            given = _ARGUMENTS.match(text, found.end())
            self._after_first(found.end() if given is None else given.end(), -1)

    def _after_first(self, at: int, group: int) -> None:
        """Mask all arguments but the first; those of a group, or of a statement where it is -1."""
        near = self.text[at : at + _FAR]
        first = end_of_value(near, 0)
        comma = COMMA.match(self.text, at + first)
        if first < len(near) and comma is None:
            return
        start = at if comma is None else comma.end()
        if group >= 0:
            end = end_of_group(self.text, group)
            end -= self.text[end - 1] == ")"
        else:
            end = end_of_statement(self.text, start, piped=False)
        self.told(start, end)

    def short(self, found: re.Match[str]) -> None:
        """A parameter of few letters: `-p`, `/p:`, `-u user:password`, `-enc`."""
        text = self.text
        end = found.end()
        self.done = max(self.done, end)
        name = found[0].strip(DASHES + "/").lower()
        if name in ("u", "user"):
            self._user(end)
            return
        if name == "k":
            if _OPENSSL.search(text, max(found.start() - _NEAR, 0), found.start()):
                self.parameter(end)
            return
        if name.startswith("e"):
            if is_encoded_command(name):
                self._encoded(end)
            return
        if len(name) > _SHORT:
            if is_secret_parameter(name):
                self.parameter(end)
            return
        quote = KEY_ENDS.match(text, end)
        at = end if quote is None else quote.end()
        blanks = BLANKS.match(text, at)
        value = at if blanks is None else blanks.end()
        sure = at > end or text[end : end + 1] in (":", "=", *QUOTES, "(")
        if (
            sure
            or text[value : value + 1] in (*QUOTES, "(")
            or not self._other(found.start(), value)
        ):
            self.parameter(end)

    def _other(self, begin: int, value: int) -> bool:
        """Tell whether what follows -p is a path or a port, or nothing of its own."""
        text = self.text
        port = _PORT.match(text, value)
        if not (port or _PATH.match(text, value) or PARAMETER.match(text, value)):
            return False
        takes_password, takes_port = self._programs
        least = max(begin - _NEAR, 0)
        if takes_password or (port and takes_port):
            least = max(text.rfind("\n", least, begin) + 1, least)
        if takes_password and _TAKES_P.search(text, least, begin):
            return False
        return not port or (takes_port and _TAKES_PORT.search(text, least, begin) is not None)

    @cached_property
    def _programs(self) -> tuple[bool, bool]:
        """Whether the text has programs at all whose -p is a password, or a port."""
        text = self.text
        return _TAKES_P.search(text) is not None, _TAKES_PORT.search(text) is not None

    def _user(self, end: int) -> None:
        """Mask the password of `-u name:password`."""
        word = _WORDS.match(self.text, end + 1)
        if word is None or self.text[end] not in " \t=":
            return
        name, colon, secret = word[1].strip(QUOTES).partition(":")
        if colon and name and secret and "\\" not in name and not secret.startswith(("\\", "//")):
            self.hide(word.start(1) + word[1].index(":") + 1, word.end(1) - (word[1][-1] in QUOTES))

    def _encoded(self, end: int) -> None:
        at = COMMA.match(self.text, end) or re.compile(rf"[{QUOTES}]?[\s:=,]{{1,20}}").match(
            self.text, end
        )
        value = None if at is None else _BASE64.match(self.text, at.end())
        if value is not None:
            self.hide(*value.span())
        elif at is not None and (variable := _SET_TO.match(self.text, at.end())):
            self._variables.add(variable[1].lower())

    def attached(self, found: re.Match[str]) -> None:
        """The password of an archiver, right behind its -p."""
        at = found.end() - 1
        near = _ITS_P.search(self.text, at, at + _NEAR) is not None
        given = _ATTACHED.match(self.text, at) if near else None
        if given is not None:
            end = end_of_value(self.text, given.end())
            self.hide(given.end(), end)

    def net(self, found: re.Match[str]) -> None:
        """`net user NAME PASSWORD`, `net use DEVICE SHARE PASSWORD`."""
        at = found.end() - 1
        self.done = max(self.done, at)
        of_user = found[0].lower().rstrip().endswith("user")
        named = not of_user
        for _ in range(8):
            word = _WORDS.match(self.text, at)
            if word is None:
                return
            at = word.end()
            if (
                word[1].startswith("/")
                or (not of_user and _DEVICE.match(word[1]))
                or word[1] == "*"
            ):
                continue
            if named:
                self.hide(*word.span(1))
                return
            named = True

    def placed(self, found: re.Match[str]) -> None:
        """The word that follows: of a program that takes its password by its place."""
        word = _WORDS.match(self.text, found.end())
        self.done = max(self.done, found.end())
        if word is not None:
            self.hide(*word.span(1))

    def stdin(self, found: re.Match[str]) -> None:
        """What a pipe hands to a program that reads a password."""
        self.piped(found.start())
        self.done = max(self.done, found.end())

    def url(self, found: re.Match[str]) -> None:
        """What stands before the host."""
        given = _BEFORE_HOST.match(self.text, found.end())
        if given is not None:
            self.hide(*given.span())

    def query(self, found: re.Match[str]) -> None:
        """A key in the query of a URL."""
        given = _IN_QUERY.match(self.text, found.end())
        if given is not None:
            self.hide(*given.span())

    def scheme(self, found: re.Match[str]) -> None:
        """`Bearer` and the like, with a token."""
        token = _TOKEN.match(self.text, found.end())
        if token is not None and _MIXED.search(token[0]):
            self.hide(*token.span())

    def jwt(self, found: re.Match[str]) -> None:
        """A JSON Web Token."""
        token = _TOKEN.match(self.text, found.start())
        if token is not None:
            self.hide(*token.span())

    def keyed(self, found: re.Match[str]) -> None:
        """A variable `$key` that is set to a text that may be one."""
        self.right_side(found.end())
