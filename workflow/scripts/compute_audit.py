"""How robust each verdict is, what the data would bear, and where the numbers come from."""

from pathlib import Path

import pandas as pd

from techsov import claims
from techsov.audit import bibliography, robustness, targets
from techsov.audit.repair import Composer
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, reasons
from techsov.core import tables, yamlfile
from techsov.core.countries import Countries

inputs, params = snakemake.input, snakemake.params
stated, known = claims.load(inputs.stated), documents.load(inputs.documents)
verdicts = tables.read(inputs.claims, tables.CLAIMS).set_index("id", drop=False)
specifications = claims.read_specifications(inputs.specifications)
in_order = verdicts.loc[[claim.id for claim in stated]].reset_index(drop=True)
summary = robustness.summarise(in_order, specifications)

by_id = dict(list(specifications.groupby("id")))
for language in params.languages:
    composer = Composer.load(
        inputs[f"labels_{language}"],
        inputs[f"texts_{language}"],
        inputs.get(f"translation_{language}"),
        countries=Countries.load(inputs.countries),
        claims=stated,
        documents=known,
        reasons=reasons.read(inputs.reasons),
    )
    summary[f"repair_{language}"] = [
        composer.line(claim, row, by_id.get(claim.id))
        for claim, row in zip(stated, summary.to_dict("records"), strict=True)
    ]
summary.insert(1, "group", [claim.group for claim in stated])
summary.insert(2, "kind", [claim.kind for claim in stated])
summary["cite"] = [
    getattr(claim, "document", "")
    or "; ".join(bibliography.keys(row.dataset, row.vintage) if row.dataset else [])
    for claim, row in zip(stated, summary.itertuples(), strict=True)
]

tables.write_csv(summary, snakemake.output.claims)
tables.write_csv(robustness.rows(summary, specifications), snakemake.output.audit)
catalogue = Catalogue.load(inputs.sources, inputs.editions)
paths = targets.paths(
    yamlfile.read(inputs.targets),
    {claim.id: claim for claim in stated},
    tables.read(inputs.research, tables.INDICATOR),
    catalogue.edition(params.edition).main,
)
tables.write_csv(paths, snakemake.output.targets)
used = pd.concat([specifications, in_order])[["dataset", "vintage"]]
used = used[used["dataset"] != ""]  # printed numbers have none
vintages = [
    f"{dataset}/{vintage}"
    for row in used.drop_duplicates().itertuples()
    for dataset, vintage in bibliography.parts(row.dataset, row.vintage)
    if not dataset.startswith(documents.PREFIX)
]
named = {claim.document for claim in stated if claim.kind == "document"}
named |= {each.removeprefix(documents.PREFIX) for each in used["dataset"]} & known.keys()
Path(snakemake.output.sources).write_text(
    bibliography.write(catalogue, vintages, {id_: known[id_] for id_ in sorted(named)}),
    encoding="utf-8",
)
