"""Makes the sample exports, and random scenarios with a known truth.

`world` has servers, their certificates and their logs; `exchange_events`, `windows_events` and
`unrelated` log what happens on them. `stories` tells the samples with these, `make_samples` writes
them; `scenarios` makes up a `scene` out of `causes`, and `scenario_table` counts what certtrail
says of many. The same seed gives the same bytes.
"""
