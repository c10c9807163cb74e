"""Write docs/sources.md from the catalogue: python workflow/scripts/write_sourcebook.py"""

from pathlib import Path

from techsov import sourcebook
from techsov.catalogue import Catalogue

root = Path(__file__).resolve().parents[2]
catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
(root / "docs/sources.md").write_text(sourcebook.write(catalogue), encoding="utf-8")
