"""The page of releases: what the edition is made of, and what each release of a series says."""

from __future__ import annotations

import pandas as pd

from techsov.compare import texts
from techsov.presentation import pages
from techsov.presentation.labels import JOIN, Labels
from techsov.report import content
from techsov.report.edition import Edition

# Series of the first country in focus that several releases hold: table -> measures.
SHOWN = {"research": ("gerd_gdp", "gerd_gdp_from_levels"), "complexity": ("rank.SITC", "rank.HS92")}


def page(edition: Edition, labels: Labels, choices: dict[str, pd.DataFrame], common: dict) -> str:
    """The page in a language.

    Parameters
    ----------
    choices
        table -> its series, as `techsov.report.explorer.series` gives them
    common
        what every page of the report is given
    """
    return pages.render(
        "report_releases.html",
        **common,
        columns=[
            column | {"choose": column["key"] in ("publisher", "licence")}
            for column in content.provenance_columns(labels)
        ],
        rows=content.provenance(edition.provenance, labels),
        lead=labels.text("report.releases.lead", country=labels.country(edition.focus[0])),
        tables=[
            table
            for name, measures in SHOWN.items()
            for measure in measures
            for table in vintages(choices[name], measure, edition.focus[0], labels)
        ],
        name=edition.name,
    )


def vintages(rows: pd.DataFrame, measure: str, country: str, labels: Labels) -> list[dict]:
    """A table for each dataset of which several releases hold the measure of a country."""
    own = rows[(rows["measure"] == measure) & (rows["place"] == country)]
    found = []
    for dataset, of in own.groupby([release.split()[0] for release in own["release"]], sort=True):
        wide = of.pivot(index="year", columns="release", values="value").sort_index(axis=1)
        if wide.shape[1] < 2:
            continue
        said = f"{texts.indicator(labels, measure)}: {labels.country(country)}"
        names = " + ".join(dict.fromkeys(map(labels.dataset, dataset.split(JOIN))))
        heads = _apart([release.partition(" ")[2].split(JOIN) for release in wide.columns], labels)
        found.append(
            {
                "title": said,
                "caption": f"{said} ({names})",
                "releases": [(head, head) for head in heads],
                "rows": [
                    (str(year), texts.marked([texts.value(labels, v) for v in values]))
                    for year, values in zip(wide.index, wide.to_numpy(), strict=True)
                ],
            }
        )
    return found


def _apart(vintages: list[list[str]], labels: Labels) -> list[str]:
    """Each release by what tells it from the others: of several vintages, those that differ."""
    differ = [
        place for place, parts in enumerate(zip(*vintages, strict=True)) if len(set(parts)) > 1
    ]
    return [", ".join(labels.date(parts[place]) for place in differ) for parts in vintages]
