"""A diagnosis to one HTML file that fetches nothing: styles and script inside, by their hashes."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Self

from markupsafe import Markup

from certtrail.model.vocabulary import WORST_FIRST
from certtrail.reports import differences, how_read, outline
from certtrail.reports.drawing import draw
from certtrail.reports.ended import has_ended
from certtrail.reports.overview_texts import overview_tables
from certtrail.reports.page_templates import environment_of_pages
from certtrail.reports.reply import reply
from certtrail.reports.rules_behind import rules_behind
from certtrail.reports.speech import Speech
from certtrail.text.instants import iso
from certtrail.text.languages import ENGLISH_CODE, noted
from certtrail.text.outgoing import Json, Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.outline import Cause
    from certtrail.text.languages import Reader

_RENEWALS: Final = 30
_DRAWN_OPEN: Final = 4  # timelines of more servers are folded
# From so many servers on, what is folded is made when it is opened, and more is folded.
_FLEET: Final = 100
_FIRST_OF_FLEET: Final = 30
_EVERY: Final = 1 << 40
_ENGINES: Final = frozenset({"durable", "plain"})
# What the script says: it has no words of its own.
_SCRIPT_WORDS: Final = {
    "copy": noted("Copy"),
    "copied": noted("Copied"),
    "refused": noted("Select and copy by hand"),
    "more": noted("Show {n} more"),
    "all": noted("Show all {n}"),
}


class Html(Outgoing):
    """A page of HTML."""

    __slots__ = ()

    def __new__(cls, template: str, speech: Speech, **values: object) -> Self:
        """Render a template as a page of its own, in which every value is escaped."""
        style, script = _asset("report.css"), _asset("report.js")
        words = {name: speech.say(text, n="{n}") for name, text in _SCRIPT_WORDS.items()}
        text = (
            environment_of_pages()
            .get_template(template)
            .render(
                style=Markup(style),  # noqa: S704 - our own file, nothing of the logs in it
                script=Markup(script),  # noqa: S704 - the same
                policy=_policy(style, script),
                words=Json(words, indent=None).strip(),
                speech=speech,
                say=speech.say,
                count=speech.count,
                **values,
            )
        )
        return str.__new__(cls, text)


def render(diagnosis: Diagnosis, reader: Reader) -> Html:
    """Render the whole report."""
    speech = Speech(reader)
    told = speech.written(diagnosis)
    causes = outline.causes(told)
    servers, named = outline.parted_servers(told)
    fleet = len(told.servers) >= _FLEET
    most = _FIRST_OF_FLEET if fleet else _EVERY
    return Html(
        "report.html.j2",
        speech,
        diagnosis=told,
        servers=servers,
        named=named,
        tally=[
            (verdict, number)
            for verdict in WORST_FIRST
            if (number := sum(server.verdict is verdict for server in told.servers))
        ],
        causes=causes,
        leads=outline.leads(told.servers, causes),
        postponed=fleet,
        cards_open=most,
        causes_open=most,
        inputs_open=most,
        overview=overview_tables(diagnosis, speech),
        places=_places(causes),
        differences=differences.shown(told, speech),
        sides_shown=differences.BLOCKS,
        losses=how_read.losses(told),
        completeness=how_read.completeness(told, speech),
        left_aside=how_read.left_aside(told, speech),
        # What is missing is known by its English name.
        unjudged=speech.written(outline.unjudged(diagnosis)),
        reply_lines=reply(diagnosis, speech).splitlines(),
        renewals_shown=_RENEWALS,
        has_ended=has_ended,
        ledger=outline.by_server(told.ledger),
        over=outline.OVER,
        no_server=speech.say(outline.NO_SERVER),
        left_to=outline.left_to,
        left_to_text=outline.LEFT_TO,
        around_title=partial(outline.around_title, speech=speech),
        around_command=outline.around_command,
        choices=outline.by_server(outline.telling(told.selections)),
        drawings=[draw(timeline, speech) for timeline in told.timelines],
        drawn_open=_DRAWN_OPEN,
        again=_again(diagnosis, speech),
        behind=rules_behind(diagnosis),
    )


def _places(causes: Iterable[Cause]) -> dict[str, str]:
    """Give the anchor of every finding."""
    found = {}
    for number, cause in enumerate(causes, 1):
        found[cause.finding.id] = f"finding-{number}"
        for index, below in enumerate(cause.explained, 1):
            found[below.id] = f"finding-{number}-{index}"
    return found


def _again(diagnosis: Diagnosis, speech: Speech) -> str:
    """Give the command that makes the same report again."""
    engine = diagnosis.engine if diagnosis.engine in _ENGINES else "auto"
    options = [f"--engine {engine}", "-o ../report.html"]
    if diagnosis.at is not None:
        options.append(f"--at {iso(diagnosis.at)}")
    if speech.zone != "UTC":
        options.append(f"--tz {speech.zone}")
    if speech.language != ENGLISH_CODE:
        options.append(f"--lang {speech.language}")
    return " ".join(["certtrail diagnose .", *options])


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: nothing is loaded, and only what we wrote runs."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return files("certtrail.reports").joinpath("templates", name).read_text(encoding="utf-8")
