"""Bring who depends on whom in all years and databases together."""

import pandas as pd

from techsov.core import tables

given = snakemake.input
read = [tables.read(path, tables.DEPENDENCY) for path in [*given.pairs, *given.points]]
tables.write(pd.concat(read), snakemake.output.table, tables.DEPENDENCY)
