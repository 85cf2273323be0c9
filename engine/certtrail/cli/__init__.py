"""The command `certtrail`: thin verbs over the library; results on stdout, all else on stderr.

A verb is a function here, added in `main`; options that several verbs share are in `options`,
exit codes in `exits`.
"""
