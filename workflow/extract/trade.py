"""Draw the world's trade against its GDP from a bulk download of the World Bank.

python workflow/extract/trade.py RELEASES [--to data/raw]
"""

import argparse
from pathlib import Path

from techsov.core import tables
from techsov.sources import worldbank

ROOT = Path(__file__).resolve().parents[2]
FILE, VINTAGE = "API_NE.TRD.GNFS.ZS_2026-04-08.csv", "2026-04"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=ROOT / "data" / "raw", help="folder to write to")
    arguments = parser.parse_args()
    everyone = worldbank.read_bulk(arguments.releases / "worldbank" / FILE)
    world = everyone[everyone["country"] == "WLD"]
    kept = world.assign(dataset="worldbank/trade", vintage=VINTAGE)
    tables.write(kept, arguments.to / "worldbank/trade" / VINTAGE / "trade.csv", tables.INDICATOR)


if __name__ == "__main__":
    main()
