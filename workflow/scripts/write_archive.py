"""Write an edition's archive: python workflow/scripts/write_archive.py EDITION SUMMARY [--with-raw]

SUMMARY is what `snakemake --detailed-summary` prints of the built edition.
"""

import argparse
import json
import sys
from pathlib import Path

import snakemake

from techsov.archive import contents, crate, graph, pack, requirements
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.errors import TechsovError

ROOT = Path(__file__).resolve().parents[2]


def main(edition: str, summary: Path, with_raw: bool, into: Path) -> Path:
    catalogue = Catalogue.load(ROOT / "config/sources.yaml", ROOT / "config/editions.yaml")
    known = contents.licences(ROOT / "config/licences.yaml")
    with summary.open(encoding="utf-8", newline="") as lines:
        jobs = graph.jobs(lines)
    files = [*contents.project_files(ROOT, catalogue), *contents.result_files(ROOT, jobs, edition)]
    if with_raw:
        files += contents.release_files(ROOT, catalogue, edition, known)
    content = crate.Content(
        root=ROOT,
        edition=catalogue.edition(edition),
        files=sorted(files),
        jobs=jobs,
        rules=graph.rules(ROOT),
        vintages=contents.vintages_by_file(catalogue),
        licences=known,
        citation=yamlfile.read(ROOT / "CITATION.cff"),
        engine=snakemake.__version__,
    )
    described = crate.describe(content)
    name = f"techsov-{content.citation['version']}-{edition}{'-raw' if with_raw else ''}.zip"
    target = into / name
    pack.write(target, ROOT, content.files, {contents.METADATA: described})
    requirements.hold(json.loads(described), target)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("edition")
    parser.add_argument("summary", type=Path)
    parser.add_argument(
        "--with-raw", action="store_true", help="and releases that may be passed on"
    )
    parser.add_argument("--into", type=Path, default=Path("dist"), help="folder of the archive")
    chosen = parser.parse_args()
    try:
        print(main(chosen.edition, chosen.summary, chosen.with_raw, chosen.into))
    except TechsovError as error:
        sys.exit(str(error))
