"""The program as it is started: by the `cartels` script, or by `python -m cartels`."""

# Both are built in: while anything is imported from a file, Ctrl-C would still print a traceback.
import _signal as signal  # type: ignore[import-not-found]  # it has no stub
import gc
import os

# Ctrl-C ends the program at once, also in compiled code, with no traceback: Python's own handler would raise an
# exception wherever the program happens to be. An export sets a handler while it has files to remove.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

# A run is short and leaves no cycles behind. To look for them while Click is imported and a file is parsed would cost a
# lookup 8 ms of 45.
gc.disable()


def main() -> None:
    """Run the program and exit."""
    from cartels.cli import run

    # Everything has been written and flushed. To free all objects one by one would cost a lookup 3 ms of 45.
    os._exit(run())


if __name__ == "__main__":
    main()
