"""Any file that people send in; records, statements, inventory, and a report of the file out.

`walk` lists the files, `archives` takes packed ones apart, `reading` asks every kind of the
`registry` what a file is, by its content, and has it read: event logs in any clothes by `events`,
Exchange's exports and certificate files by `exchange`, pasted text by `console`. What texts leave
open is resolved at the end.

A new kind of file is a module with a `KIND`, named in `registry`; a new thing to find in pasted
text is a scanner, named in `console.scanning`; a new archive is a module in `archives`, named in
`archive_formats`.
"""
