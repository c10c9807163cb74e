"""Bring who depends on whom in all years and databases together."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import partners

given = snakemake.input
read = [tables.read(path, tables.DEPENDENCY) for path in [*given.pairs, *given.points]]
macro = tables.read(given.macro, tables.INDICATOR)
found = pd.concat([*read, partners.expected_shares(macro, partners.PAIR, partners.PAIR)])
tables.write(found, snakemake.output.table, tables.DEPENDENCY)
