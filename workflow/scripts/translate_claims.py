"""Put the verdict table into another language, what was computed as well as what was stated."""

from techsov import claims
from techsov.claims import documents
from techsov.claims.translation import Translation, translate
from techsov.core import tables

inputs = snakemake.input
stated = claims.load(inputs.stated)
known = documents.load(inputs.documents, inputs.documents_schema)
translation = Translation.load(inputs.translation, stated, documents.points(known))
verdicts = tables.read(inputs.claims, tables.CLAIMS)
tables.write(translate(verdicts, stated, known, translation), snakemake.output.table, tables.CLAIMS)
