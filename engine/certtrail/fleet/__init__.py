"""The same diagnosis on many processes: files in parts to a Dask cluster, one diagnosis out.

Each file is read, and each server judged, where a process is free; what spans files or servers is
done here. So the result has the same bytes as without a cluster. Whoever may connect to a
scheduler can run anything on it; see docs/fleet.md.
"""
