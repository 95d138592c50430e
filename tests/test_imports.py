"""What each kind of call may load: start-up time is mostly imports, so a new one must show in the diff of this list.

Modules of the standard library that Click has loaded already cost nothing more, and are not listed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

CORE = {"cartels", "cartels.__main__", "cartels.cli", "cartels.errors", "cartels.harmless", "cartels.options"}
LOOKUP = CORE | {
    "cartels.facts", "cartels.names", "cartels.render", "cartels.terminal", "cartels.views",
    "unicodedata", "tomli", "tomli._parser", "tomli._re", "tomli._types", "json", "json.decoder", "json.encoder", "json.scanner",
    "zlib",
}  # fmt: skip

#: What `shutil` brings, which exports write with; and what lays a text out: Click a help text, the graph a label.
SHUTIL = {"bz2", "fnmatch", "lzma", "shutil", "zlib"}
HELP = SHUTIL | {"click._textwrap", "textwrap"}

#: What no lookup in a pipe may load.
HEAVY = {"rich", "msgspec", "sqlite3", "importlib.metadata", "importlib.resources", "difflib", "typing_extensions"}

PROBE = """
import sys, json
import click
before = set(sys.modules)
from cartels.__main__ import main
sys.argv[0] = "cartels"
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def loaded(*args: str, env: Mapping[str, str] | None = None) -> set[str]:
    """The modules that a call loads on top of Click, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *args], capture_output=True, text=True, env=environment(env), check=True
    )
    return set(json.loads(done.stderr.strip().split("\n")[-1]))


def ours(modules: set[str]) -> set[str]:
    """Those that cost something: not what is built in, tomli's shared object, or what Click's own translations load."""
    free = {*sys.builtin_module_names, "locale"}
    return {name for name in modules - free if not name.startswith(("_", "encodings")) and not name.endswith("__mypyc")}


@pytest.mark.parametrize(
    ("args", "allowed"),
    [
        (["--version"], CORE | {"cartels.terminal"}),
        (["--help"], CORE | HELP | {"cartels.manual", "cartels.terminal"}),
        (["show", "z40", "--json"], LOOKUP | {"cartels.render.json"}),
        (["show", "z40"], LOOKUP | {"cartels.render.layout", "cartels.render.plain", "cartels.model"}),
        (["figures"], LOOKUP | {"cartels.render.layout", "cartels.render.plain"}),
        (["figures", "--group", "sinaloa", "--json"], LOOKUP | {"cartels.render.json"}),
        (["timeline", "--since", "2025"], LOOKUP | {"cartels.render.layout", "cartels.render.plain", "cartels.dates"}),
        (["sources", "--format", "csv"], LOOKUP | {"cartels.render.csv", "csv"}),
        (
            ["sources", "--format", "csl-json"],
            LOOKUP
            | {"cartels.export", "cartels.export.citations", "cartels.render.json", "cartels.render.layout"}
            | SHUTIL,
        ),
        (
            ["graph"],
            LOOKUP | {"cartels.graph", "cartels.render.layout", "cartels.render.outline", "cartels.render.plain"},
        ),
        (
            ["graph", "--format", "dot"],
            LOOKUP | {"cartels.export", "cartels.export.graph", "cartels.graph", "cartels.render.layout"} | HELP,
        ),
    ],
)
def test_a_call_loads_what_it_needs_and_no_more(args: list[str], allowed: set[str]) -> None:
    found = ours(loaded(*args))
    assert found - allowed == set()


@pytest.mark.parametrize("args", [["show", "z40", "--json"], ["figures"], ["show", "z40"], ["groups", "--json"]])
def test_a_lookup_in_a_pipe_loads_nothing_heavy(args: list[str]) -> None:
    """Rich costs 26 ms, importlib.metadata 27, msgspec and importlib.resources 9 each."""
    assert loaded(*args) & HEAVY == set()


def test_rich_is_loaded_for_a_table() -> None:
    """The probe sees what it is to see: the same call, laid out, does load Rich."""
    assert "rich" in loaded("figures", "--width", "80")
