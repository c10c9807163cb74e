"""Spread the rank of every country over the choices that nobody can settle.

From the exports by HS chapter it is computed here; what the full release gives at headings of
four digits comes as an extract and is set beside it.
"""

from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity, complexity_change, complexity_uncertainty

(path,) = snakemake.input.exports
exports = tables.read(path, tables.EXPORTS)
chapters = complexity_uncertainty.spread(complexity.exports_matrix(exports)).assign(
    classification="HS92-2", vintage=Path(path).parent.name, year=exports["year"].iloc[0]
)
headings = [tables.read(each, complexity_uncertainty.SPREAD) for each in snakemake.input.spread]
spread = tables.check(pd.concat([chapters, *headings]), complexity_uncertainty.SPREAD)
tables.write(spread, snakemake.output.table, complexity_uncertainty.SPREAD)
intervals = complexity_uncertainty.intervals(spread)
tables.write(intervals, snakemake.output.intervals, complexity_uncertainty.INTERVALS)

HEAVIEST = complexity_change.HEAVIEST
none = pd.DataFrame(columns=list(HEAVIEST.columns))
heaviest = [tables.read(each, HEAVIEST) for each in snakemake.input.products]
tables.write(pd.concat([*heaviest] or [none]), snakemake.output.heaviest, HEAVIEST)
