"""Verification of an edition: raw files against pins, results against a rebuild and a record."""
