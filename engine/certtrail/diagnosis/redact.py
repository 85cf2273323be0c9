"""A diagnosis in, the same with tokens in place of names out; the key to them stays behind.

What is hidden, and how, is said by the type of each field: what is a name is replaced whole, and
of our own sentences the values in them, each as its place says (`value_sorts`). Free text goes by
the fields in it, by looks, by all names that any typed field told, and word by word.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, cast

from certtrail.diagnosis.finding_ids import note_findings
from certtrail.diagnosis.known_words import our_texts
from certtrail.diagnosis.left_names import striker
from certtrail.diagnosis.loose_texts import loose, provider
from certtrail.diagnosis.pseudonyms import TOKEN, Names
from certtrail.diagnosis.value_sorts import sort_of
from certtrail.diagnosis.whole_names import WHOLE, connector, each
from certtrail.model.errors import InputError
from certtrail.model.typed_texts import sorted_texts, visited
from certtrail.text.message import Message
from certtrail.text.outgoing import Json
from certtrail.text.sorts import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.filters import Value

_VERSION: Final = 1
_PLACES: Final = re.compile(r"(\{[^{}]*\}|\[\[|\]\]|\|\|)")
# Of these a value may be a list.
_LISTED: Final = frozenset({Sort.HOST, Sort.DOMAIN_NAME, Sort.CONNECTOR})
_BLANK: Final = "x"
_KEPT: Final = frozenset({Sort.CODE, Sort.HEADING})


def redacted(diagnosis: Diagnosis, names: Names) -> Diagnosis:
    """Replace servers, domains, users, addresses and organisations by tokens.

    Args:
        diagnosis: what to redact; its title and case number stay as the user gave them.
        names: the tokens so far; gets those that are new.
    """
    avoid_looks(diagnosis, names)
    for name in _servers(diagnosis):
        names.server(name)
    for lane in (lane for timeline in diagnosis.timelines for lane in timeline.lanes):
        if lane.kind == "connector":
            connector(lane.label, names)
    # Twice, as a name may stand alone before the place that shows it to be one.
    learnt: set[tuple[str, Sort]] = set()
    for text, sort in sorted_texts(diagnosis):
        if isinstance(text, Message):
            hidden(text, sort, names)
        elif (text, sort) not in learnt:
            learnt.add((text, sort))
            hidden(text, sort, names)
    note_findings(diagnosis, names)
    done: dict[tuple[str, Sort], str] = {}

    def once(text: str, sort: Sort) -> str:
        if isinstance(text, Message):
            return hidden(text, sort, names)
        if (text, sort) not in done:
            done[text, sort] = hidden(text, sort, names)
        return done[text, sort]

    return visited(diagnosis, once)


def relieved(diagnosis: Diagnosis, names: Names) -> Diagnosis:
    """Take out of a redacted diagnosis what would stop its report; see `left_names.striker`."""
    strike = striker(names)
    ours = our_texts()

    def struck(value: Value | None) -> Value | None:
        if isinstance(value, Message):
            values = {name: struck(one) for name, one in value.values.items()}
            return Message(value.template, values, value.many)
        if isinstance(value, tuple | list):
            return tuple(cast("str", struck(item)) for item in value)
        return strike(value) if isinstance(value, str) and value not in ours else value

    def once(text: str, sort: Sort) -> str:
        return text if sort in _KEPT or sort is Sort.FINDING else cast("str", struck(text))

    return visited(diagnosis, once)


def _said(text: Value | None) -> Iterator[str]:
    """Give a text, of a message the values in it."""
    if isinstance(text, Message):
        for value in text.values.values():
            yield from _said(value)
    elif isinstance(text, str):
        yield text
    elif isinstance(text, tuple | list):
        for item in text:
            yield from _said(item)


def avoid_looks(diagnosis: Diagnosis, names: Names) -> None:
    """Take what looks like a token in the evidence for a name; to be done before any is given.

    Of several diagnoses that go into one report it is to be done for each first.
    """
    for text, _ in sorted_texts(diagnosis):
        for one in _said(text):
            names.avoid(one)


def blanked(diagnosis: Diagnosis) -> Diagnosis:
    """Give the diagnosis with our own words and times alone, whose report has no others."""

    def blank(text: str, sort: Sort) -> str:
        if sort in _KEPT:
            return text
        if sort is Sort.FINDING:  # without its server, and still one that others can name
            return f"{text.partition('/')[0]}/{_BLANK}/{text.rpartition('/')[2]}"
        if isinstance(text, Message):
            return _blank_message(text)
        return text if sort is Sort.PROSE and text in our_texts() else _BLANK

    return visited(diagnosis, blank)


def _blank_message(text: Message) -> Message:
    values = {name: _blank_value(value) for name, value in text.values.items()}
    return Message(text.template, values, text.many)


def _blank_value(value: Value | None) -> Value | None:
    if isinstance(value, Message):
        return _blank_message(value)
    if isinstance(value, str):
        return _BLANK
    if isinstance(value, tuple | list):
        return tuple(cast("str", _blank_value(item)) for item in value)
    return value


def _servers(diagnosis: Diagnosis) -> Iterator[str]:
    """Give the names of servers, those first by which others are recognised."""
    for server in diagnosis.servers:
        yield server.name
    for report in diagnosis.inputs:
        for span in report.spans:
            yield span.computer
    for rule in diagnosis.not_evaluated:
        yield rule.server or ""


def hidden(text: str, sort: Sort, names: Names) -> str:
    """Give what stands for a text of a sort; learns the names in it."""
    if not text or sort in _KEPT:
        return text
    if sort is Sort.PROSE:
        return _sentence(text, names)
    if sort is Sort.PROVIDER:
        return provider(text, names)
    if sort is Sort.FINDING:
        return names.findings.get(text, text.partition("/")[0])
    whole = WHOLE.get(sort)
    return loose(text, names) if whole is None else whole(text, names)


def _sentence(text: str, names: Names) -> str:
    """Redact a text for people: of a message the values; what is no message may quote anything."""
    if not isinstance(text, Message):
        return text if text in our_texts() else loose(text, names)
    values = {name: _value(name, value, names) for name, value in text.values.items()}
    return Message(_template(text.template, names), values, _template(text.many, names))


def _template(template: str, names: Names) -> str:
    """Redact the words of a template that is none of ours, such as of a user's own rule."""
    if template in our_texts() or not template:
        return template
    parts = _PLACES.split(template)
    return "".join(part if place % 2 else provider(part, names) for place, part in enumerate(parts))


