"""Write the audit's pages in every language, and its cards for those who set them in print."""

import json
from dataclasses import replace
from pathlib import Path

from techsov import claims
from techsov.audit import read_clauses, site
from techsov.audit.cards import Material
from techsov.audit.repair import Composer
from techsov.claims import documents
from techsov.claims.translation import Translation
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels

inputs, params = snakemake.input, snakemake.params
stated = claims.load(inputs.stated)
known = documents.load(inputs.documents, inputs.documents_schema)
specifications = dict(
    list(claims.read_specifications(inputs.specifications).groupby("id", sort=False))
)
countries, points = Countries.load(inputs.countries), documents.points(known)
material = {}
for language, verdicts in zip(params.languages, inputs.claims, strict=True):
    common = Labels.load(inputs[f"labels_{language}"], countries)
    texts = Labels.load(inputs[f"texts_{language}"], countries).texts
    own = inputs.get(f"translation_{language}")
    material[language] = Material(
        stated,
        tables.read(verdicts, tables.CLAIMS).set_index("id"),
        read_clauses(inputs.clauses).set_index("id", drop=False),
        specifications,
        Composer(
            replace(common, texts=common.texts | texts),
            Translation.load(own, stated, points) if own else None,
            known,
        ),
    )
site.write(material, Path(snakemake.output.pages[0]).parent, edition=params.edition)
for path, of in zip(snakemake.output.cards, material.values(), strict=True):
    text = json.dumps(site.in_print(of, edition=params.edition), ensure_ascii=False, indent=1)
    Path(path).write_text(text + "\n", encoding="utf-8")
