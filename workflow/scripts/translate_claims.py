"""Tell the verdicts in another language, what was computed as well as what was stated."""

from techsov import claims
from techsov.claims import documents, reasons, telling
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels

inputs = snakemake.input
stated, known = claims.load(inputs.stated), documents.load(inputs.documents)
teller = telling.Teller(
    Labels.load(inputs.labels, Countries.load(inputs.countries)),
    telling.Texts.load(inputs.translation, stated, known),
)
decided = tables.read(inputs.claims, tables.CLAIMS)
told = telling.verdict_table(stated, decided, reasons.read(inputs.reasons), teller)
tables.write(told, snakemake.output.table, tables.CLAIMS)
