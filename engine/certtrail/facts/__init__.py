"""Facts: records and their coverage in; the few typed statements that rules join on out.

`catalogued_events` gives records their typed parameters, `derivation` calls everything that makes
facts: what the catalogue describes by itself (`catalogue_facts`), and what takes more than one
record: runs, countdowns, restarts, silence. Rules see nothing but facts.

A fact that one event tells needs only its entry in `rules/catalogue/`; any other gets a function
that `derivation` calls, and its fields in `rulebook.fact_kinds` and docs/facts.md.
"""
