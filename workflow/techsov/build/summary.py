"""What a build ends with: the verdicts counted, and where everything is."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

# Only the standard library: this runs at the end of every `make`, also when nothing was to be done.


def summarise(results: Path) -> str:
    """Verdicts of an edition's claims and the places of its paper, figures and tables."""
    with (results / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["same_as"]]
    verdicts = Counter(row["verdict"] for row in rows)
    figures, tables = (sorted(results.glob(p)) for p in ("figures/*.json", "tables/*.html"))
    width = max(map(len, verdicts))
    counted = "\n".join(f"    {v:<{width}}  {n:>4}" for v, n in verdicts.most_common())
    return (
        f"\nEdition {results.name}: {verdicts.total()} claims of the paper\n{counted}\n\n"
        f"    report    {results / 'report/index.html'}\n"
        f"    paper     {results / 'paper.pdf'}\n"
        f"    figures   {results / 'figures'}/ ({len(figures)}, each with its CSV)\n"
        f"    tables    {results / 'tables'}/ ({len(tables)})\n"
        f"    verdicts  {results / 'claims.csv'}\n"
    )


if __name__ == "__main__":
    print(summarise(Path(sys.argv[1])))
