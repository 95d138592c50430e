"""The fact file: from a path to a `FactFile`, or to what is wrong with it."""
