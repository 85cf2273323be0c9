"""The sample exports, a folder each, told of in `index.yaml`; and how they are made.

`generator` makes them up with `evtx_writer`, which writes event logs and knows nothing of it.
"""
