"""Every reader on files that are chosen by the code which they reach, for so many minutes.

    pip install atheris
    python -m tools.guided 30

atheris is not among the requirements. What fails is kept in `found-by-mutation`, as by
`tools.mutate`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["certtrail"]):
    from tests.inputs.test_mutations import SEEDS, seed

    from tools.mutate import Campaign

    # Readers are loaded when the first file of their kind comes: now, so that they are watched.
    CAMPAIGN = Campaign(Path("found-by-mutation"))
    for name in SEEDS:
        CAMPAIGN.read(seed(name), name)


def one(content: bytes) -> None:
    """Read what was chosen."""
    CAMPAIGN.read(content, "guided")
    if CAMPAIGN.runs % 5000 == 0:
        CAMPAIGN.tell()


def main() -> None:
    """Start from the sound files; never returns."""
    corpus = Path(tempfile.mkdtemp(prefix="certtrail-corpus-"))
    for number, name in enumerate(SEEDS):
        if name != "evtx":  # too large to be changed byte by byte; tests/evtx has campaigns for it
            (corpus / f"{number}").write_bytes(seed(name))
    seconds = float(sys.argv[1]) * 60
    flags = [f"-max_total_time={seconds:.0f}", "-max_len=65536", "-rss_limit_mb=3000"]
    atheris.Setup([sys.argv[0], str(corpus), *flags, "-print_final_stats=1", "-timeout=60"], one)
    atheris.Fuzz()
    os._exit(0)


if __name__ == "__main__":
    main()
