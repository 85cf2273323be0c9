"""Derivations: from observations and coverage to the few facts that rules join on."""
