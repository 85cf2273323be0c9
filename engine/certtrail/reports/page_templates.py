"""The templates of pages, compiled when certtrail is built: to compile them takes 0.15 s each run.

Jinja keeps what it compiled with the digest of its source, and its own version and Python's: of
what has changed since, or for another Python, nothing is taken, and the template is compiled.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from certtrail.model.vocabulary import Outcome
from certtrail.reports import outline
from certtrail.reports.checked import is_command, read_source
from certtrail.reports.speech import within
from certtrail.text.display import visible
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.bccache import Bucket

KEPT: Final = Path(__file__).with_name("templates_compiled")
"""The folder of what was compiled."""

# An instant as English reports write it: it would break at its hyphens.
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?: UTC(?:[+-]\d\d:\d\d)?)?")


class _Templates(PackageLoader):
    """The package's templates, without the place where they lie: that differs by machine."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, _, is_current = super().get_source(environment, template)
        return source, template, is_current


class _Compiled(BytecodeCache):
    """What was compiled, to be read; it is written by `keep` alone."""

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{name}-{_code()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with (KEPT / bucket.key).open("rb") as file:
                bucket.load_bytecode(file)
        except OSError:
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        if self.writes:
            with (KEPT / bucket.key).open("wb") as file:
                bucket.write_bytecode(file)


@cache
def _code() -> str:
    """Give a digest of this module: how templates are compiled is set in it."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def keep() -> None:
    """Compile all templates, and keep nothing else in their folder."""
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.iterdir():
        old.unlink()
    environment = _environment(_Compiled(writes=True))
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


@cache
def environment_of_pages() -> Environment:
    """Give what renders pages: every value is escaped, and every character is visible."""
    return _environment(_Compiled(writes=False))


def _environment(compiled: _Compiled) -> Environment:
    environment = Environment(
        loader=_Templates("certtrail.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
        bytecode_cache=compiled,
    )
    environment.filters.update(dated=_dated, source=read_source)
    environment.tests["thumbprint"] = lambda text: THUMBPRINT.fullmatch(text) is not None
    environment.tests["command"] = lambda text: is_command(text)
    environment.globals.update(Outcome=Outcome, steps=outline.steps, within=within)
    return environment


def _dated(text: str) -> Markup:
    """Keep the instants of a text on one line each."""
    escaped = str(escape(visible(text)))
    kept = _INSTANT.sub(r'<span class="unbroken">\g<0></span>', escaped)
    return Markup(kept)  # noqa: S704 - escaped above, and only digits stand in what was added


def _shown(value: object) -> object:
    """Make every string that a template prints visible; markup is ours and stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
