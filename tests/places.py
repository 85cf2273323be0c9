"""Where things are that tests use."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""
ENGINE = ROOT / "engine"
SAMPLES = ROOT / "samples"
# Files of real machines are not part of the project; tests use them where they are.
SHARED = Path(os.environ.get("CERTTRAIL_SHARED", ROOT.parent / "shared"))
REAL_LOGS = SHARED / "real" / "evtx"
REAL_EXPORTS = SHARED / "real" / "exchange"
