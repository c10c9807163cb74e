"""Hold the paper's sentence on Russia's rank against every ranking, set and choice of years."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity_claims

SETS = {"stated": snakemake.input.complexity, "common": snakemake.input.common}
ranks = pd.concat(
    tables.read(path, tables.COMPLEXITY).assign(country_set=name) for name, path in SETS.items()
)
subject = ranks[ranks["country"] == snakemake.params.subject]
claims = complexity_claims.answer_claims(subject)
tables.write(claims, snakemake.output.table, complexity_claims.CLAIM_TABLE)
shares = complexity_claims.share_of_combinations(claims)
tables.write_csv(shares, snakemake.output.shares)
