"""Carriers: mails, documents and pictures in; the texts and files that they carry out.

A carrier is unpacked like an archive: its texts and attachments are members with names of their own
and are read as any other file is. `carrier_formats` says what a file carries; each format is a
module. Those that lay text out (`flow` by structure, `rows` by place on a page) are shared.
Libraries are loaded when a file needs them.
"""
