"""A diagnosis to one HTML file that fetches nothing: styles and script inside, by their hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from certtrail.reports import outline
from certtrail.reports.drawing import draw
from certtrail.reports.prose import blocks, pieces
from certtrail.reports.reply import how_to_export, reply
from certtrail.reports.wording import counted, moment, period, visible, zone_name
from certtrail.vocabulary import Outcome, Verdict

if TYPE_CHECKING:
    from datetime import tzinfo

    from certtrail.diagnosis import Diagnosis

# A reference becomes a link only when it is nothing but a plain https address.
_LINK: Final = re.compile(r"https://[a-z0-9.-]{1,100}(/[A-Za-z0-9._~/#?=&%+-]{0,300})?", re.ASCII)
_RENEWALS: Final = 30
_DRAWN_OPEN: Final = 4  # timelines of more servers are folded
_ENGINES: Final = frozenset({"durable", "plain"})


def page(template: str, **values: object) -> str:
    """Render a template as a page of its own."""
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own file, nothing of the logs in it
            script=Markup(script),  # noqa: S704 - the same
            policy=_policy(style, script),
            **values,
        )
    )


def render(diagnosis: Diagnosis, zone: tzinfo) -> str:
    """Render the whole report."""
    return page(
        "report.html.j2",
        diagnosis=diagnosis,
        zone=zone,
        servers=outline.worst_first(diagnosis),
        tally=[
            (verdict, number)
            for verdict in outline.VERDICTS
            if (number := sum(server.verdict is verdict for server in diagnosis.servers))
        ],
        causes=outline.causes(diagnosis),
        losses=outline.losses(diagnosis),
        unjudged=outline.unjudged(diagnosis),
        reply_lines=reply(diagnosis).splitlines(),
        renewals_shown=_RENEWALS,
        drawings=[draw(timeline, zone) for timeline in diagnosis.timelines],
        drawn_open=_DRAWN_OPEN,
        engine_option=diagnosis.engine if diagnosis.engine in _ENGINES else "auto",
    )


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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("certtrail.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters.update(
        count=counted,
        pieces=pieces,
        blocks=blocks,
        how_to_export=how_to_export,
        sentence_case=_sentence_case,
    )
    environment.tests["link"] = lambda text: _LINK.fullmatch(text) is not None
    environment.globals.update(
        moment=moment, period=period, zone_name=zone_name, Outcome=Outcome, Verdict=Verdict
    )
    return environment


def _shown(value: object) -> object:
    """Make every string that a template prints visible; markup is ours and stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sentence_case(word: str) -> str:
    text = word.replace("-", " ")
    return text[:1].upper() + text[1:]
