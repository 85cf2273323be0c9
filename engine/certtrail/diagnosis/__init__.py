"""The diagnosis: what was read and what rules conclude in; findings, verdicts, tables, timelines
out.

`analysis` is what the evidence says before any rule looks at it; `diagnosed` puts together what
reports show. `comparison` holds two diagnoses against each other, `redact` takes the names out of
one, and `left_names` looks through its report for those that were left.
"""
