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
import pandas as pd

from techsov.core import tables
from techsov.indicators import complexity_change, complexity_uncertainty

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
trade.sort_values("rank", kind="stable").head(10)

# %%
trade[trade["country"] == country]

# %% [markdown]
# ## How sure the rank is
# The same exports under choices that nobody can settle: best and worst rank by choice, from
# headings of four digits where the edition holds them, and from chapters of two. `settings`
# counts what was tried.

# %%
intervals = tables.read(
    results / "indicators/complexity_intervals.csv", complexity_uncertainty.INTERVALS
)
own_interval = intervals[intervals["country"] == country]
own_interval.set_index(["classification", "choice"])[["best", "baseline", "worst", "settings"]]

# %%
spread = tables.read(
    results / "indicators/complexity_uncertainty.csv", complexity_uncertainty.SPREAD
)
sections = spread[(spread["country"] == country) & (spread["choice"] == "section")]
sections.pivot(index="setting", columns="classification", values="rank")

# %% [markdown]
# The headings that weigh most in the index: share in the basket times the product's complexity.

# %%
tables.read(results / "indicators/complexity_heaviest.csv", complexity_change.HEAVIEST)

# %% [markdown]
# ## Why the rank fell
# Places lost and whose movement they are: the country's own index, others' indices, or countries
# that entered. The three add up to the change of rank.

# %%
sums_path = results / "indicators/complexity_overtaking_sums.csv"
sums = tables.read(sums_path, complexity_change.OVERTAKING_SUMS)
sums.drop(columns="subject")

# %%
crossings = tables.read(
    results / "indicators/complexity_overtaking.csv", complexity_change.OVERTAKING
)
passed = crossings[
    (crossings["kind"] == "overtook") & (crossings["last"] == complexity_change.TURN)
]
passed.groupby(["classification", "vintage"])["country"].agg(", ".join).to_frame()

# %% [markdown]
# ## Every year from headings
# Rank from trade by heading in every year of the Atlas's release to 2016: the baseline, and the
# best and the worst over all choices. The bands of 2000 and 2010 overlap.

# %%
by_headings = tables.read(
    results / "indicators/complexity_headings_intervals.csv", complexity_uncertainty.INTERVALS
).query("choice == 'all'")
figure, panels = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
for axes, (classification, rows) in zip(
    panels, by_headings.groupby("classification"), strict=False
):
    axes.fill_between(rows["year"], rows["best"], rows["worst"], color="#dddddd")
    axes.plot(rows["year"], rows["baseline"])
    axes.set_title(classification, size=8)
panels[0].invert_yaxis()
panels[0].set_ylabel("rank (1 = most complex)")
plt.show()

# %% [markdown]
# What moved the index in each period, by product and by whose exports changed: two ways to split
# the same total.

# %%
tables.read(results / "indicators/complexity_headings_changes.csv", complexity_change.SUMS)

# %% [markdown]
# The same periods in places, and the headings that moved the index most.

# %%
by_place = results / "indicators/complexity_headings_sums.csv"
tables.read(by_place, complexity_change.OVERTAKING_SUMS).drop(columns="subject")

# %%
tables.read(results / "indicators/complexity_headings_products.csv", complexity_change.PRODUCTS)

# %% [markdown]
# ## How often the paper's sentence holds
# Each claim over release, classification, set of countries and the years that the sentence
# leaves open.

# %%
pd.read_csv(results / "tables/complexity_claims_share.csv").query("classification == 'all'")
