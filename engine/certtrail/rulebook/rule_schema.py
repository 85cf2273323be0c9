"""The JSON Schema of a rule file, for editors; made from the fields of a rule."""

from __future__ import annotations

from certtrail.model.json_schema import Schema, schema_of
from certtrail.model.notation import YAML
from certtrail.rulebook.rule import Rule


def rule_schema() -> Schema:
    """Make the schema (draft 2020-12)."""
    schema = schema_of(Rule, YAML, "certtrail rule")
    # Demanded of every file, though a diagnosis leaves the cases of what is shipped unread.
    schema["required"] = sorted({*schema["required"], "cases"})
    schema["properties"]["cases"]["minItems"] = 1
    return schema
