"""Write docs/checks.md anew: what every cleaning step expects."""

from techsov import checkbook

if __name__ == "__main__":
    checkbook.write()
