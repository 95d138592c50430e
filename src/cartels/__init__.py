"""Look up who was handed over on 27 February 2025, and how anyone knows."""

__version__ = "0.1.0"
