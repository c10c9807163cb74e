"""Bring the R&D indicators together and compute the shares of GDP from levels."""

from techsov.core import tables
from techsov.indicators import research

published = [tables.read(path, tables.INDICATOR) for path in snakemake.input.raw]
tables.write(research.assemble(published), snakemake.output.table, tables.INDICATOR)
