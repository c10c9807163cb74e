"""Bring the pair's industries and extractions of all years and databases together."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import dependency_industries, extraction

for parts, target, schema in (
    (snakemake.input.industries, snakemake.output.industries, dependency_industries.schema()),
    (snakemake.input.extractions, snakemake.output.extraction, extraction.schema()),
):
    tables.write(pd.concat([tables.read(path, schema) for path in parts]), target, schema)
