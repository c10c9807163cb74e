"""Bring who depends on whom in all years and databases together."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import partners

given, pair = snakemake.input, snakemake.params.pair
read = [tables.read(path, tables.DEPENDENCY) for path in [*given.pairs, *given.points]]
macro = tables.read(given.macro, tables.INDICATOR)
found = pd.concat([*read, partners.expected_shares(macro, pair, pair)])
tables.write(found, snakemake.output.table, tables.DEPENDENCY)
