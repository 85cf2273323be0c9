"""The plain engine: hash joins and bisection in Python; the oracle, and what runs everywhere."""
