"""A diagnosis to the message to the customer: what was found, what to run, what to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Confidence, Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.prose import PieceKind
from certtrail.reports.wishes import strangers, wishes
from certtrail.text.display import visible
from certtrail.text.filters import UNNAMED
from certtrail.text.message import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.reports.outline import Cause, Missing
    from certtrail.reports.prose import ProsePiece
    from certtrail.reports.speech import Speech
    from certtrail.reports.wishes import Question

_UNREAD: Final = 10
_CAUSES: Final = 4  # told in full
_STEPS: Final = 6  # of each that stops nothing: what does is only over with its last step


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text."""
    asked = wishes(diagnosis)
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech)]
    lines += [*_of_others(diagnosis, speech), *_unread(diagnosis, speech)]
    if len(asked):
        lines += ["", speech.say("To be sure we need a little more.")]
    lines += _exports(speech.written(asked.exports), speech)
    lines += _questions(speech.written(asked.questions), len(asked.exports), speech)
    if any(missing.commands for missing in asked.exports):
        lines += ["", _how(asked.exports, speech)]
    return "\n".join([*lines, "", speech.say("Thank you.")])


def _how(asked: Iterable[Missing], speech: Speech) -> str:
    if any(missing.servers for missing in asked):
        return speech.say(
            "Run the commands in the Exchange Management Shell, started as administrator, on each "
            "server named; the files are in C:\\Windows\\Temp then, with the server's name."
        )
    return speech.say(
        "Run the commands in the Exchange Management Shell of the server, started as "
        "administrator; the files are in C:\\Windows\\Temp then, with the server's name."
    )


