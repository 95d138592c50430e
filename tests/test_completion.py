"""TAB: what the program offers in the protocol of Click's scripts, and that bash, zsh and fish complete with it."""

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from commands import COMMANDS
from conftest import DATA, ENTRIES, FACTS, ROOT, Env, Golden, printed, read_json
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shells import Shell

from cartels.cli import cli

SHELLS = ("bash", "zsh", "fish")
BROTHERS = {"prueba-miguel": "Miguel Prueba Muñoz", "prueba-oscar": "Óscar Prueba Muñoz"}


def tab(line: str, shell: str = "zsh", env: Env = None) -> dict[str, str]:
    """Return the candidates for the last word of a line, each with its description or its type."""
    words = line.split(" ")
    word = words[-1] if shell == "fish" else str(len(words) - 1)
    asked = {"_CARTELS_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": word}
    rows = printed(env={**asked, **(env or {})}).strip("\n").split("\n")
    if shell == "zsh":
        return dict(zip(rows[1::3], rows[2::3], strict=True))
    found = [row.partition(",")[::2] for row in rows if row]
    return {value.partition("\t")[0]: value.partition("\t")[2] or kind for kind, value in found}


def ids(table: str) -> set[str]:
    """Return the ids of a table of the invented facts."""
    return {row["id"] for row in DATA[table]}


# Candidates


def test_every_command_offers_its_options(golden: Golden) -> None:
    offered = {path: tab(" ".join(("cartels", *path, "--"))) for path in COMMANDS}
    assert all(about != "_" for options in offered.values() for about in options.values())
    golden("completion.txt", "".join(f"{' '.join(path)}: {' '.join(offered[path])}\n" for path in COMMANDS))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("cartels ", set(cli.commands)),
        ("cartels com", {"completion"}),
        ("cartels completion ", set(SHELLS)),
        ("cartels figures --kind ", {"transferred", "relative", "official", "victim", "commentator", "all"}),
        ("cartels figures --kind=v", {"--kind=victim"}),
        ("cartels figures --group=rojo --k", {"--kind"}),
        ("cartels figures --group ro", {"rojo-cartel"}),
        ("cartels figures --group ", ids("groups")),
        ("cartels figures --court d.d", {"d-d-c"}),
        ("cartels figures --city ", {"new-york", "washington-d-c"}),
        ("cartels figures --fields id,stage_", {"id,stage_date", "id,stage_note"}),
        ("cartels event --sort st", {"statements"}),
        ("cartels event ", ids("events")),
        ("cartels timeline --figure=gab", {"--figure=gabriela-caso"}),
        ("cartels show ", ids("figures") | ids("groups") | ids("events")),
        ("cartels show p40", {"p40"}),
        ("cartels show prueba-munoz-o", {"prueba-munoz-oscar"}),
        ("cartels show nobody", set()),
        ("cartels show p40 carla", {"carla-modelo"}),
        ("cartels statements p42", {"p42"}),
        ("cartels statements --event ", ids("events")),
        ("cartels figures --event ", {"handover-2025-02-10", "handover-2025-09-05"}),
        ("cartels groups --designated ", {"any", "fto", "sdgt", "ofac", "canada"}),
        ("cartels stats --by gr", {"group", "grade"}),
        ("cartels help exp", {"export"}),
        ("cartels help export ", {"ftm", "sqlite", "xlsx", "csv"}),
        ("cartels help figures ", set()),
        ("cartels help env", {"environment"}),
        ("cartels sources blog-prisoners court-2024", {"court-2024-01-11"}),
        ("cartels sources DIARIO-2025", {"diario-2025-09-06", "diario-2025-10-15"}),
        ("cartels timeline --since ", set()),
    ],
)
def test_arguments_and_values_are_offered(line: str, values: set[str]) -> None:
    assert set(tab(line)) - {"--help", "--version"} == values


@given(st.sampled_from(ENTRIES), st.sampled_from(["zsh", "fish"]), st.data())
@settings(max_examples=60, deadline=None)
def test_an_entry_is_offered_for_the_beginning_of_any_word_of_its_name(
    entry: dict[str, str], shell: str, data: st.DataObject
) -> None:
    """`show` finds by each candidate the entry that the description names. Fish takes none that does not begin so."""
    word = data.draw(st.sampled_from(entry["name"].split()))
    typed = word[: data.draw(st.integers(1, len(word)))]
    offered = tab(f"cartels show {typed}", shell)
    assert entry["name"] in offered.values()
    for value, name in offered.items():
        assert read_json("show", value)["name"] == name
        assert shell == "zsh" or value.lower().startswith(typed.lower())


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30), st.sampled_from(SHELLS))
@example("--facts \udcff", "fish")  # a byte that is not UTF-8
@example("=", "bash")
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_there_is_no_failure(typed: str, shell: str) -> None:
    tab(f"cartels {typed}", shell)


# The facts that are read


