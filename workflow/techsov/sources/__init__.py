"""Readers: one module per provider, a release's files to a checked tidy frame."""
