"""Judging: facts and the rulebook in; how every rule ended, and what it concludes, out.

`evaluate` is the door. `compile` turns rules into numbered nodes and joins; `plain` and `durable`
find the matches and must agree; `conclusions` says what a match means. The worker process of
`durable` imports nothing of the other rooms, so that it starts fast.
"""
