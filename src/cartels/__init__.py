"""Look up the prisoners whom Mexico handed over to the United States, their links to cartels, and who says so."""

__version__ = "1.0.0"
