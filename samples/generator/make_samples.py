"""Writes every sample export: `python -m samples.generator.make_samples [FOLDER]`.

By default each goes into its folder of `samples`. The same bytes come out on every run; what each
sample holds stands in `index.yaml`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from samples.generator.stories import STORIES

SAMPLES = Path(__file__).resolve().parents[1]


def make_all(folder: Path) -> None:
    """Write all samples into a folder, each in a folder of its own in place of what was there."""
    for name, story in STORIES.items():
        target = folder / name
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        story(target)


if __name__ == "__main__":
    make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
