"""The binary event log: a file in, its wanted records and a report of all of them out.

`reader` is where to begin. `index` finds chunks, `bulk` reads ordinary records a window at a
time, `single` the others one by one, `audit` keeps count of all, `parallel` shares long logs
among processes; `format` is the grammar that both ways rest on. docs/evtx.md has the map.
"""
