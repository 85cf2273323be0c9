"""Settings: a TOML file in the user's own folder, whose values stand where no option is given.

Nothing else is ever read: not the current folder, nor that of an input, which may be a customer's.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.case import progress
from certtrail.text.nearest import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NAME: Final = "settings.toml"
_LARGEST: Final = 64 * 1024
_KEYS: Final = {
    # In the file, and what the options' parameters are called.
    "rules": "extra_rules",
    "lang": "lang",
    "tz": "zone",
    "title": "title",
    "redact-names": "redact",
    "engine": "engine",
}
_LISTS: Final = frozenset({"rules"})
_REDACTS: Final = "redact"
UNSURE: Final = "certtrail.settings.redaction"
"""In click's `meta`: why nobody can tell whether the file asks for reports without names."""
_BACKSLASH: Final = "unescaped '\\'"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user's file says.

    Attributes:
        path: where it is, or would be; None where the user has no folder of his own.
        values: what holds, by the key in the file.
        problems: what does not, each with file and line.
        redaction: that of them which may have asked for reports without names; else empty.
    """

    path: Path | None
    values: Mapping[str, Any]
    problems: tuple[str, ...]
    redaction: str = ""


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Give the options of a command that can be set, by the key in the file."""
    known = {one.name: one for one in command.params if isinstance(one, click.Option)}
    return {key: known[name] for key, name in _KEYS.items() if name in known}


def settings_path() -> Path | None:
    """Say where the user's settings are; None where he has no folder of his own."""
    path = Path(click.get_app_dir("certtrail")) / NAME
    # A variable that holds no whole path would lead to the current folder.
    return path if path.is_absolute() else None


def apply(ctx: click.Context, every: click.Command) -> None:
    """Let what the file says stand for options that are not given.

    Args:
        ctx: of the whole command.
        every: has every option that can be set.
    """
    found = read(ctx, every)
    if found.values:
        ctx.default_map = _defaults(ctx.command, found.values)
    if found.redaction:
        ctx.meta[UNSURE] = found.redaction
    # At the end it is seen, and how notes are wanted is known.
    ctx.call_on_close(partial(_tell, found.problems))


def _tell(problems: Iterable[str]) -> None:
    for problem in problems:
        progress.note(problem)


def read(ctx: click.Context, every: click.Command) -> Settings:
    """Read the file; what is wrong with it is left out and told."""
    path = settings_path()
    if path is None or not path.is_file():
        return Settings(path, {}, ())
    text, given, why = _given(path)
    if why:
        return Settings(path, {}, (why,), why if _may_redact(text) else "")
    values: dict[str, Any] = {}
    problems = []
    redaction = ""
    for key, value in given.items():
        for each in value if key in _LISTS and isinstance(value, list) else [value]:
            try:
                checked = _checked(ctx, every, key, each, path.parent)
            except click.BadParameter as error:
                told = f"{path}:{_line(text, key)}: {error.message}"
                problems.append(told)
                # A name that is misspelt asks as well.
                if _may_redact(key):
                    redaction = told
            else:
                values[key] = [*values.get(key, []), checked] if key in _LISTS else checked
    return Settings(path, values, tuple(problems), redaction)


def _given(path: Path) -> tuple[str, dict[str, Any], str]:
    """Give the text of the file, what it says, and why that is nothing; of a text that nobody
    can see, what it might say.
    """
    import tomllib

    content = b""
    try:
        if path.stat().st_size > _LARGEST:
            return _REDACTS, {}, f"{path}: it is too large for settings; it is left out."
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text), ""
    except OSError as error:
        return _REDACTS, {}, f"{path}: it cannot be read: {error.strerror or error}."
    except UnicodeDecodeError:
        # UTF-16 has zeros between.
        text = content.replace(b"\0", b"").decode("latin-1")
        return text, {}, f"{path}: expected UTF-8; the settings are left out."
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return text, {}, f"{path}: {_broken(error)} The settings are left out."


def _may_redact(text: str) -> bool:
    """Tell whether settings, or the name of one, speak of redaction."""
    return _REDACTS in text.casefold()


def _broken(error: Exception) -> str:
    told = f"{error}."
    if _BACKSLASH in told.lower() or "hex" in told:
        told += " A Windows path goes in single quotes: 'C:\\Rules'."
    return told


def _checked(ctx: click.Context, every: click.Command, key: str, value: object, home: Path) -> Any:
    """Check a value as its option would.

    Raises:
        click.BadParameter: there is no such setting, or it cannot have that value.
    """
    options = options_of(every)
    if key not in options:
        hint = meant(key, options, f"expected one of: {', '.join(options)}.")
        raise click.BadParameter(f"there is no setting {key!r}; {hint}")
    option = options[key]
    if not isinstance(value, bool if option.is_flag else str):
        what = "true or false" if option.is_flag else "a text in quotes"
        raise click.BadParameter(f"{key}: expected {what}, found {value!r}; it is left out.")
    if isinstance(value, str) and "\0" in value:
        raise click.BadParameter(f"{key}: expected text, found a NUL; it is left out.")
    if isinstance(option.type, click.Path):
        value = str(_placed(str(value), home))
    try:
        option.process_value(ctx, [value] if option.multiple else value)
    except click.BadParameter as error:
        raise click.BadParameter(f"{key}: {error.message} It is left out.") from error
    return value


def _placed(text: str, home: Path) -> Path:
    """Take a path that is not whole for one beside the settings."""
    path = Path(text)
    with suppress(RuntimeError):  # the user has no home
        path = path.expanduser()
    return home / path


def _line(text: str, key: str) -> int:
    """Find the line in which a key of the file stands."""
    begins = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}\b")
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if begins.match(line)), 1)


def _defaults(command: click.Command, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give each verb what it can be set to, as click's map of defaults."""
    found = {_KEYS[key]: values[key] for key in options_of(command) if key in values}
    if isinstance(command, click.Group):
        below = {name: _defaults(each, values) for name, each in command.commands.items()}
        found.update({name: each for name, each in below.items() if each})
    return found


def sources(ctx: click.Context, found: Settings) -> Iterator[tuple[str, str, str]]:
    """Give each setting that is in force, its value, and from where it is."""
    for key, option in options_of(ctx.command).items():
        source = ctx.get_parameter_source(str(option.name))
        value = ctx.params[str(option.name)]
        typed = option.secondary_opts if value is False else option.opts
        where = {
            click.core.ParameterSource.COMMANDLINE: f"option {typed[0]}",
            click.core.ParameterSource.ENVIRONMENT: f"environment {option.envvar}",
            click.core.ParameterSource.DEFAULT_MAP: f"file {found.path}",
        }
        yield key, _shown(value), where.get(source, "default") if source else "default"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) or "-"
