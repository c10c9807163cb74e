# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Who depends on whom
#
# The measures of Baldwin, Freeman and Theodorakopoulos for every pair of regions that the
# edition holds. The pair is the configuration's; put another below and run again.

# %%
import json
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from techsov.core import tables

results = Path(os.environ.get("TECHSOV_RESULTS", "results/embedded"))
dependency = tables.read(results / "indicators/dependency.csv", tables.DEPENDENCY)
values = json.loads((results / "values.json").read_text(encoding="utf-8"))
user, supplier = (values[f"focus.{role}"]["value"] for role in ("user", "supplier"))
sorted(dependency["user"].unique())

# %% [markdown]
# ## Both directions, by measure
# Shares in per cent. `user` is whose production or demand it is, `supplier` the other.

# %%
pair = dependency[
    (dependency["user"].isin([user, supplier])) & (dependency["supplier"].isin([user, supplier]))
]
(
    pair.pivot_table(
        index=["measure", "basis", "scope"], columns=["user", "year"], values="value"
    ).loc[:, (slice(None), [1995, 2000, 2005, 2011])]
    * 100
).round(2)

# %% [markdown]
# ## Foreign value added in final demand
# The measure that the caption of the paper's second figure names.

# %%
absorbed = pair[pair["measure"] == "fdva_share"]
figure, axes = plt.subplots(figsize=(8, 4))
for (who, dataset), rows in absorbed.groupby(["user", "dataset"]):
    style = "-" if len(rows) > 5 else "o"
    axes.plot(rows["year"], rows["value"] * 100, style, label=f"{who}, {dataset}")
axes.set_ylabel("per cent of foreign value added")
axes.legend(fontsize=7)
plt.show()

# %% [markdown]
# ## Every supplier

# %%
of_user = dependency[(dependency["user"] == user) & (dependency["measure"] == "fdva_share")]
years_held = of_user.groupby("dataset")["year"].nunique()
of_user = of_user[of_user["dataset"] == years_held.idxmax()]
(of_user.pivot(index="year", columns="supplier", values="value") * 100).round(1)

# %% [markdown]
# ## Industries
# Which industries of the user rely most on the supplier, in the last year of the tables: share of
# the supplier in the production behind a unit of the industry's output (FPEM, gross output), and
# through which countries the goods came last.

# %%
industries = pd.read_csv(results / "indicators/dependency_industries.csv")
last = industries[
    (industries["year"] == industries["year"].max())
    & (industries["user"] == user)
    & (industries["supplier"] == supplier)
    & (industries["measure"] == "fpem")
    & (industries["basis"] == "gross_output")
    & (industries["industry"] != "all")
]
by_last_country = 100 * last.pivot(index="industry", columns="via", values="value")
most = by_last_country.sum(axis=1).nlargest(10).index
by_last_country.loc[most].assign(total=by_last_country.sum(axis=1)).round(2)
