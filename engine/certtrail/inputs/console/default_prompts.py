"""The question whether to overwrite the default certificate, in any language, and its answer.

    Overwrite the existing default SMTP certificate?

    Current certificate: '0A1B...' (expires 3/4/2026 9:12:11 AM)
    Replace it with certificate: '8899...' (expires 11/2/2025 6:59:59 PM)
    [Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): A

What is not translated tells: two thumbprints in quotation marks, each with its end in brackets, and
the choices in their order: yes, yes to all, no, no to all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.local_dates import WrittenDate, decided, orders
from certtrail.inputs.objects.text_lines import PROMPT as SHELL
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.typed_commands import TypedCommand

_FLAGS: Final = re.IGNORECASE
MARK: Final = "['\"\u00ab\u00bb\u300c\u300d]"
_HEX: Final = "[0-9A-F]{40}"
# In a text without white space.
PROMPT: Final = re.compile(
    rf"{MARK}(?P<current>{_HEX}){MARK}[(\uff08](?P<ends>[^()\uff08\uff09]{{0,80}})[)\uff09]"
    rf"[^'\"\[\]]{{1,120}}?"
    rf"{MARK}(?P<replacement>{_HEX}){MARK}[(\uff08](?P<other>[^()\uff08\uff09]{{0,80}})[)\uff09]",
    _FLAGS,
)
_CHOICE: Final = r"\[(\w)\][^\[\]]{1,60}"
_CHOICES: Final = re.compile(
    rf"{_CHOICE}{_CHOICE}{_CHOICE}{_CHOICE}(?:\[\w\][^\[\]]{{1,60}})?"
    rf"\[\?\][^\[\]'\"\u00ab\u00bb]{{1,80}}{MARK}(?P<default>\w){MARK}[)\uff09]?[:\uff1a]?",
    _FLAGS,
)
_ANSWERS: Final = ("yes", "yes", "no", "no")
_WORDS: Final = {"yes": "yes", "yestoall": "yes", "no": "no", "notoall": "no"}
_DATE: Final = re.compile(r"\d.*", re.DOTALL)
_YEARS: Final = frozenset(range(1990, 2100))
_BEHIND: Final = 700
# A shell's prompt, or its warning, on the next line that is not empty.
_WENT_ON: Final = re.compile(
    rf"[ \t\n]{{0,200}}\n(?:{SHELL.pattern}|\[[\w.-]{{1,255}}\]: PS"
    r"|[ \t]{0,8}[A-Z\u00c0-\u00dc\u0410-\u042f]{4,20}:)"
)
_FORCED: Final = re.compile(r"(?<!\w)-Force\b(?!:\$?false)", _FLAGS)
_SMTP: Final = re.compile(r"-Services?[ :]+['\"({@]*[^-|]*\bSMTP\b", _FLAGS)
_ENABLING: Final = frozenset({"enable-exchangecertificate", "new-exchangecertificate"})


_MAKES: Final = "new-exchangecertificate"


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided about the default certificate at a place."""

    place: int
    server: str
    fields: dict[str, str | int | bool]
    told: str


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold the question, or a command that answers it."""
    return PROMPT.search(paste.squeezed.text) is not None or _FORCED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the questions with their answers, and commands that do without."""
    found = sorted([*_asked(paste), *_forced(paste)], key=lambda one: one.place)
    last = {one.server: one for one in found if one.fields["answer"] != "unknown"}
    facts: dict[tuple[object, ...], Fact] = {}
    for one in found:
        fields = {**one.fields, "final": last.get(one.server) is one}
        evidence = paste.evidence(one.place, one.server, one.told)
        key = (one.server, *sorted(fields.items()))
        facts.setdefault(key, Fact("overwrite-prompt", one.server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts.values()))


def _asked(paste: Paste) -> Iterator[_Decision]:
    squeezed = paste.squeezed
    for found in PROMPT.finditer(squeezed.text):
        current, replacement = found["current"].upper(), found["replacement"].upper()
        if current == replacement:
            continue
        answer = _answer(paste, found.end())
        place = squeezed.place(found.start())
        told = f"asked to replace {current} by {replacement} as default, answered {answer}"
        fields: dict[str, str | int | bool] = {
            "current": current,
            "replacement": replacement,
            "answer": answer,
            **_ends(paste, found),
            **({"self_signed": True} if _makes_one(paste, place) else {}),
        }
        if answer == "yes" and fields.get("ends_earlier") is True:
            fields["longer"] = current
        yield _Decision(place, _server(paste, place), fields, told)


