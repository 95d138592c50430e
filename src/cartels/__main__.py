"""`python -m cartels`."""

from cartels.cli import main

if __name__ == "__main__":
    main()
