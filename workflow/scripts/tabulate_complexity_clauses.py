"""Hold the paper's sentence on Russia's rank against every ranking, set and choice of years."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity_clauses

SETS = {"stated": snakemake.input.complexity, "common": snakemake.input.common}
ranks = pd.concat(
    tables.read(path, tables.COMPLEXITY).assign(country_set=name) for name, path in SETS.items()
)
subject = ranks[ranks["country"] == snakemake.params.subject]
clauses = complexity_clauses.answer_clauses(subject)
tables.write(clauses, snakemake.output.table, complexity_clauses.CLAUSE_TABLE)
shares = complexity_clauses.share_of_combinations(clauses)
tables.write_csv(shares, snakemake.output.shares)
