"""Every notebook runs from top to bottom in a clean kernel, and is stored without outputs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


# The kernel's transport warns about its own event loop; that is not ours to mend.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    """No cell fails; the notebook's own assertions hold."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    assert all(cell.get("execution_count") for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_without_outputs(path: Path) -> None:
    """Outputs would show stale results and make noise in changes."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells)


class Watching(NotebookClient):
    """Runs a notebook, and keeps what it showed on the way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: list[str] = []

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Keep what is displayed, and what it is displayed anew as."""
        if msg["msg_type"] in ("display_data", "update_display_data"):
            self.shown.append(msg["content"]["data"]["text/html"])
        return super().process_message(msg, cell, cell_index)


@pytest.mark.filterwarnings("ignore")
def test_long_work_shows_its_progress_in_a_notebook() -> None:
    """A bar after a second, with names escaped; it is gone when the work is done."""
    code = """
        import time
        from certtrail.case.progress import shown_in_notebook
        with shown_in_notebook() as tell:
            tell("quick", 0.1)
            time.sleep(1.3)
            tell("<b>Application.evtx", 0.5)
            time.sleep(0.3)
            tell("System.evtx", 0.75)
            raise KeyboardInterrupt
    """
    cell = nbformat.v4.new_code_cell(textwrap.dedent(code))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    client = Watching(notebook, timeout=60, allow_errors=True)
    client.execute()
    plain = '<div class="tex2jax_ignore mathjax_ignore">{}</div>'  # a name is no formula
    assert client.shown == [
        plain.format('<progress max="1" value="0.5000"></progress> &lt;b&gt;Application.evtx'),
        plain.format('<progress max="1" value="0.7500"></progress> System.evtx'),
        "",
    ]
