"""Secrets that a name announces: of a parameter, variable, key, property, element or method."""

from __future__ import annotations

import re
from typing import Final

from certtrail.text.secrets.masks import Masks
from certtrail.text.secrets.secret_names import is_secret, is_secret_parameter
from certtrail.text.secrets.shell_marks import DASHES, IN_CLASS, QUOTES
from certtrail.text.secrets.shell_patterns import (
    ASKS,
    BLANKS,
    CALLED,
    COMMA,
    KEY_ENDS,
    LOG_ENDS,
    NEW,
    PARAMETER,
)
from certtrail.text.secrets.shell_values import end_of_group, end_of_statement, end_of_value
from certtrail.text.secrets.told_plainly import told_beside, told_plainly, told_with_remarks

_BEFORE: Final = re.compile(rf"/?[\w.:`{IN_CLASS}]{{0,60}}\Z")
_REST: Final = re.compile(rf"[\w{IN_CLASS}`]{{0,60}}")
_LONGEST: Final = 64
_ASSIGNS: Final = re.compile(
    r"(?:\s{0,40}|\s{0,4}\.{2,60}\s{0,4})(?:=>|(?<=\s)->|:=|\+=|={1,2}|[:\uff1a\uff1d](?![:\\]))(?:[^\S\r\n]|`\r?\n){0,80}|\s{1,8}-[ci]?(?:eq|ne|like|match|contains|in)\s{1,8}",
    re.IGNORECASE,
)
_LINE_BREAKS: Final = re.compile(r"\s{0,80}")
_ELEMENT: Final = re.compile(r"[^<>]{0,400}>")
_NAMED: Final = re.compile(r"\b(?:N|Name|Key|Id|Type)\s?=\s?\Z", re.IGNORECASE)
_LOGGED: Final = re.compile(r"\s{0,4};\s{0,4}value=", re.IGNORECASE)
_BESIDE: Final = re.compile(r"[^<>]{0,200}?\bvalue\s{0,4}=\s{0,4}", re.IGNORECASE)
_CMDLET: Final = re.compile(r"[A-Za-z]{2,20}-[A-Za-z]{3,40}(?=\s)")
_WITH_OTHERS: Final = re.compile(r"(?:\s?,\s?\$[\w:.]{1,60}){1,9}\s{0,8}=(?!=)\s{0,8}")
# As `Set-Variable password "x"`, `-Name Password -Value x`, `reg add /v Password /t REG_SZ /d x`.
_GIVEN: Final = re.compile(
    rf"[ \t]{{1,20}}(?:(?:[{IN_CLASS}]Value|(?:/t[ \t]+\w+[ \t]+)?/d)[ \t:]{{1,20}}"
    rf"|(?=[{QUOTES}(]))",
    re.IGNORECASE,
)
_COMPARED: Final = re.compile(
    r"('[^']{0,100}'|\"[^\"]{0,100}\")\s{1,4}-[ci]?(?:eq|ne|like)\s{1,4}\$?\Z", re.IGNORECASE
)
_SETS: Final = re.compile(
    r"\b(?:setx(?:\.exe)?[ \t]+(?:/m[ \t]+)?|(?:(?:set|new)-variable|[sn]v)[ \t]+(?:-name[ \t:]+)?"
    r"|config(?:ure)?[ \t]+set[ \t]+)[\"']?\Z",
    re.IGNORECASE,
)
_VALUED: Final = re.compile(rf"[^\r\n;|]{{0,120}}?\s[{IN_CLASS}]Value[ \t:]{{1,20}}", re.IGNORECASE)
# A text of several lines, as YAML has it.
_BLOCK: Final = re.compile(r"[|>][-+0-9]{0,3}[ \t]*(?:\r?\n[ \t]+[^\r\n]*)+")
_TYPE_LAST: Final = re.compile(
    r"New-Object\s+-Arg\w*\s+(?P<given>.*?)\s-Type\w*\s+[\"']?[\w.]*\Z", re.IGNORECASE | re.DOTALL
)
_FAR: Final = 300
_WHOLE_LINE: Final = re.compile(r"authorization|cookie", re.IGNORECASE)
_MORE_WORDS: Final = re.compile(
    rf"[ \t]+(?![{IN_CLASS}]{{1,2}}[A-Za-z]|/\w+[: ]|[\w.]+\s?[:=]|[|;,&)}}\]]|\\?[{QUOTES}])"
    rf"[^\s;|,{QUOTES})}}\]<]+"
)
_LINE: Final = re.compile(rf"[^\r\n{QUOTES}<]*")
# A method as a stack trace of .NET has it: types and names of its parameters, and no value.
_SIGNATURE: Final = re.compile(
    r"\((?:[A-Z][\w.`+\[\]&*]{0,120} [a-z]\w{0,60}(?:, (?=[A-Z])|(?=\)))){0,24}\)"
)
_OF_CLASS: Final = re.compile(r"(?:[A-Z][\w`]{0,60}\.){2}\w{1,80}\Z")


