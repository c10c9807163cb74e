"""Write docs/checks.md anew: what every cleaning step expects."""

from techsov.reference import checks_page as checkbook

if __name__ == "__main__":
    checkbook.write()
