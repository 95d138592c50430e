"""The program as it is started: by the `cartels` script, or by `python -m cartels`."""

from __future__ import annotations

import gc

# A run is short and leaves no cycles behind. To look for them while Click is imported and a file is parsed, and once
# more at the end, would cost a lookup 8 ms of 60.
gc.disable()


def main() -> None:
    """Run the program and exit."""
    try:
        from cartels.cli import run

        status = run()
    except KeyboardInterrupt:  # before or after Click, which sees to it in between
        status = 130
    gc.freeze()
    raise SystemExit(status)


if __name__ == "__main__":
    main()
