"""How far the property tests go, and what memory the tests keep.

Repeatable in the gate, and short besides under `make mutants`; exploring under `make fuzz`.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from certtrail import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator

# The gate has to give the same answer for the same commit; new examples are for `make fuzz`.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("mutants", settings.get_profile("gate"), max_examples=10)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

# As in a run of certtrail. Looking for garbage took a sixth of the time of the tests.
runtime.spend_memory()


def pytest_collection_finish() -> None:
    """Never look again for garbage among what was imported and collected: it stays to the end."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _without_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have settings of his own, which would show in every report."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("settings")))
        for name in ("RULES", "LANG", "TZ", "TITLE", "REDACT_NAMES", "ENGINE"):
            patch.delenv(f"CERTTRAIL_{name}", raising=False)
        yield
