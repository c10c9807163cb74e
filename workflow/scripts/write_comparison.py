"""Write the comparison of two editions as pages and as one sheet, in every language."""

import json
from pathlib import Path

import pandas as pd

from techsov.catalogue.registry import Catalogue
from techsov.compare import built, listing, pictures, report, sheet
from techsov.core.countries import Countries
from techsov.paper import typesetting
from techsov.presentation.labels import Labels

inputs, output, params = snakemake.input, snakemake.output, snakemake.params
catalogue, countries = (
    Catalogue.load(inputs.sources, inputs.editions),
    Countries.load(inputs.countries),
)
before, after = (built.read(catalogue, name) for name in params.editions)
tables = {
    name: pd.read_csv(inputs[name], keep_default_na=False, na_values={}, dtype=str)
    if name in ("inputs", "claims")
    else pd.read_csv(inputs[name], dtype={"vintage": str, "released": str, "partner": str,
                     "old_vintage": str, "new_vintage": str}).fillna({"partner": ""})
    for name in params.tables
}  # fmt: skip
first, *others = params.languages
home = Path(output.pages[0]).parent
for language in params.languages:
    labels = Labels.load(f"config/labels.{language}.yaml", countries)
    own = tables | {
        "claims": report.translated(tables["claims"], before.folder, after.folder, language)
    }
    compared = listing.Comparison(
        before.edition, after.edition, own, tuple(params.focus), tuple(params.peers)
    )
    is_first = language == first
    folder = home if is_first else home / language
    elsewhere = {
        other: ("" if other == first else f"{other}/") if is_first
        else ("../" if other == first else f"../{other}/")
        for other in params.languages
        if other != language
    }  # fmt: skip
    drawn = pictures.gather(before, after, language, first, folder / "figures")
    report.write_pages(compared, labels, folder, drawn, elsewhere)
    printed = home / sheet.name(language, is_first)
    content = printed.with_suffix(".json")
    content.write_text(
        json.dumps(sheet.content(compared, labels, drawn), ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    typesetting.typeset(
        inputs.sheet, printed, results=content, folder=str(folder), language=language
    )
