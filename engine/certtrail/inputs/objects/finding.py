"""Finding: a clean text in; every object that it lists, in its order, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.delimited_form import read_delimited
from certtrail.inputs.objects.headless_form import read_headless
from certtrail.inputs.objects.json_form import read_json
from certtrail.inputs.objects.list_form import read_list
from certtrail.inputs.objects.property_form import read_property
from certtrail.inputs.objects.section_form import read_section
from certtrail.inputs.objects.string_form import read_string
from certtrail.inputs.objects.table_form import read_table
from certtrail.inputs.objects.text_lines import Nothing, TextLines
from certtrail.rulebook.object_labels import shipped_labels

if TYPE_CHECKING:
    from certtrail.inputs.objects.text_lines import Form
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.rulebook.object_labels import ObjectLabels

# The stricter a form is, the earlier it is asked.
FORMS: Final[tuple[Form, ...]] = (
    read_property,
    read_json,
    read_string,
    read_section,
    read_table,
    read_delimited,
    read_headless,
    read_list,
)


def objects_in(text: str, labels: ObjectLabels | None = None) -> tuple[list[TextObject], bool]:
    """Find all objects in a text.

    Args:
        text: a clean text.
        labels: which labels there are; without them, those that certtrail ships.

    Returns:
        The objects, and whether the text was searched whole.
    """
    lines = TextLines(text, labels or shipped_labels())
    objects: list[TextObject] = []
    barren: dict[Form, int] = {}
    at = 0
    while at < len(lines):
        if lines.is_blank(at):
            at += 1
            continue
        for form in FORMS:
            found = form(lines, at) if barren.get(form, 0) <= at else None
            if isinstance(found, Nothing):
                barren[form] = found.until
            elif found is not None:
                objects += found.objects
                at = max(found.until, at + 1)
                break
        else:
            at += 1
    return objects, not lines.spent