def _found(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say what is known already, all of it: nobody likes to be asked without a word of why.

    Nothing is called free of trouble that was not judged, or not read.
    """
    causes = outline.causes(diagnosis)
    verdicts = {server.verdict for server in diagnosis.servers}
    ended = any(one.over for cause in causes for one in (cause.finding, *cause.explained))
    if any(_is_trouble(cause.finding) for cause in causes):
        yield speech.say("what we found so far:")
    elif not (causes or verdicts):
        yield speech.say(
            "no server's event log is in what you sent, so we cannot tell yet whether one is in "
            "trouble."
        )
    elif not diagnosis.complete:
        yield speech.say("we could not read all of what you sent, so we cannot tell yet.")
    elif verdicts != {Verdict.HEALTHY}:
        yield speech.say(
            "what you sent is not enough to tell whether there is certificate trouble."
        )
        if not causes:
            yield speech.say(
                "If mail waits or comes back, the quickest answer is in what {command} shows, "
                "and in the report that the sender got: send us both.",
                command="Get-Queue | Format-List Identity,Status,NextHopDomain,LastError",
            )
    elif ended:
        yield speech.say("we found no certificate trouble that is still open.")
    else:
        yield speech.say("we found no certificate trouble.")
    if causes:
        if not any(_is_trouble(cause.finding) for cause in causes):
            yield from ("", speech.say("This is what we saw:"))
        yield from ("", *_findings(causes, speech))


def _of_others(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say whose logs are hardly an Exchange server's: who sent them looks there in vain."""
    names = strangers(diagnosis)
    if names:
        yield ""
        yield speech.say(
            "The logs of {servers} show nothing of Exchange; they may be of another computer than "
            "the Exchange server.",
            servers=_names(names, speech),
        )
    if names and len(names) == len(diagnosis.servers):
        yield speech.say("Please export on the Exchange server itself what we ask for below.")


def _is_trouble(finding: Finding) -> bool:
    grave = finding.severity.rank >= Severity.MEDIUM.rank
    return finding.verdict is not None or (grave and not finding.over)


def _findings(causes: Iterable[Cause], speech: Speech) -> Iterator[str]:
    """Tell every finding, causes first, those of one title under it; the first ones in full."""
    groups: dict[str, list[Cause]] = {}
    for cause in causes:
        groups.setdefault(_told(cause.finding), []).append(cause)
    trouble = any(_is_trouble(cause.finding) for group in groups.values() for cause in group)
    room = _CAUSES
    said: dict[tuple[str, ...], tuple[str, list[str]]] = {}
    for title, group in groups.items():
        servers = dict.fromkeys(name for cause in group for name in cause.finding.servers)
        yield f"- {_named(title, servers, speech)}"
        for cause in group[: max(0, room)]:
            if _is_trouble(cause.finding) or cause.finding.confidence is not Confidence.LOW:
                yield from _cause(cause.finding, speech, alone=len(group) == 1)
        below: dict[str, dict[str, None]] = {}
        for cause in group:
            for one in cause.explained:
                below.setdefault(_told(one), {}).update(dict.fromkeys(one.servers))
        yield from (f"  - {_named(one, where, speech)}" for one, where in below.items())
        telling = [each for one in group[: max(0, room)] for each in _told_apart(one)]
        told = [one for one in telling if not trouble or _is_trouble(one.finding)]
        yield from _remedies(title, told, said, speech)
        room -= len(group)


def _told_apart(cause: Cause) -> Iterator[Cause]:
    """Give a cause, and what it explains where it is too weak to take the steps of that away."""
    yield cause
    if cause.finding.confidence is Confidence.LOW:
        yield from (outline.Cause(one, ()) for one in cause.explained)


def _cause(finding: Finding, speech: Speech, *, alone: bool) -> Iterator[str]:
    """Say when and which, and why: who is asked for logs wants to know what was seen in them."""
    cause = _plain(finding.cause, speech)
    if not alone:
        cause = f"{', '.join(_names(finding.servers, speech))}: {cause}"
    yield f"  {cause}"
    if finding.impact and not finding.over and _is_trouble(finding):
        yield f"  {_plain(finding.impact, speech)}"
    if finding.first is not None:
        yield f"  {speech.say('Seen: {period}', period=speech.seen(finding, onset=True))}"
    for thumbprint in finding.thumbprints:
        if thumbprint not in cause:
            yield f"  {speech.say('Thumbprint: {thumbprint}', thumbprint=thumbprint)}"


def _remedies(
    title: str,
    group: Sequence[Cause],
    said: dict[tuple[str, ...], tuple[str, list[str]]],
    speech: Speech,
) -> Iterator[str]:
    """Say the steps of several findings; those that differ in the server's name only, once.

    Args:
        title: of all of them.
        group: the findings.
        said: what was said before: the title under which, and the lines; it is added to.
        speech: of the reader.
    """
    everywhere = [name for cause in group for name in cause.finding.servers]
    also: list[str] = []
    for cause in group:
        lines = [*_steps(cause.finding, speech)]
        if not lines:
            continue
        before, first = said.setdefault(_without_names(lines, everywhere), (title, lines))
        if first is lines:
            yield from lines
        elif before != title:
            told = _plain(before, speech)
            yield f"  {speech.say('What to do: the same as for: {title}', title=told)}"
        elif first != lines:
            also += cause.finding.servers
    if also:
        names = _names(dict.fromkeys(also), speech)
        yield "  " + speech.say("The same for {servers}, each by its own name.", servers=names)


def _without_names(lines: Iterable[str], servers: Iterable[str]) -> tuple[str, ...]:
    """Write lines with one word for the servers, whole or short, to compare them."""
    names = sorted({part for name in servers for part in (name, name.partition(".")[0])}, key=len)
    text = "\n".join(lines)
    for name in reversed(names):
        text = text.replace(name, "\0")
    return tuple(text.split("\n"))


def _steps(finding: Finding, speech: Speech) -> Iterator[str]:
    """Say what to run; what has little behind it is looked into first."""
    steps = outline.steps(speech.written(finding))
    if finding.over or not steps or finding.confidence is Confidence.LOW:
        return
    most = len(steps) if finding.verdict is Verdict.BROKEN else _STEPS
    yield f"  {speech.say('What to do:')}"
    for number, step in enumerate(steps[:most], 1):
        lead, words = f"  {number}. ", ""
        for piece in (*speech.blocks(step.text), None):
            if piece is not None and piece.kind is not PieceKind.COMMAND:
                words += _shown(piece)
                continue
            if words.strip():
                yield f"{lead}{_nameless(words.strip(), speech)}"
                lead, words = "     ", ""
            if piece is not None:
                yield f"       {piece.text}"
        yield from (f"     {speech.say('Risk: {risk}', risk=risk)}" for risk in step.risks)
    if rest := len(steps) - min(most, len(steps)):
        yield "  " + speech.count(
            rest,
            "... and {n|count} more step; tell us how these went before you go on.",
            "... and {n|count} more steps; tell us how these went before you go on.",
        )


def _plain(text: str, speech: Speech) -> str:
    return _nameless(_safe(said(text, speech.reader), speech), speech)


def _nameless(text: str, speech: Speech) -> str:
    """Write a text for who has never heard what reports call a server without a name."""
    return text.replace(UNNAMED, speech.say("the server whose name we do not know"))


def _told(finding: Finding) -> str:
    return phrase("{what}; over", what=finding.title) if finding.over else finding.title


def _named(title: str, servers: Iterable[str], speech: Speech) -> str:
    what = _safe(said(title, speech.reader), speech)
    names = _names(servers, speech)
    return speech.say("{what} ({servers})", what=what, servers=names) if names else what


def _safe(text: str, speech: Speech) -> str:
    """Write a text without what nobody has checked between its backticks: a customer runs it."""
    return "".join(map(_shown, speech.pieces(text)))


def _shown(piece: ProsePiece) -> str:
    return "…" if piece.kind is PieceKind.UNCHECKED else piece.text


def _names(servers: Iterable[str], speech: Speech) -> tuple[str, ...]:
    unknown = speech.say("the server whose name we do not know")
    return tuple(unknown if name == UNNAMED else visible(name) for name in servers)


def _unread(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name what was not read: who sent it can send it in another form."""
    lost = outline.losses(diagnosis)
    for number, report in enumerate(speech.written(lost[:_UNREAD])):
        if not number:
            yield from ("", speech.say("We could not read these, or not all of them:"), "")
        told = visible(report.problems[0]) if report.problems else ""
        yield f"- {visible(report.name)}: {told}"
    if len(lost) > _UNREAD:
        rest = len(lost) - _UNREAD
        yield "- " + speech.count(rest, "and {n|count} more file", "and {n|count} more files")


def _exports(wanted: Iterable[Missing], speech: Speech) -> Iterator[str]:
    """Name what to send, all of one server's together."""
    groups: dict[tuple[str, ...], list[Missing]] = {}
    for missing in wanted:
        groups.setdefault(missing.servers, []).append(missing)
    if groups:
        yield from ("", speech.say("Please send us:"))
    number = 0
    # What is of no server first, as it would read like one's of the server before.
    for servers, group in sorted(groups.items(), key=lambda entry: bool(entry[0])):
        yield ""
        if servers:
            yield speech.say("From {servers}:", servers=_names(servers, speech))
        for missing in group:
            number += 1
            yield f"{number}. {_safe(missing.what, speech)}"
            yield from (f"   {command}" for command in missing.commands)


def _questions(questions: Iterable[Question], before: int, speech: Speech) -> Iterator[str]:
    for number, question in enumerate(questions, before + 1):
        if number == before + 1:
            yield from ("", speech.say("Please tell us:"), "")
        text = _safe(question.text, speech)
        if question.servers:
            names = _names(question.servers, speech)
            text = speech.say("{what} ({servers})", what=text, servers=names)
        yield f"{number}. {text}"