class NamedSecrets(Masks):
    """Masks what belongs to a name."""

    def name(self, found: re.Match[str]) -> None:
        """A name that may be a secret's: of a parameter, variable, key, element, method."""
        text = self.text
        least = max(self.done, found.start() - _LONGEST)
        before = _BEFORE.search(text[least : found.start()])
        begin = found.start() if before is None else least + before.start()
        while text[begin] in ".:`":
            begin += 1
        rest = _REST.match(text, found.end())
        end = found.end() if rest is None else rest.end()
        self.done = max(self.done, end)
        name = text[begin:end]
        # `a-b` is a name with a dash; `-b` a parameter.
        parameter = name[0] in DASHES or (
            name[0] == "/" and text[begin - 1 : begin] in ("", " ", "\t", "'", '"')
        )
        last = name.rpartition(":")[2].rpartition(".")[2]
        low = name.lower()
        if (
            low.rpartition(".")[2].strip("]") in ("pscredential", "networkcredential")
            and not parameter
        ):
            self._made(begin, end)
        elif parameter and is_secret_parameter(last):
            self.parameter(end)
        elif is_secret(last):
            self._named(begin, end, low)

    def parameter(self, end: int) -> None:
        """Mask what follows a parameter, or what a pipe hands to its program."""
        text = self.text
        if text[end - 5 : end].lower() == "stdin" or text[end : end + 6].lower() == " stdin":
            least = max(end - 300, self.hidden)
            bar = text.rfind("|", least, end)
            self.piped(bar + 1)
        quote = KEY_ENDS.match(text, end)
        at = end if quote is None else quote.end()
        assigns = _ASSIGNS.match(text, at)
        if assigns is not None:
            self.expression(assigns.end(), listed=True)
            return
        comma = COMMA.match(text, at) if at > end else None
        blanks = comma or BLANKS.match(text, at)
        if blanks is None:
            if at == end and text[end : end + 1] in tuple(QUOTES + "("):
                self.expression(end)
            return
        following = PARAMETER.match(text, blanks.end())
        if following is not None and is_secret_parameter(following[1]):
            return  # a secret has no such name: what came before is a switch
        self.expression(blanks.end(), listed=comma is None)

    def _named(self, begin: int, end: int, low: str) -> None:
        """Mask what is said to be the value of a name."""
        text = self.text
        if text[begin - 1 : begin] == "<" or text[max(0, begin - 2) : begin] == "</":
            self._element(end)
            return
        if text.startswith("(", end):
            of_class = text[begin - 1 : begin] != "$" and _OF_CLASS.search(text[begin:end])
            if of_class and _SIGNATURE.match(text, end):
                return
            self.hide(end + 1, max(end + 1, end_of_group(text, end) - 1))
            return
        ends = KEY_ENDS.match(text, end)
        at = end if ends is None else ends.end()
        quoted = at > end
        if (quoted and self._attribute(begin, at)) or told_beside(self, begin, at):
            return
        if told_with_remarks(self, begin, at):
            return
        assigns = _ASSIGNS.match(text, at) or _WITH_OTHERS.match(text, at)
        if assigns is not None:
            breaks = _LINE_BREAKS.match(text, assigns.end()) if quoted else None
            self._assigned(begin, assigns.end() if breaks is None else breaks.end(), low)
        elif quoted and (comma := COMMA.match(text, at)):
            self.expression(comma.end(), listed=True)
        else:
            self._unmarked(begin, at)

    def _unmarked(self, begin: int, at: int) -> None:
        """Mask what belongs to a name with no mark between: of commands, comparisons, prose."""
        text = self.text
        if beside := _GIVEN.match(text, at):
            self.expression(beside.end(), listed=True)
        elif _SETS.search(text[max(0, begin - 40) : begin]):
            blanks = _VALUED.match(text, at) or BLANKS.match(text, at)
            self.expression(at if blanks is None else blanks.end(), listed=True)
        elif compared := _COMPARED.search(text[max(0, begin - 150) : begin]):
            start = max(0, begin - 150)
            self.hide(start + compared.start(1), start + compared.end(1))
        else:
            told_plainly(self, begin, at)

    def _attribute(self, begin: int, at: int) -> bool:
        """Mask what belongs to `name="Password"`, in XML or in a log of modules."""
        text = self.text
        if not _NAMED.search(text[max(0, begin - 12) : begin].rstrip(QUOTES + "\\`")):
            return False
        logged = _LOGGED.match(text, at)
        if logged is not None:
            ends = LOG_ENDS.search(text, logged.end())
            self.hide(logged.end(), len(text) if ends is None else ends.start())
            return True
        beside = _BESIDE.match(text, at)
        if beside is not None:
            self.expression(beside.end())
            return True
        if _ELEMENT.match(text, at):
            self._element(at)
            return True
        return False

    def _element(self, at: int) -> None:
        """Mask what an element holds, or has as its value."""
        beside = _BESIDE.match(self.text, at)
        if beside is not None:
            self.expression(beside.end())
        opened = _ELEMENT.match(self.text, at)
        if opened is None or opened[0].endswith("/>"):
            return
        close = self.text.find("</", opened.end())
        self.hide(opened.end(), len(self.text) if close < 0 else close)

    def _assigned(self, begin: int, at: int, low: str) -> None:
        text = self.text
        if _WHOLE_LINE.search(low):
            quoted = text[at : at + 1] in tuple(QUOTES)
            line = None if quoted else _LINE.match(text, at)
            self.hide(at, end_of_value(text, at) if line is None else line.end())
            return
        if "$" in text[max(0, begin - 2) : begin]:
            self.right_side(at)
            return
        block = _BLOCK.match(text, at)
        if block is not None:
            self.hide(*block.span())
        if block is not None or ASKS.match(text, at):
            return
        end = end_of_statement(text, at) if _CMDLET.match(text, at) else end_of_value(text, at)
        if end > at and text[at] not in QUOTES + "$@([{\\`":
            while more := _MORE_WORDS.match(text, end):
                end = more.end()
        self.told(at, end)

    def _made(self, begin: int, end: int) -> None:
        """Mask what a credential is made of."""
        text = self.text
        called = CALLED.match(text, end)
        if called is not None:
            self.group(called.end())
            return
        least = max(self.hidden, begin - _FAR)
        last = _TYPE_LAST.search(text[least:begin])
        if last is not None:
            self.told(least + last.start("given"), least + last.end("given"))
        elif NEW.search(text[max(0, begin - 80) : begin]):
            self.arguments(end)
