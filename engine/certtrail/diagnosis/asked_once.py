"""Findings in, the same out: what one repair does for several of them is asked for by one only.

Who follows a report from top to bottom would otherwise make a certificate for each finding, and
change the default each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.names_apart import names_apart
from certtrail.diagnosis.shown_once import shown_once
from certtrail.model.vocabulary import Confidence, Severity
from certtrail.rulebook.rule_texts import given_value
from certtrail.rulebook.steps import SERVER
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.rulebook.text_values import Values

ANY_SERVER: Final = "SERVER"
"""What a step names that is for each server of a finding."""
_GIVES_BACK: Final = "give-role-back"
_GIVES_LISTED: Final = "use-listed-certificate"
_GIVES_MADE: Final = "use-made-certificate"
_ENABLES: Final = "enable-for-smtp"
_WAY_BACK: Final = "way-back"
# What puts a certificate to work, and what takes one away, by the standard steps.
_PUTS: Final = frozenset(
    {
        *("name-on-send-connector", "name-on-receive-connector", "name-on-connector"),
        *("use-listed-for-name", "use-enabled-for-name", _GIVES_LISTED, _GIVES_BACK),
        _GIVES_MADE,
        _WAY_BACK,
    }
)
_TAKES: Final = frozenset(
    {"remove-old-certificate", "remove-connector-certificate", "remove-competing-certificate"}
)
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """What one line of a remedy is for.

    Attributes:
        entry: which entry of the rule's list it is from.
        again: what is said where another finding has that already; empty where it is said anyhow.
        keys: one for each server on which it is to be done.
        late: what others ask for does for this one, and not the other way round.
        last: of several findings the last one keeps it.
        step, server, thumbprint: of a standard step, with what it is about where it says that.
    """

    entry: int
    again: str = ""
    keys: tuple[_Key, ...] = ()
    late: bool = False
    last: bool = False
    step: str = ""
    server: str = ""
    thumbprint: str = ""


def with_first(
    finding: Finding, first: str, aim: tuple[Aim, ...]
) -> tuple[Finding, tuple[Aim, ...]]:
    """Put a step before all others of a finding's remedy, if there are any."""
    if not finding.remedy:
        return finding, aim
    risks = tuple(replace(each, step=each.step + 1) for each in finding.risks)
    return replace(finding, remedy=(first, *finding.remedy), risks=risks), (Aim(-1), *aim)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the findings ask for together.

    Attributes:
        holders: by purpose the finding that keeps it.
        put: by thumbprint the first finding that puts the certificate to work.
        named: how a finding is referred to, by its id.
    """

    holders: Mapping[_Key, Finding]
    put: Mapping[str, Finding]
    named: Mapping[str, str]


def aims(remedy: Sequence[RuleText], values: Values, servers: Sequence[str]) -> tuple[Aim, ...]:
    """Tell what each line of a remedy is for.

    Args:
        remedy: what is said.
        values: what it is filled with.
        servers: of the finding.
    """
    given: dict[int, dict[str, str]] = {}
    for text in remedy:
        known = {name: given_value(value, values) for name, value in text.given.items()}
        told = {name: str(value).casefold() for name, value in known.items() if value is not None}
        given.setdefault(text.entry, {}).update(told)
    return tuple(_aim(text, given[text.entry], values, servers) for text in remedy)


def _aim(text: RuleText, told: Mapping[str, str], values: Values, servers: Sequence[str]) -> Aim:
    once = text.once
    place = None if text.place is None else given_value(text.place, values)
    plain = Aim(
        text.entry,
        step=text.step,
        server=str(place or (servers[0] if len(servers) == 1 else "")),
        thumbprint=told.get("thumbprint", "").upper(),
    )
    if once is None or not set(once.by) - {SERVER} <= told.keys():
        return plain
    rest = tuple(told[name] for name in once.by if name != SERVER)
    where: Sequence[str] = [""]
    if SERVER in once.by:
        where = servers if place == ANY_SERVER else [str(place or "")]
    keys = tuple((once.again, host_of(name), *rest) for name in where)
    late = text.step in once.also
    return replace(plain, again=once.again, keys=keys, late=late, last=once.last)


def asked_once(
    findings: Iterable[Finding], aimed: Mapping[str, Sequence[Aim]]
) -> tuple[Finding, ...]:
    """Say in every finding but the first, or the last, that its repair is the same.

    Args:
        findings: in the order of the report.
        aimed: what each line of their remedies is for, by the id of the finding.
    """
    given = tuple(findings)
    known = {finding.id: finding for finding in given}
    asking = [one for one in given if not one.over and not _left(one, known)]
    holders: dict[_Key, Finding] = {}
    # What has little behind it is looked into first, and no reply has its steps.
    for late in (False, True):
        for weak in (False, True):
            for finding in asking:
                if (finding.confidence is Confidence.LOW) is weak:
                    # One that no reply tells of cannot keep what others point at.
                    moves = not weak and finding.severity.rank >= Severity.MEDIUM.rank
                    for aim in aimed.get(finding.id, ()):
                        if aim.late is late:
                            free = (k for k in aim.keys if k not in holders or (aim.last and moves))
                            holders.update(dict.fromkeys(free, finding))
    put: dict[str, Finding] = {}
    for finding in asking:
        for aim in aimed.get(finding.id, ()):
            if aim.step in _PUTS and aim.thumbprint:
                put.setdefault(aim.thumbprint, finding)
    names = names_apart(given)
    named = {one.id: names(one) for one in (*holders.values(), *put.values())}
    around = _Around(holders, put, named)
    changed = {one.id: _without(one, aimed.get(one.id, ()), around) for one in asking}
    return shown_once(
        (changed.get(finding.id, finding) for finding in given),
        lambda one: one.id in changed,
        lambda one: names(known[one.id]),
    )


def given_back(
    findings: Iterable[Finding],
    aimed: Mapping[str, Sequence[Aim]],
    with_authority: Collection[str] = (),
) -> dict[str, str]:
    """Give by server the certificate that a finding gives the internal role to, which a plan that
    goes by successors would not.

    Args:
        findings: in the order of the report.
        aimed: what each line of their remedies is for, by the id of the finding.
        with_authority: the servers on which an authority's certificate has the role: one of the
            list that takes it is no successor of that.
    """
    found: dict[str, str] = {}
    for aim in _told_to_do(findings, aimed):
        takes = aim.step == _GIVES_LISTED and aim.server in with_authority
        if takes or aim.step in (_GIVES_BACK, _GIVES_MADE):
            found.setdefault(aim.server, aim.thumbprint)
    return found


def enabled_at(
    findings: Iterable[Finding], aimed: Mapping[str, Sequence[Aim]]
) -> dict[str, tuple[str, ...]]:
    """Give by thumbprint the servers on which a finding has the certificate enabled for SMTP.

    Args:
        findings: in the order of the report.
        aimed: what each line of their remedies is for, by the id of the finding.
    """
    found: dict[str, dict[str, None]] = {}
    for aim in _told_to_do(findings, aimed):
        if aim.step == _ENABLES:
            found.setdefault(aim.thumbprint, {})[aim.server] = None
    return {thumbprint: tuple(servers) for thumbprint, servers in found.items()}


def _told_to_do(findings: Iterable[Finding], aimed: Mapping[str, Sequence[Aim]]) -> Iterator[Aim]:
    """Give what is to be done by findings with enough behind them, of known certificates."""
    given = tuple(findings)
    known = {finding.id: finding for finding in given}
    for finding in given:
        if not (finding.over or _left(finding, known) or finding.confidence is Confidence.LOW):
            aims_of = aimed.get(finding.id, ())
            yield from (aim for aim in aims_of if aim.server and aim.thumbprint)


def _left(finding: Finding, known: Mapping[str, Finding]) -> bool:
    """Tell whether what is to be done about a finding is left to what explains it."""
    seen = {finding.id}
    above = known.get(finding.explained_by or "")
    while above is not None and above.id not in seen:
        if above.remedy and not above.over and above.confidence is not Confidence.LOW:
            return True
        seen.add(above.id)
        above = known.get(above.explained_by or "")
    return False


def _but(finding: Finding, keys: Iterable[_Key], around: _Around) -> str:
    """Say on which of a finding's servers another one asks for it already."""
    holders = around.holders
    elsewhere = {key[1]: holders[key] for key in keys if holders[key] is not finding}
    return phrase(
        'The next step is not for {servers|list}: there the finding "{title}" asks for it already.',
        servers=[name for name in finding.servers if host_of(name) in elsewhere],
        title=around.named[next(iter(elsewhere.values())).id],
    )


