"""Figures: one tidy CSV in, one message out. The only place that imports matplotlib."""
