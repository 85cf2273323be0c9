"""The binary event log format: reading it (`reader`) and writing it (`write`)."""
