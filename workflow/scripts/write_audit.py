"""Write the audit's pages in every language, and its cards for those who set them in print."""

import json
from pathlib import Path

from techsov import claims
from techsov.audit import read_claims, site
from techsov.audit.cards import Material
from techsov.audit.repair import Composer
from techsov.claims import documents, reasons, replies
from techsov.core import tables
from techsov.core.countries import Countries

inputs, params = snakemake.input, snakemake.params
stated, known = claims.load(inputs.stated), documents.load(inputs.documents)
specifications = dict(
    list(claims.read_specifications(inputs.specifications).groupby("id", sort=False))
)
material = {
    language: Material(
        stated,
        tables.read(verdicts, tables.CLAIMS).set_index("id"),
        read_claims(inputs.audited).set_index("id", drop=False),
        specifications,
        Composer.load(
            inputs[f"labels_{language}"],
            inputs[f"texts_{language}"],
            inputs.get(f"translation_{language}"),
            countries=Countries.load(inputs.countries),
            claims=stated,
            documents=known,
            reasons=reasons.read(inputs.reasons),
            replies=replies.load(inputs.replies, [claim.id for claim in stated], known),
        ),
    )
    for language, verdicts in zip(params.languages, inputs.claims, strict=True)
}
site.write(material, Path(snakemake.output.pages[0]).parent, edition=params.edition)
for path, of in zip(snakemake.output.cards, material.values(), strict=True):
    text = json.dumps(site.in_print(of, edition=params.edition), ensure_ascii=False, indent=1)
    Path(path).write_text(text + "\n", encoding="utf-8")
