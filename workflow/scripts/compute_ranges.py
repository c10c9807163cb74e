"""Compute how much of the focus pair's asymmetry is the measure's choice and the table's error."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import dependency_ranges as ranges

one, other = snakemake.params.focus
pairs = tables.read(snakemake.input.dependency, tables.DEPENDENCY)
ratios = ranges.asymmetries(pairs, one, other)
found = pd.concat([ranges.by_choice(ratios), ranges.interpolation(ratios, (one, other))])
found = ranges.mark_own_tables(found.assign(one=one, other=other))
balances = [tables.read(path, ranges.schema()) for path in snakemake.input.balances]
tables.write(pd.concat([found, *balances]), snakemake.output.table, ranges.schema())
