"""Draw the picture in the README: the top of a card, as a terminal shows it.

.venv/bin/python .github/picture.py
"""

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

COMMAND = ["show", "caro quintero"]
COLUMNS = 80
PICTURE = Path(__file__).with_name("card.svg")


def main() -> None:
    """Write the picture from what the program prints now."""
    program = [sys.executable, "-m", "cartels", *COMMAND, "--width", str(COLUMNS), "--color", "always"]
    card = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    top = card.partition("\n\n\x1b[1mTHE CASE")[0]
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.assemble(("$ ", "dim"), ('cartels show "caro quintero"', "bold")))
    console.print(Text.from_ansi(top))
    PICTURE.write_text(console.export_svg(title="cartels", unique_id="cartels"), "utf-8")


if __name__ == "__main__":
    main()
