"""What was read of each file, kept for the next run: typed values in checked files, nothing else.

An entry is found by what decides how a file is read (`reading_key`). One that is broken, cut, of
another version or not ours is as good as none. Who may write in a store is trusted for what stands
in it, and for nothing more; see docs/fleet.md.
"""
