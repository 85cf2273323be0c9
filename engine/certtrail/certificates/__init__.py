"""Certificates: which one Exchange picks and why, and what would happen if."""
