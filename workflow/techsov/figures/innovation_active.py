"""Innovation-active organisations of Russia on both bases, against the paper's level."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.errors import CheckError
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.labels import Labels

INPUTS = ("research", "claims")
COUNTRY = "RUS"
BASES = {"innovation_active_oslo3": "oslo3", "innovation_active_oslo4": "oslo4"}
COLOURS = {"oslo3": "#56B4E9", "oslo4": style.COUNTRIES[COUNTRY]}
LEVEL = "s4-innovation-active-level"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The share on each edition of the Oslo manual, and the level that the paper states.

    returns : columns basis (oslo3, oslo4, stated), country, year, value, unit, dataset, vintage,
              tolerance (of `stated`)
    raises  : CheckError when no year stands on both bases, so that the break cannot be shown
    """
    rows = take.indicators(inputs["research"], list(BASES), settings)
    rows = rows[rows["country"] == COUNTRY]
    rows = rows[rows["dataset"].map(settings["main"]) == rows["vintage"]]
    rows = take.expect(rows, f"innovation activity of {COUNTRY}")
    table = rows.assign(basis=rows["indicator"].map(BASES), tolerance=float("nan"))
    if not table["year"].duplicated().any():
        raise CheckError("nothing to draw: no year stands on both editions of the Oslo manual")
    paper = pd.DataFrame(
        {
            "basis": ["stated"],
            "country": COUNTRY,
            "year": pd.array([None], dtype="Int64"),
            "value": take.published(inputs["claims"], LEVEL),
            "unit": table["unit"].iloc[0],
            "dataset": "paper",
            "vintage": "",
            "tolerance": take.tolerance(inputs["claims"], LEVEL),
        }
    )
    table = pd.concat([table.astype({"year": "Int64"}), paper])[paper.columns]
    return table.sort_values(["basis", "year"])


def _parts(table: pd.DataFrame) -> tuple[pd.Series, pd.Series, float, float]:
    """Both series by year, the stated level and its tolerance."""
    old, new = (
        table[table["basis"] == basis].set_index("year")["value"].sort_index() for basis in COLOURS
    )
    stated = table[table["basis"] == "stated"].iloc[0]
    return old, new, stated["value"], stated["tolerance"]


def _break(old: pd.Series, new: pd.Series) -> int:
    return int(old.index.intersection(new.index)[0])


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the old basis stood near the stated level, and what the new basis did to it."""
    old, new, stated, tolerance = _parts(table)
    near = "near" if abs(old.mean() - stated) <= tolerance else "far"
    year = _break(old, new)
    way = "up" if new[year] > old[year] else "down"
    return labels.title(f"innovation_active.title.{near}_{way}", stated=stated, year=year,
                       mean=old.mean(), before=old[year], after=new[year])  # fmt: skip


def alt(table: pd.DataFrame, labels: Labels, settings: dict) -> str:
    """What the picture shows, for those who do not see it."""
    old, new, *_ = _parts(table)
    return labels.text(
        "innovation_active.alt", title=title(table, labels),
        old_years=labels.years(old.index), old_low=old.min(), old_high=old.max(),
        new_years=labels.years(new.index), new_low=new.min(), new_high=new.max(),
    )  # fmt: skip


def draw(table: pd.DataFrame, labels: Labels, settings: dict) -> Figure:
    """Two lines, not joined, with the break between them."""
    old, new, stated, _ = _parts(table)
    year = _break(old, new)
    origins = table.loc[table["dataset"] != "paper", ["dataset", "vintage"]].drop_duplicates()
    figure, (axes,) = style.sheet(
        title(table, labels), labels["innovation_active.subtitle"],
        labels.text("innovation_active.foot", year=year,
                    sources=labels.sources(origins.itertuples(index=False))),
        height=5.6, left=0.8, right=0.4,
    )  # fmt: skip
    for series, basis in ((old, "oslo3"), (new, "oslo4")):
        colour = COLOURS[basis]
        axes.plot(series.index, series, color=colour, marker="o", ms=3.5)
        for when, value in series.items():
            across = value < stated < value + 1  # the label would lie on the stated level
            below = across or basis == "oslo3" and when == year
            axes.annotate(labels.number(value, ".1f"), (when, value), color=colour,
                          xytext=(0, -6 if below else 5), textcoords="offset points",
                          ha="center", va="top" if below else "bottom",
                          size=style.SMALL)  # fmt: skip
    axes.annotate(labels["innovation_active.oslo3"], (old.index[0], old.min()), xytext=(-6, -9),
                  textcoords="offset points", color=COLOURS["oslo3"], va="top")  # fmt: skip
    axes.annotate(labels["innovation_active.oslo4"], (new.index[-1], new.iloc[-1]),
                  xytext=(0, 18), textcoords="offset points", ha="right", va="bottom",
                  color=COLOURS["oslo4"])  # fmt: skip
    axes.plot([year, year], [old[year] + 0.35, new[year] - 0.35], color=style.MUTED, lw=0.8,
              ls=":")  # fmt: skip
    axes.annotate(labels["innovation_active.break"], (year, (old[year] + new[year]) / 2),
                  xytext=(-4, 0), textcoords="offset points", ha="right", va="center",
                  color=style.MUTED, size=style.SMALL)  # fmt: skip
    axes.axhline(stated, color=style.PAPER, lw=0.9, ls=(0, (4, 2)), zorder=1)
    last = int(new.index[-1])
    style.time_axis(axes, int(old.index[0]), last, step=1)
    axes.annotate(labels.text("innovation_active.stated", value=stated), (last + 0.5, stated),
                  xytext=(0, -3), textcoords="offset points", ha="right", va="top",
                  color=style.PAPER, size=style.SMALL)  # fmt: skip
    axes.set_ylim(0, max(old.max(), new.max()) * 1.12)
    style.value_axis(axes, labels, spec=".0f")
    return figure
