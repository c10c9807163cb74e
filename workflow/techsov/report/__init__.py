"""The report: static pages that a reader opens from the file system."""
