"""From a fact file to plain data: rows, cards and counts. Nothing here prints, or knows how it will look."""
