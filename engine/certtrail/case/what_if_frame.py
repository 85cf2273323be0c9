"""What operations would do, shown in a notebook: the changes as a frame, all of it as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.case.certificate_frames import changes_frame, html_table
from certtrail.certificates.what_if import WhatIf
from certtrail.text.notebook_html import block, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


class ShownWhatIf(WhatIf):
    """What operations would do; see `certificates.what_if.WhatIf` for its fields."""

    __slots__ = ()

    @classmethod
    def of(cls, found: WhatIf) -> ShownWhatIf:
        """Show what was found."""
        return cls(*(getattr(found, name) for name in WhatIf.__slots__))

    def frame(self) -> pd.DataFrame:
        """Give the changes; columns as in `certificate_frames.CHANGES`."""
        return changes_frame(self.changes)

    def _repr_html_(self) -> str:
        def item(text: str, commands: Sequence[str] = ()) -> str:
            lines = "\n".join(shown(command) for command in commands)
            return f"<li>{shown(text)}{f'<pre>{lines}</pre>' if lines else ''}</li>"

        parts = {
            "The cmdlets would say": [item(f"{one.server}: {one.text}") for one in self.warnings],
            "The safe order": [item(one.text, one.commands) for one in self.steps],
            "Notes": [item(note) for note in self.notes],
        }
        lists = "".join(
            f"<p>{title}:</p><ol>{''.join(items)}</ol>" for title, items in parts.items() if items
        )
        table = html_table(self.frame()) if self.changes else "<p>Nothing changes.</p>"
        return block(f"{table}{lists}")
