"""Vintages, claims and verdicts behind an empirical policy paper, rebuilt from public data."""
