"""Certificates: which one Exchange picks and why, what would happen if, and what to renew.

In come the inventory and facts; out come stores by server (`estate`), selections by two readings
of Exchange (`documented_reading`, `reading_2013`), the ledger of every certificate that anything
names, what-if and the renewal plan. docs/selection.md walks through it.

What an export says of a certificate goes into `store`, which server it belongs to into `places`,
how a reading picks into the reading, what an administrator may do into `operations`. What goes out
are values of `model`: `LedgerEntry`, `Selection`, `Renewal`.
"""
