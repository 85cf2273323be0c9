"""Reports: one renderer a format, each a pure function of a diagnosis and its reader.

A format is a module with `render`, named in `formats`; what every report arranges alike is in
`outline`.
"""

from __future__ import annotations
