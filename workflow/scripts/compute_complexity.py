"""Bring the ranks of all releases together: inside each one's set, and inside the common set."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity

rankings = pd.concat([tables.read(path, tables.RANKINGS) for path in snakemake.input.rankings])
ranked = complexity.check_ranks(rankings[complexity.RANKED], "ranked sets")
common = rankings.dropna(subset="common_rank").assign(
    rank=lambda rows: rows["common_rank"].astype(int),
    ranked=lambda rows: rows["common_ranked"].astype(int),
)
common = complexity.check_ranks(common[complexity.RANKED], "common sets")
tables.write(ranked, snakemake.output.table, tables.COMPLEXITY)
tables.write(common, snakemake.output.common, tables.COMPLEXITY)
