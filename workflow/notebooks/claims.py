# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From statements to verdicts
#
# Every claim of the paper that can be true or false, with the number that was published, the
# number that the data give, and the verdict that follows.

# %%
import os
from pathlib import Path

import pandas as pd

from techsov.core import tables

results = Path(os.environ.get("TECHSOV_RESULTS", "results/embedded"))
claims = tables.read(results / "claims.csv", tables.CLAIMS)
pd.crosstab(claims["section"], claims["verdict"], margins=True)

# %% [markdown]
# ## What does not hold, and why

# %%
open_questions = claims[
    claims["verdict"].isin(["contradicted", "revised", "mixed concept", "inconsistent"])
]
with pd.option_context("display.max_colwidth", None, "display.width", 200):
    display(  # noqa: F821
        open_questions[["section", "statement", "published", "reproduced", "verdict", "note"]]
    )

# %% [markdown]
# ## Every vintage and every reading
# A claim leaves things open: the release, the classification, the definition. Each row is one
# way to settle them.

# %%
specifications = pd.read_csv(results / "claims_specifications.csv", keep_default_na=False)
specifications.groupby("id")["holds"].agg(["mean", "size"]).sort_values(
    "mean", kind="stable"
).round(2)