def test_the_fact_file_of_the_line_or_the_environment_is_read(tmp_path: Path, facts_text: str) -> None:
    """`~` and `$HOME` are not expanded yet; bash splits words at `=`. A description is one printable line."""
    path = tmp_path / "other.toml"
    path.write_text(facts_text.replace('name = "Darío Muestra"', 'name = "Andrew \\u001b[31m\\n\\tTrebor"', 1), "utf-8")
    for line, shell, env in (
        (f"cartels --facts {path} show trebo", "zsh", {}),
        (f"cartels show --facts={path} trebo", "fish", {}),
        (f"cartels --facts = {path} show trebo", "bash", {}),
        ("cartels --facts ~/other.toml show trebo", "zsh", {"HOME": str(tmp_path)}),
        ("cartels --facts $HOME/other.toml show trebo", "zsh", {"HOME": str(tmp_path)}),
        ("cartels show trebo", "zsh", {"CARTELS_FACTS": str(path)}),
    ):
        [described] = tab(line, shell, env).values()
        assert described == "plain" if shell == "bash" else described.endswith("[31m Trebor"), line
        assert described.isprintable()
    assert tab("cartels show trebo") == {}


@pytest.mark.parametrize("content", [None, b"", b"[broken", b"[about]\ntitle = 1\n", b"\xff\xfe", b"figures = 3\n"])
def test_a_broken_fact_file_offers_no_names_and_prints_no_message(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    if content is not None:
        path.write_bytes(content)
    for line in ("show pru", "figures --group c", "figures --city ", "sources d", "timeline --event "):
        assert tab(f"cartels --facts {path} {line}") == {}
    assert "--kind" in tab(f"cartels --facts {path} figures --k")


def test_facts_that_can_be_read_only_once_are_left_to_the_command(tmp_path: Path) -> None:
    """To read standard input would wait for the keyboard, to open a pipe for its other end."""
    os.mkfifo(tmp_path / "pipe")
    assert tab("cartels --facts - show pru") == {}
    assert tab(f"cartels --facts {tmp_path}/pipe show pru") == {}
    assert tab("cartels show pru", env={"CARTELS_FACTS": "-"}) == {}


# Real shells

#: How completion comes to a shell: as the help says, and as the shell loads what a package has installed.
SETUPS = {
    "bash by hand": 'eval "$(cartels completion bash)"',
    "bash installed": "source /usr/share/bash-completion/bash_completion",
    "zsh by hand": 'autoload -Uz compinit && compinit -u -D; eval "$(cartels completion zsh)"',
    "zsh installed": 'fpath+=("$XDG_DATA_HOME/zsh/site-functions"); autoload -Uz compinit && compinit -u -D',
    "fish by hand": "cartels completion fish | source",
    "fish installed": "set --prepend fish_complete_path $XDG_DATA_HOME/fish/vendor_completions.d",
}


def start(setup: str, home: Path) -> Shell:
    """Return a shell with a fact file in its home, and the loaders where the wheel's shared data are put."""
    if setup == "bash installed" and "CI" not in os.environ and not Path(SETUPS[setup].split()[1]).exists():
        pytest.skip("bash-completion is not installed")
    shutil.copyfile(FACTS, home / "my facts.toml")
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, target in wheel["shared-data"].items():
        (home / target).parent.mkdir(parents=True)
        shutil.copyfile(ROOT / source, home / target)
    return Shell(setup.split()[0], home, SETUPS[setup], {"XDG_DATA_HOME": str(home / "share")})


@pytest.mark.parametrize("setup", SETUPS)
def test_a_shell_offers_both_brothers_from_the_first_tab(setup: str, tmp_path: Path) -> None:
    with start(setup, tmp_path) as shell:
        shell.type("cartels show pru\t")
        shell.wait_for("$ cartels show prueba-")
        shell.type("\t\t")
        shell.wait_for(*BROTHERS, *(() if setup.startswith("bash") else BROTHERS.values()))


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_completes_what_was_typed(name: str, tmp_path: Path) -> None:
    """A single candidate is put into the line, which runs as it stands; a broken fact file leaves no message there."""
    (tmp_path / "broken.toml").write_text("[broken")
    accents, spaces = ("óscar-prueba", "'felix caso'") if name == "fish" else ("oscar-prueba", "'felix-caso'")
    lists = [] if name == "fish" else [("figures --fields name,ro\t", "figures --fields name,role")]
    with start(f"{name} by hand", tmp_path) as shell:
        shell.type("cartels --facts broken.toml show pru\t\teba")
        assert shell.wait_for("prueba") == "$ cartels --facts broken.toml show prueba"
        for typed, completed in (
            *lists,
            ("fig\t--kind vic\t--jso\t", "figures --kind victim --json"),
            ("figures --kind=vic\t--city new\t--lim\t", "figures --kind=victim --city new-york --limit"),
            ("show 'felix c\t", f"show {spaces}"),
            ("show ósc\t", f"show {accents}"),
            ("--facts my\tshow", "--facts my\\ facts.toml show"),
            ("--facts=my\tshow ejem\t", "--facts=my\\ facts.toml show ejemplo-benito"),
        ):
            shell.type(f"\x15cartels {typed}")
            shell.wait_for(f"$ cartels {completed}")
        shell.type("\x15cartels show ósc\t| head -1\n")
        shell.wait_for("\nÓscar Prueba Muñoz")
