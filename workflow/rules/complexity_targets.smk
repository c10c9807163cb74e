"""What the rules on complexity make, as far as the edition has the data."""

COMPLEXITY_FIGURES = ("complexity_heatmap", "complexity_uncertainty", "complexity_change")
# The figure that needs a dataset is drawn where the edition holds it.
CHANGE_NEEDS = "atlas/overtaking"


def change_is_known():
    return bool(CATALOGUE.of(EDITION.name, CHANGE_NEEDS))


def named(file, *datasets):
    """The edition's files of that name among the tidy tables of these datasets."""
    return [path for path in tidy(*datasets) if path.endswith(f"/{file}")]


def complexity_figures():
    return [name for name in COMPLEXITY_FIGURES if name != "complexity_change" or change_is_known()]


def complexity_files():
    """Every output of the rules here that the edition has the data for."""
    names = ["uncertainty", "intervals", "heaviest"]
    names += ["overtaking", "overtaking_sums"] if change_is_known() else []
    return (
        [indicators(f"complexity_{name}.csv") for name in names]
        + [f"{RESULTS}/tables/complexity_{name}.csv" for name in ("clauses", "clauses_share")]
        + [path for name in complexity_figures() for path in figure_outputs(name).values()]
    )