def _makes_one(paste: Paste, place: int) -> bool:
    """Tell whether what asked made the certificate: without a request that is self-signed."""
    command = paste.commands.before(place + 1)
    if command is None or not command.typed:
        return False
    typed = f"{command.name} {command.text}".casefold()
    return _MAKES in typed and "-generaterequest" not in typed


def _ends(paste: Paste, found: re.Match[str]) -> dict[str, int | bool]:
    """Read when both certificates end, where their dates can be told, and which one goes first."""
    written: dict[str, WrittenDate] = {}
    for name, group in (("current_expires", "ends"), ("replacement_expires", "other")):
        date = _date(paste, *found.span(group))
        if date is not None:
            written[name] = date
    possible = orders(written.values())
    possible = [paste.date_order] if paste.date_order in possible else possible
    told = {name: decided(date, possible) for name, date in written.items()}
    known: dict[str, int | bool] = {
        name: seconds for name, seconds in told.items() if seconds is not None
    }
    earlier = {_is_earlier(order, written) for order in possible if len(written) == 2}
    return known if len(earlier) != 1 else known | {"ends_earlier": earlier.pop()}


def _date(paste: Paste, start: int, end: int) -> WrittenDate | None:
    """Read a date that may be cut by a line's end, at a blank or within a number."""
    if end <= start:
        return None
    text = paste.text[paste.squeezed.place(start) : paste.squeezed.place(end - 1) + 1]
    for glue in ("", " "):
        shown = _DATE.search(" ".join(text.replace("\n", glue).split()))
        date = WrittenDate.read(shown[0]) if shown else None
        if date is not None and _YEARS & set(date.numbers[:3]):
            return date
    return None


def _is_earlier(order: str, written: dict[str, WrittenDate]) -> bool:
    """Tell whether the replacement ends before the current one, with the day and month so."""
    current, other = (date.instant(order) or 0 for date in written.values())
    return other < current


def _answer(paste: Paste, end: int) -> str:
    """Read what was typed behind the choices; nothing typed takes the default."""
    squeezed = paste.squeezed
    choices = _CHOICES.search(squeezed.text, end, end + _BEHIND)
    if choices is None:
        return "unknown"
    letters = [choice.casefold() for choice in choices.groups()[:4]]
    place = squeezed.place(choices.end() - 1) + 1
    stop = paste.text.find("\n", place)
    line = paste.text[place : stop if stop >= 0 else len(paste.text)]
    typed = "".join(line.split()).casefold().lstrip(":\uff1a")
    if not typed:
        # An empty line is the default where the shell went on; else nobody answered.
        default = choices["default"].casefold()
        went_on = stop >= 0 and _WENT_ON.match(paste.text, stop) is not None
        return _by_letter(letters, default) if went_on else "unknown"
    return _by_letter(letters, typed) if len(typed) == 1 else _WORDS.get(typed, "unknown")


def _by_letter(letters: list[str], typed: str) -> str:
    return _ANSWERS[letters.index(typed)] if typed in letters else "unknown"


def _forced(paste: Paste) -> Iterator[_Decision]:
    """Find commands that take the default over without asking."""
    for command in paste.commands.found:
        replacement = _forced_by(command)
        if replacement:
            told = f"{replacement} was enabled for SMTP with -Force, so it was made the default"
            fields: dict[str, str | int | bool] = {"replacement": replacement, "answer": "forced"}
            yield _Decision(command.place, _server(paste, command.place), fields, told)


def _forced_by(command: TypedCommand) -> str:
    enabling = command.name in _ENABLING or "enable-exchangecertificate" in command.text.casefold()
    if not command.typed or not enabling or not _FORCED.search(command.text):
        return ""
    named = only_thumbprint(command.text) if _SMTP.search(command.text) else None
    return named or ""


def _server(paste: Paste, place: int) -> str:
    command = paste.commands.before(place + 1)
    if command is not None and command.server:
        return command.server
    return paste.server_at(place)


SCANNER = Scanner(
    phrase("questions for the default certificate"),
    ("[?]", "-force", "defaultsmtpcertificate"),
    recognise,
    scan,
)
