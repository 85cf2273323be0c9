"""A command line or script in, the same without its secrets out; begin at `masking`."""
