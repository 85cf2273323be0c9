"""The JSON Schema of a rule file, for editors; made from the shape that loading checks."""

from __future__ import annotations

from certtrail.model.shapes import adapter
from certtrail.rulebook.rule_shape import RuleShape


def rule_schema() -> dict[str, object]:
    """Make the schema (draft 2020-12)."""
    schema: dict[str, object] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    shape = adapter(RuleShape).json_schema()
    shape["required"] = sorted({*shape["required"], "cases"})
    shape["properties"]["cases"]["minItems"] = 1
    schema.update(shape)
    schema["title"] = "certtrail rule"
    return schema
