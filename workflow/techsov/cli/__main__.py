"""`python -m techsov.cli` is `techsov`."""

import sys

from techsov.cli import main

sys.exit(main())
