"""Bring the extractions of all years and databases into one table."""

import pandas as pd

from techsov import tables
from techsov.indicators import extraction

parts = [tables.read(path, extraction.schema()) for path in snakemake.input.parts]
tables.write(pd.concat(parts), snakemake.output.table, extraction.schema())
