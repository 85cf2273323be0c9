"""The Python API: a case that reads once, and gives frames, SQL, plots, and trials of rules.

`live` is an opened case, `saved` one that was kept; `frames` and `certificate_frames` hold every
column. A new frame or column goes there and into docs/library.md.
"""
