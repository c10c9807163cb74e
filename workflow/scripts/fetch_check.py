"""See that every raw file of the edition is here, whatever the markers say."""

from pathlib import Path

absent = [path for path in snakemake.params.files if not Path(path).exists()]
report = [f"{'missing' if path in absent else 'here'}\t{path}" for path in snakemake.params.files]
Path(snakemake.log[0]).write_text("\n".join([*report, ""]), encoding="utf-8")
if absent:
    raise SystemExit(
        "Still missing, though marked as fetched: "
        + ", ".join(absent)
        + ". Delete the markers beside them (.fetched) and run `make fetch` again."
    )
