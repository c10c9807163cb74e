"""Take a raw file that was downloaded by hand: fetch_import.py FILE PROVIDER/DATASET/VINTAGE."""

import argparse
import sys
from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.core.errors import TechsovError
from techsov.fetch import Release, import_file


def main() -> int:
    """Import the file; say where it stands now, or why it was not taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the file as downloaded")
    parser.add_argument("key", help="its entry in config/sources.yaml, or entry/file name")
    given = parser.parse_args()
    parts = given.key.split("/")
    key, name = "/".join(parts[:3]), "/".join(parts[3:])
    try:
        release = Release.parse(key, Catalogue.load().entry(key).entry)
        print(import_file(given.file, release, Path("data/raw"), name))
    except TechsovError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
