"""Writes event logs, for samples, tests and benchmarks: `log.write_log`. It knows no reader."""
