"""See that every raw file of the edition is here, whatever the markers say, and list them."""

import logging
from pathlib import Path

from techsov.fetch import provenance

logging.basicConfig(filename=snakemake.log[0], filemode="w", level=logging.INFO)

absent = [path for path in snakemake.params.files if not Path(path).exists()]
if absent:
    message = (
        f"Still missing, though marked as fetched: {', '.join(absent)}. "
        "Delete the markers beside them (.fetched) and run `make fetch` again."
    )
    logging.error(message)
    raise SystemExit(message)

rows = ["file\tbytes\tsha256\tdate\thow"]
for path in snakemake.params.files:
    record = provenance.read(Path(path))
    known = (record.bytes, record.sha256, record.date, record.how) if record else ("",) * 4
    rows.append("\t".join(map(str, (path, *known))))
Path(snakemake.output.table).write_text("\n".join([*rows, ""]), encoding="utf-8")
logging.info("%s files are here", len(snakemake.params.files))
