"""The samples of the project, diagnosed once."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

from certtrail import pipeline
from tests import places

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

FOLDER = places.SAMPLES
SAMPLES = tuple(sorted(path.name for path in FOLDER.iterdir() if any(path.glob("**/*.evtx"))))


@cache
def diagnosed(sample: str) -> Diagnosis:
    """Diagnose a sample."""
    return pipeline.diagnose([FOLDER / sample], engine="plain")


def copied(sample: str, folder: Path) -> Path:
    """Copy a sample's files to a folder, to be spoiled there."""
    made = folder / sample
    shutil.copytree(FOLDER / sample, made)
    return made
