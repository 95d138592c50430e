"""What the tool knows, for other people's tools: one module for each, imported only when it is asked for."""
