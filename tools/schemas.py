"""The JSON Schemas that are shipped, made of the dataclasses: `python -m tools.schemas`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from certtrail.model.diagnosis import SCHEMA_VERSION
from certtrail.model.json_schema import Schema, schema_of, schema_of_any
from certtrail.model.notation import JSON
from certtrail.model.saved_diagnosis import SavedDiagnosis
from certtrail.reports.certificates_json import CertificatesJson, SelectionsJson
from certtrail.reports.differences_json import DifferencesJson
from certtrail.reports.plans_json import RenewalsJson, WhatIfJson

FOLDER: Final = Path(__file__).resolve().parent.parent / "engine" / "certtrail" / "reports"


def schemas() -> dict[str, Schema]:
    """Make each by the name of its file."""
    urn = f"urn:certtrail:diagnosis:{SCHEMA_VERSION}"
    printed = (CertificatesJson, SelectionsJson, WhatIfJson, RenewalsJson)
    return {
        "certificates.schema.json": schema_of_any(
            printed, JSON, title="certtrail certificates, select, what-if, renew"
        ),
        "differences.schema.json": schema_of(DifferencesJson, JSON, "certtrail diff"),
        "diagnosis.schema.json": schema_of(
            SavedDiagnosis, JSON, "A certtrail diagnosis", **{"$id": urn}
        ),
    }


def written(schema: Schema) -> str:
    """Write one as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, schema in schemas().items():
        (FOLDER / name).write_text(written(schema), "utf-8")
