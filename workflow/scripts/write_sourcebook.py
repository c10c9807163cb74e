"""Write docs/sources.md from the catalogue: python workflow/scripts/write_sourcebook.py"""

from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.reference import sources_page as sourcebook

root = Path(__file__).resolve().parents[2]
catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
(root / "docs/sources.md").write_text(sourcebook.write(catalogue), encoding="utf-8")
