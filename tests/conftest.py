"""How far the property tests go.

Repeatable in the gate, and short besides under `make mutants`; exploring under `make fuzz`.
"""

from __future__ import annotations

import os

from hypothesis import settings

# The gate has to give the same answer for the same commit; new examples are for `make fuzz`.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("mutants", settings.get_profile("gate"), max_examples=10)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))
