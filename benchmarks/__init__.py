"""Measures certtrail against its peers; see docs/benchmarks.md."""
