"""The version of certtrail, for pyproject.toml too."""

VERSION = "0.1.0"
