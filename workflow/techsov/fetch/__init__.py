"""Fetch the files of a release from their providers, safely.

`fetch_file` makes sure that one file is there and is the right one; `import_file` takes one that
a user downloaded; `missing_message` says which are missing. A file is named by its vintage and its
name in `config/sources.yaml`; `Network.load` reads the allow-list `config/hosts.yaml`, which
docs/fetching.md explains. Nothing in here runs unless it is asked for: building never uses the
network.
"""

from techsov.fetch.download import confirm, fetch_file
from techsov.fetch.errors import FetchError
from techsov.fetch.integrity import check_archive, check_content, unpack_member
from techsov.fetch.manual_import import import_file, missing, missing_message, shown_size
from techsov.fetch.network import Network

__all__ = [
    "FetchError",
    "Network",
    "check_archive",
    "check_content",
    "confirm",
    "fetch_file",
    "import_file",
    "missing",
    "missing_message",
    "shown_size",
    "unpack_member",
]
