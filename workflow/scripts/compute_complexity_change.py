"""Name who stands behind the change of the subject's rank, and the headings that weigh most."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity_change

ranks = tables.read(snakemake.input.complexity, tables.COMPLEXITY)
crossings = pd.concat(
    tables.read(path, complexity_change.CROSSINGS) for path in snakemake.input.crossings
)
explained = complexity_change.explain_crossings(crossings)
tables.write(explained, snakemake.output.table, complexity_change.OVERTAKING)
sums = complexity_change.sum_crossings(explained, ranks)
tables.write(sums, snakemake.output.sums, complexity_change.OVERTAKING_SUMS)
