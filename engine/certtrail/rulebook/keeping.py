"""Reads the shipped YAML files when certtrail is built, and keeps what they say."""

from __future__ import annotations

import json

from certtrail.model.strict_yaml import load_text
from certtrail.rulebook import read_before
from certtrail.rulebook.loading import CASES, OTHERS
from certtrail.rulebook.yaml_files import rules_root, yaml_files


def keep() -> None:
    """Keep what all of them say where `read_before` looks for it."""
    kept = {}
    for shown, file in yaml_files(rules_root()):
        raw = file.read_bytes()
        # A diagnosis has no use for the cases of rules.
        until = "" if shown.split("/")[1] in OTHERS else CASES
        value = load_text(raw.decode("utf-8-sig"), shown, until).value
        name = read_before.digest(raw, until)
        kept[name] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    read_before.FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=0), "utf-8")
