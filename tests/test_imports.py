"""What each kind of call imports. Start-up time is mostly imports, so a new one has to show in a diff.

The modules of the package are in a golden file, those of others in the list below: they differ with the version of
Python. What Click imports anyway costs nothing more, and is in neither.
"""

import functools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest
from conftest import DATA, FACTS, ROOT, Golden, environment, parsed_copy

Modules = Callable[..., set[str]]

LOOKUP = {"json", "json.decoder", "json.encoder", "json.scanner", "unicodedata", "zlib"}
SHUTIL = {"bz2", "fnmatch", "lzma", "shutil", "zlib"}
WRAPPING = {"click._textwrap", "textwrap"}

#: The modules of others that a call may import, at most. Each of these costs 9 to 27 ms, and is in no list: rich,
#: msgspec, tomli, importlib.metadata, importlib.resources. So is difflib.
ALLOWED = {
    "": set(),
    "--version": set(),
    "--help": SHUTIL | WRAPPING,
    "show": LOOKUP,
    "show carla": LOOKUP,
    "show carla --json": LOOKUP,
    "figures": LOOKUP,
    "figures --group rojo --json": LOOKUP,
    "groups --json": LOOKUP,
    "timeline --since 2025": LOOKUP,
    "sources --format csv": LOOKUP | {"csv"},
    "sources --format csl-json": LOOKUP | SHUTIL,
    "statements": LOOKUP,
    "statements carla --json": LOOKUP,
    "graph": LOOKUP,
    "graph --format dot": LOOKUP | SHUTIL | WRAPPING,
    "search pilot": LOOKUP | {"sqlite3", "sqlite3.dbapi2"},
}
COMPLETED = ["cartels ", "cartels show car", "cartels figures --kind ", "cartels sources d"]

PROBE = """
import sys, json
import click
before = set(sys.modules)
import cartels.__main__
from cartels.cli import run
sys.argv[0] = "cartels"
assert run() == 0
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Modules:
    """Return the modules that a call imports beyond Click's, in a fresh process of an installed program.

    It has the invented facts in place of its own, parsed as in a wheel.
    """
    package = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "src", package, dirs_exist_ok=True)
    data = package / "cartels" / "data"
    data.mkdir()
    shutil.copyfile(FACTS, data / "facts.toml")
    (data / "facts.marshal").write_bytes(parsed_copy(DATA, FACTS.read_bytes()))

    @functools.cache
    def imported(call: str, **env: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", PROBE, *call.split()],
            capture_output=True,
            text=True,
            env=environment({"CARTELS_FACTS": "", "PYTHONPATH": str(package), **env}),
            check=True,
        )
        return set(json.loads(done.stderr.rstrip().rpartition("\n")[2]))

    return imported


def complete(imports: Modules, line: str) -> set[str]:
    """Return what TAB imports behind a line."""
    env = {"COMP_LINE": line, "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return imports("", _CARTELS_COMPLETE="zsh_complete", **env)


def others(modules: set[str]) -> set[str]:
    """Return the modules that are not the package's and cost something: not the built-in ones, nor their C halves."""
    free = {*sys.builtin_module_names, "locale"}
    return {name for name in modules - free if not name.startswith(("_", "encodings", "cartels"))}


@pytest.mark.parametrize("call", ALLOWED)
def test_a_call_imports_no_more_than_it_needs(imports: Modules, call: str) -> None:
    assert others(imports(call)) <= ALLOWED[call]


@pytest.mark.parametrize("line", COMPLETED)
def test_tab_imports_no_more_than_a_lookup(imports: Modules, line: str) -> None:
    assert others(complete(imports, line)) <= LOOKUP | {"click.shell_completion", "shlex"}


def test_a_call_imports_these_modules_of_the_package(imports: Modules, golden: Golden) -> None:
    calls = {f"cartels {call}": imports(call) for call in ALLOWED}
    calls |= {f"{line}<TAB>": complete(imports, line) for line in COMPLETED}
    own = {call: sorted(name[8:] for name in modules if name.startswith("cartels.")) for call, modules in calls.items()}
    golden("imports.txt", "".join(f"{call}: {', '.join(names)}\n" for call, names in own.items()))


def test_the_heavy_modules_are_imported_where_they_are_needed(imports: Modules) -> None:
    """So the probe would see them elsewhere."""
    assert "rich" in imports("figures --width 80")
    assert {"tomli", "msgspec"} <= imports("figures", CARTELS_FACTS=str(FACTS))
