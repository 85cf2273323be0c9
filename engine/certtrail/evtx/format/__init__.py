"""The grammar of binary XML, and how its values are written."""