def _kept(aim: Iterable[Aim], finding: Finding, around: _Around) -> str:
    """Say that a certificate stays, as the report puts it to work; empty where it may go."""
    for one in aim:
        if one.step not in _TAKES or one.thumbprint not in around.put:
            continue
        by = around.put[one.thumbprint]
        if by is finding:
            return phrase("Keep {thumbprint}: it goes on being used.", thumbprint=one.thumbprint)
        return phrase(
            'Keep {thumbprint}: with the finding "{title}" it goes on being used.',
            thumbprint=one.thumbprint,
            title=around.named[by.id],
        )
    return ""


def _without(finding: Finding, aim: Sequence[Aim], around: _Around) -> Finding:
    """Take out of a remedy what another finding asks for, and what would undo that."""
    holders = around.holders
    lines: list[str] = []
    places: dict[int, int] = {}
    for _, members in groupby(range(len(aim)), key=lambda number: aim[number].entry):
        numbers = list(members)
        if told := _kept((aim[number] for number in numbers), finding, around):
            lines += [] if told in lines else [told]
            continue
        keys = {key: aim[number].again for number in numbers for key in aim[number].keys}
        others = [holders[key] for key in keys if holders[key] is not finding]
        if keys and len(others) == len(keys):
            told = phrase(next(iter(keys.values())), title=around.named[others[0].id])
            lines += [] if told in lines else [told]
            continue
        if others:
            lines.append(_but(finding, keys, around))
        for number in numbers:
            places[number] = len(lines)
            lines.append(finding.remedy[number])
    if lines == list(finding.remedy):
        return finding
    risks = tuple(
        replace(risk, step=places[risk.step]) for risk in finding.risks if risk.step in places
    )
    return replace(finding, remedy=tuple(lines), risks=risks)
