# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What a rank in the Atlas of Economic Complexity is worth
#
# A rank belongs to a release, a classification and a set of countries. The paper gives none of
# the three; this notebook shows how the rank moves with each.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt

from techsov import tables

results = Path(os.environ.get("TECHSOV_RESULTS", "results/embedded"))
ranks = tables.read(results / "indicators/complexity.csv", tables.COMPLEXITY)
common = tables.read(results / "indicators/complexity_common.csv", tables.COMPLEXITY)
country = "RUS"

# %% [markdown]
# ## One year, every release
# Rank inside the set that the release itself ranks, with the size of that set.

# %%
own = ranks[ranks["country"] == country]
own.pivot_table(index="year", columns=["classification", "vintage"], values="rank").astype("Int64")

# %%
own.groupby(["classification", "vintage"])["ranked"].agg(["min", "max"])

# %% [markdown]
# ## The same set of countries throughout
# Part of a change of rank is only that more countries are ranked. Inside the set that all
# releases share, that part is gone.

# %%
common[common["country"] == country].pivot_table(
    index="year", columns=["classification", "vintage"], values="rank"
).astype("Int64")

# %%
figure, axes = plt.subplots(figsize=(8, 4))
for (classification, vintage), rows in own.groupby(["classification", "vintage"]):
    axes.plot(rows["year"], rows["rank"], label=f"{classification} {vintage}")
axes.invert_yaxis()
axes.set_ylabel("rank (1 = most complex)")
axes.legend(fontsize=6, ncols=3)
plt.show()

# %% [markdown]
# ## From exports
# The index computed here from the exports of one year at two digits, and what a coarser
# classification does to the rank.

# %%
trade = tables.read(results / "indicators/complexity_trade.csv", tables.COMPLEXITY)
trade.sort_values("rank").head(10)

# %%
trade[trade["country"] == country]
