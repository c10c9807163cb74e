"""Compute an indicator table from the tables of the datasets that feed it."""

from importlib import import_module

import pandas as pd

from techsov.core import tables

module = import_module(f"techsov.indicators.{snakemake.wildcards.table}")
published = [tables.read(path, tables.INDICATOR) for path in snakemake.input.raw]
none = pd.DataFrame(columns=list(tables.INDICATOR.columns))
made = module.assemble(published) if published else none
tables.write(made, snakemake.output.table, tables.INDICATOR)
