"""Pages of the documentation that are written from the configuration and the code."""