def _value(name: str, value: Value | None, names: Names) -> Value | None:
    if isinstance(value, Message):
        return _sentence(value, names)
    if isinstance(value, str):
        sort = sort_of(name)
        if sort is Sort.LOOSE:
            return loose(value, names)
        return (each(WHOLE[sort]) if sort in _LISTED else WHOLE[sort])(value, names)
    if isinstance(value, tuple | list):
        return tuple(cast("str", _value(name, item, names)) for item in value)
    return value


def key_of(names: Names) -> Json:
    """Write the key, to be kept: which token stands for which name, which id for which."""
    told = {"certtrail_names": _VERSION, "names": names.spelled, "findings": names.findings}
    return Json(told)


def read_key(text: str, shown: str) -> Names:
    """Read a key that an earlier report left, so that its tokens stay.

    Raises:
        InputError: it is none; says so.
    """
    try:
        told = json.loads(text)
    except ValueError as error:
        raise InputError(f"{shown}: expected the key of an earlier report: {error}") from error
    names = told.get("names") if isinstance(told, dict) else None
    findings = told.get("findings", {}) if isinstance(told, dict) else None
    if (
        not isinstance(names, dict)
        or not isinstance(findings, dict)
        or told.get("certtrail_names") != _VERSION
        or not all(TOKEN.fullmatch(token) for token in names)
        or not all(isinstance(name, str) for name in [*names.values(), *findings.values()])
    ):
        raise InputError(
            f"{shown}: expected the key of an earlier report (--redact-names), found something "
            "else; move it away, or choose another path for the report."
        )
    return Names.of(names, findings)
