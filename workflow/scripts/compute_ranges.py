"""Compute how much of the focus pair's asymmetry is the measure's choice and the table's error."""

import pandas as pd

from techsov import tables
from techsov.indicators import dependency_ranges as ranges

one, other = snakemake.params.focus
pairs = tables.read(snakemake.input.dependency, tables.DEPENDENCY)
found = ranges.by_choice(ranges.asymmetries(pairs, one, other)).assign(one=one, other=other)
found["own_table"] = [
    ranges.own_table(dataset, year, (one, other))
    for dataset, year in zip(found["dataset"], found["year"], strict=True)
]
balances = [tables.read(path, ranges.schema()) for path in snakemake.input.balances]
tables.write(pd.concat([found, *balances]), snakemake.output.table, ranges.schema())
