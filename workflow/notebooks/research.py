# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How much Russia spends on research
#
# The paper states a ceiling, a low point and a contrast. Each depends on something that the
# sentence leaves open: the release of GDP, or whether a share is of *funds* or of *performance*.
# Everything below comes from the indicator table; change the country or the years and run again.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from techsov.core import tables

results = Path(os.environ.get("TECHSOV_RESULTS", "results/embedded"))
research = tables.read(results / "indicators/research.csv", tables.INDICATOR)
claims = tables.read(results / "claims.csv", tables.CLAIMS).set_index("id")
country = "RUS"

# %% [markdown]
# ## One series, several vintages
# Rows are years, columns are releases: reading across shows what was revised.

# %%
share = research[
    (research["country"] == country)
    & research["indicator"].isin(["gerd_gdp", "gerd_gdp_from_levels"])
]
by_vintage = share.pivot(index="year", columns=["dataset", "vintage"], values="value")
by_vintage.round(3)

# %%
figure, axes = plt.subplots(figsize=(8, 4))
by_vintage.plot(ax=axes, marker=".", legend=False)
axes.set_ylabel("GERD, % of GDP")
for name, series in by_vintage.items():
    last = series.dropna()
    axes.annotate(" ".join(name), (last.index[-1], last.iloc[-1]), fontsize=7)
plt.show()

# %% [markdown]
# ## Who pays and who does the work
# The share of business as a *source of funds* and as a *performer* are two numbers. A contrast
# between countries means something only within one of them.

# %%
business = research[research["indicator"].isin(["gerd_business_funded", "gerd_business_performed"])]
latest = (
    business.sort_values("year", kind="stable").groupby(["country", "indicator", "dataset"]).tail(1)
)
latest.pivot_table(index=["country", "dataset"], columns="indicator", values="value").round(1)

# %% [markdown]
# ## Innovation activity
# The survey changed its definition (third to fourth edition of the Oslo Manual); the year in
# which both were measured shows how large the break is.

# %%
innovation = research[research["indicator"].str.startswith("innovation_active")]
innovation.pivot(index="year", columns="indicator", values="value")

# %% [markdown]
# ## What the claims on these numbers came to

# %%
on_research = claims[claims["dataset"].str.contains("gerd|msti|rd-sources|innovation|science|uis")]
with pd.option_context("display.max_colwidth", 80):
    display(on_research[["statement", "published", "reproduced", "verdict"]])  # noqa: F821
