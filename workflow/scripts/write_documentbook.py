"""Write docs/documents.md from config: python workflow/scripts/write_documentbook.py"""

from pathlib import Path

from techsov import claims
from techsov.claims import documents
from techsov.reference import documents_page as documentbook

root = Path(__file__).resolve().parents[2]
config = root / "config"
page = documentbook.write(
    documents.load(config / "documents.yaml", config / "documents.schema.yaml"),
    claims.load(config / "claims.yaml"),
)
(root / "docs/documents.md").write_text(page, encoding="utf-8")
