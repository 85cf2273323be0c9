"""What becomes of a log: its records, what they cover, what was lost, what looked odd."""
