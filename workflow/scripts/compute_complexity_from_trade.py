"""Compute complexity from exports by HS chapter, every country and product of the extract."""

from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity

(path,) = snakemake.input.exports
exports = tables.read(path, tables.EXPORTS)
matrix = complexity.exports_matrix(exports)
solved = complexity.solve(complexity.presence(complexity.rca(matrix)))

ranked = complexity.rank(solved.eci, matrix.index).reset_index()
ranked = ranked.assign(
    classification="HS92-2",
    vintage=Path(path).parent.name,
    year=exports["year"].iloc[0],
    rank=ranked["rank"].astype(int),
)
tables.write(ranked, snakemake.output.table, tables.COMPLEXITY)

products = pd.DataFrame({"pci": solved.pci, "ubiquity": solved.ubiquity.astype(int)})
tables.write_csv(products.rename_axis("product").reset_index(), snakemake.output.products)
