"""The audit: how robust each verdict is, what the data would bear instead, and a card for each.

Everything here starts from the verdict table and the specification table that `techsov.claims`
gives, and adds no judgement of its own on what is true.
"""
