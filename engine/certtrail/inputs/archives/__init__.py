"""Archives: a file in, its members as files of our own out, within limits.

A format is a module here, named in `archive_formats`.
"""
