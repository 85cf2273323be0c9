"""Makes `python -m certtrail` the same as `certtrail`."""

from __future__ import annotations

from certtrail.cli import main

if __name__ == "__main__":
    main()
