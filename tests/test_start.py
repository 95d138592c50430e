"""The program starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cartels as package

if TYPE_CHECKING:
    from conftest import Run


def test_version_is_said_once(cartels: Run) -> None:
    """`--version` prints the one version that the package has."""
    assert cartels("--version").out == f"cartels {package.__version__}\n"
