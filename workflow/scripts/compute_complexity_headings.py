"""Rank by trade in every year, spread the rank over choices, and say what moved it."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity, complexity_change, complexity_uncertainty

inputs, outputs = snakemake.input, snakemake.output


def read(paths, schema):
    """The parts of all vintages; a table without rows where the edition holds none."""
    held = [tables.read(path, schema) for path in paths]
    return pd.concat([*held] or [pd.DataFrame(columns=list(schema.columns))], ignore_index=True)


ranks = complexity.check_ranks(read(inputs.ranks, tables.COMPLEXITY), "ranks from headings")
tables.write(ranks, outputs.table, tables.COMPLEXITY)

spread = read(inputs.spread, complexity_uncertainty.SPREAD)
intervals = complexity_uncertainty.intervals(spread)
tables.write(intervals, outputs.intervals, complexity_uncertainty.INTERVALS)

explained = complexity_change.explain_crossings(read(inputs.crossings, complexity_change.CROSSINGS))
tables.write(explained, outputs.overtaking, complexity_change.OVERTAKING)
sums = complexity_change.sum_crossings(explained, ranks)
tables.write(sums, outputs.sums, complexity_change.OVERTAKING_SUMS)

changes = complexity_change.check_changes(read(inputs.changes, complexity_change.SUMS), ranks)
tables.write(changes, outputs.changes, complexity_change.SUMS)
products = read(inputs.products, complexity_change.PRODUCTS)
tables.write(products, outputs.products, complexity_change.PRODUCTS)
