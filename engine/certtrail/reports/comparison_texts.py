"""A comparison as text, Markdown, JSON and HTML."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from certtrail.comparison import NEEDED_HOURS, SCHEMA_VERSION, Change
from certtrail.reports.csv_file import written
from certtrail.reports.format_names import Format
from certtrail.reports.html import page
from certtrail.reports.markdown import prose
from certtrail.reports.wording import counted, moment, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from certtrail.comparison import Compared, Comparison

_HEADS: Final = {
    Change.PERSISTS: "Goes on",
    Change.NEW: "New",
    Change.CANNOT_TELL: "Cannot tell",
    Change.TOO_EARLY: "Too early to say",
    Change.CLEARED: "Is over",
}


def render(comparison: Comparison, chosen: Format, zone: tzinfo) -> str:
    """Write a comparison in a format."""
    if chosen is Format.JSON:
        return _json(comparison)
    if chosen is Format.CSV:
        columns = ("change", "rule", "title", "severity", "server", "thumbprints", "last")
        rows = (
            [*(getattr(item, name) for name in columns[:5]), " ".join(item.thumbprints), item.last]
            for item in comparison.items
        )
        return written(columns, rows)
    if chosen is Format.HTML:
        return page(
            "compare.html.j2",
            comparison=comparison,
            heads=_HEADS,
            said=said,
            zone=zone,
            verdict=verdict(comparison),
        )
    markdown = chosen is Format.MARKDOWN
    write = prose if markdown else visible
    lines = [f"# {verdict(comparison)}" if markdown else verdict(comparison), ""]
    lines += [
        (
            f"Compared: logs until {moment(comparison.before, zone)}, and logs until "
            f"{moment(comparison.after, zone)}."
        ),
        "",
    ]
    for change, head in _HEADS.items():
        items = comparison.of(change)
        if items:
            lines += [f"## {head}" if markdown else head.upper(), ""]
            for item in items:
                lines.append("- " + write(f"{item.title} ({item.severity}; {item.server})"))
                lines += [f"  {write(line)}" for line in said(item, zone)]
            lines.append("")
    return "\n".join(lines)


def verdict(comparison: Comparison) -> str:
    """Say in a line what became of it."""
    if not comparison.items:
        return "Nothing was wrong before, and nothing is now."
    if comparison.fixed:
        return "All that was wrong is over, and the logs cover it."
    parts = [
        f"{len(items)} {word}"
        for change, word in (
            (Change.PERSISTS, "goes on" if len(comparison.of(Change.PERSISTS)) == 1 else "go on"),
            (Change.NEW, "new"),
            (Change.CANNOT_TELL, "cannot be told"),
            (Change.TOO_EARLY, "too early to say"),
            (Change.CLEARED, "over"),
        )
        if (items := comparison.of(change))
    ]
    return f"Of {counted(len(comparison.items), 'finding')}: {', '.join(parts)}."


def said(item: Compared, zone: tzinfo) -> Iterator[str]:
    """Say what is known of one finding, in sentences."""
    last = moment(item.last, zone)
    for name in item.thumbprints:
        yield f"Certificate {name}."
    if item.change is Change.PERSISTS:
        yield f"It was seen again, last at {last}."
    elif item.change is Change.NEW:
        yield f"It was not there before; last seen at {last}."
    elif item.change is Change.CLEARED:
        yield (
            f"Last seen at {last}; the later logs cover {item.covered_hours} hours after that "
            "without it."
        )
    elif item.change is Change.CANNOT_TELL:
        yield (
            f"Last seen at {last}. The later exports hold nothing of the Application log of "
            f"{visible(item.server)}; ask for it."
        )
    else:
        yield (
            f"Last seen at {last}, and only {item.covered_hours} of the {NEEDED_HOURS} hours that "
            f"prove it are covered since. An export from {moment(item.ask_after, zone)} on "
            "will tell."
        )
    if item.change in (Change.PERSISTS, Change.TOO_EARLY, Change.CANNOT_TELL):
        yield from (f"To check: {visible(text)}" for text in item.confirm)


def _json(comparison: Comparison) -> str:
    value = {
        "schema_version": SCHEMA_VERSION,
        "before": comparison.before or None,
        "after": comparison.after or None,
        "fixed": comparison.fixed,
        "needed_hours": NEEDED_HOURS,
        "findings": [
            {**asdict(item), "last": item.last or None, "ask_after": item.ask_after or None}
            for item in comparison.items
        ],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
