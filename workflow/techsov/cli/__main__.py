"""`python -m techsov.cli` is `techsov`."""

import sys

from techsov.cli import main

if __name__ == "__main__":
    sys.exit(main())
