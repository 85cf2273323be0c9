"""Objects out of text: a clean text in; whatever it lists, as labels with values, out.

`finding` goes through the lines once and asks each form whether its sort of list begins there:
lists of labels and values, tables, delimited rows with heads and without, JSON, certutil's
sections. A form knows how values are laid out, never what they mean; what labels there are,
`rules/objects/` says. So a new form serves every kind of object, and a new kind is found in every
form.
"""
