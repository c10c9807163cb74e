"""Every reader against damaged files: what it makes of them is counted and published."""
