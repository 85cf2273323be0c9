r"""What a console was asked for and listed nothing of: a text in; what that tells, out.

    [PS] C:\>Get-EdgeSubscription
    [PS] C:\>

    [PS] C:\>Get-ExchangeCertificate

    Thumbprint                                Services   Subject
    ----------                                --------   -------

    [PS] C:\>

An empty output is an answer where all was asked for and the console went on; the next prompt shows
that nobody left the output out at the end of the text. A server has certificates, so of these
nothing at all may be what somebody left out: it counts where a prompt with nothing behind it shows
that the console was copied as it stood, or where the list of another server stands in the text. A
table's head without a row counts by itself: who left them out left out the head, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# All of them, on the screen: no filter, no file, no variable. An Edge server does not have the
# first one.
_SHOWN: Final = r"(?:[ \t]*\|[ \t]*(?:fl|ft|Format-List|Format-Table)\b[^|;>\n]{0,200})?[ \t]*"
_NO_EDGE, _NO_CERTIFICATE = "no-edge-subscription", "certificates-not-listed"
_ASKED: Final = {
    _NO_EDGE: re.compile(rf"[ \t]*Get-EdgeSubscription{_SHOWN}", re.IGNORECASE),
    _NO_CERTIFICATE: re.compile(
        r"[ \t]*Get-ExchangeCertificate(?:[ \t]+-Server[ \t]+(?P<server>[^\s|;>]{1,255}))?"
        rf"{_SHOWN}",
        re.IGNORECASE,
    ),
}
_SAID: Final = {
    "": "Get-EdgeSubscription printed nothing",
    "empty": "Get-ExchangeCertificate printed a table's head and no row",
    "silent": "Get-ExchangeCertificate printed nothing",
    "alone": "Get-ExchangeCertificate printed no certificate, and those of another server",
}
_RULE: Final = re.compile(r"[ \t]*-{2,}(?:[ \t]+-{2,})*[ \t]*")
_HEAD: Final = 2


class _Empty(NamedTuple):
    """A command that printed nothing.

    Attributes:
        kind: of the fact about it; empty for any other command.
        place: where its line begins.
        what: of certificates, how the list was empty.
        server: that it names.
    """

    kind: str
    place: int
    what: str
    server: str


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an answer."""
    return bool(_empty(paste.text))


def scan(paste: Paste) -> Scanned:
    """Find the answers; one of a server is enough."""
    facts: dict[tuple[str, str, str], Fact] = {}
    for one in _empty(paste.text):
        server = server_in(one.server) or paste.server_at(one.place)
        fields = {"what": one.what, "text": "Get-ExchangeCertificate"} if one.what else {}
        evidence = paste.evidence(one.place, server, _SAID[one.what])
        fact = Fact(one.kind, server, 0, fields, (evidence,))
        facts.setdefault((one.kind, server, one.what), fact)
    return Scanned(len(facts), tuple(facts.values()))


def heads_only(shown: list[str]) -> bool:
    """Tell whether the lines that a command printed, empty ones left out, are the head of a table
    and no more: its second line is a rule.
    """
    return len(shown) == _HEAD and _RULE.fullmatch(shown[-1]) is not None


def _empty(text: str) -> list[_Empty]:
    """Find each command whose output, up to the next prompt, is empty."""
    found: list[_Empty] = []
    waiting: list[_Empty] = []  # without any output, and with nothing but the like behind them yet
    others = False
    for asked, shown, bare in _answers(text):
        if asked.kind == _NO_EDGE and not shown:
            found.append(asked)
        if asked.kind != _NO_CERTIFICATE or shown:
            waiting = []
        if asked.kind == _NO_CERTIFICATE and heads_only(shown):
            found.append(asked._replace(what="empty"))
        elif asked.kind == _NO_CERTIFICATE:
            others |= bool(shown)
            waiting += [asked._replace(what="silent")] * (not shown)
            if not shown and asked.server:
                found.append(asked._replace(what="alone"))
        if bare:
            found += waiting
            waiting = []
    if not others:
        return [one for one in found if one.what != "alone"]
    # Where the list of another server came, it is the one server, and not the shell.
    return [one._replace(what="alone") if one.server else one for one in found]


def _answers(text: str) -> Iterator[tuple[_Empty, list[str], bool]]:
    """Give each command that a next prompt follows: what it asked for, the first lines that it
    printed, and whether nothing stands behind that prompt.
    """
    at, asked = 0, _Empty("", -1, "", "")
    shown: list[str] = []
    begun = False
    for line in text.split("\n"):
        if line.strip():
            prompt = PROMPT.match(line)
            if prompt is None:
                # One line more than a head has is enough to know that there is an object.
                shown += [line] * (len(shown) <= _HEAD)
            else:
                command = line[_typed(line) :].strip()
                if begun:
                    yield asked, shown, not command
                shown, begun = [], True
                asked = _Empty("", at, "", "")
                for kind, form in _ASKED.items():
                    if matched := form.fullmatch(line, _typed(line)):
                        asked = _Empty(kind, at, "", matched.groupdict().get("server") or "")
        at += len(line) + 1
    # Where the text ends, an empty output may be left out, but not what there is.
    if len(shown) > _HEAD:
        yield asked, shown, False


def _typed(line: str) -> int:
    """Give where in a line with a prompt the command begins."""
    return line.find(">") + 1


SCANNER = Scanner(
    phrase("empty answers"),
    ("get-edgesubscription", "get-exchangecertificate"),
    recognise,
    scan,
)
