"""TAB: what the program offers, and that bash, zsh and fish show it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, get_args

import pytest
from commands import COMMANDS
from conftest import ROOT, peer, run_program
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shells import Shell
from test_imports import HEAVY, LOOKUP, loaded, ours

from cartels import completion, facts, manual, model, names, views
from cartels.cli import cli

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import Run

BOOK = facts.load()
ENTRIES = list(views.entries(BOOK))
LISTING = {
    "--facts", "--format", "--json", "--color", "--width", "--fields", "--sort", "--limit", "--no-headers", "--excel",
}  # fmt: skip
SHELLS = tuple(completion.SCRIPTS)
BROTHERS = {"Miguel Ángel Treviño Morales", "Óscar Omar Treviño Morales"}


def tab(
    line: str, shell: str = "bash", stdin: bytes | None = None, env: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What TAB offers behind a line: each candidate with its description."""
    asked = {"_CARTELS_COMPLETE": f"{shell}_complete", "COMP_LINE": line}
    result = run_program(stdin=stdin, env={**asked, **(env or {})})
    assert (result.status, result.err) == (0, "")
    rows = [row.split("\t") for row in result.out.split("\n") if row]
    assert all(kind == "plain" for kind, _, _ in rows)
    return {value: help for _, value, help in rows}


# What is offered


@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_is_offered_by_any_of_its_words(shell: str) -> None:
    """The ids of the brothers begin with miguel and omar; what is offered begins as typed, or fish would drop it."""
    offered = tab("cartels show tre", shell)
    assert set(offered.values()) >= BROTHERS
    assert all(value.startswith("tre") for value in offered)


@given(st.sampled_from(ENTRIES), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_offered_names_the_one_entry_that_it_is_described_as(name: names.Name, data: st.DataObject) -> None:
    """For the beginning of any word of any name: its entry is offered, and `show` would find by each candidate the entry
    that the description tells.
    """
    word = data.draw(st.sampled_from(names.fold_words(name.text)))
    typed = word[: data.draw(st.integers(1, len(word)))]
    offered = list(completion._named(ENTRIES, typed))
    assert name.label in {(item.help or "").partition(" (")[0] for item in offered} or "(" in name.label
    assert len({item.value for item in offered}) == len(offered)
    for item in offered:
        assert names.find(ENTRIES, item.value).label in (item.help or "")
        assert item.value.startswith(typed) or len(offered) == 1
        assert set(item.value) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")  # no shell has to quote it


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("z40", "z40"),
        ("caro", "rafael-caro-quintero"),
        ("omar tre", "omar-trevino-morales"),
        ("trevino-morales-o", "trevino-morales-omar"),
        ("Óscar O", "óscar-omar-treviño-morales"),
        ("cjng", "cjng"),
        ("MS", "ms-13"),
    ],
)
def test_one_name_alone_is_offered_as_its_id_where_that_holds_what_was_typed(typed: str, value: str) -> None:
    offered = tab(f'cartels show "{typed}')
    assert list(offered) == [value]
    assert names.find(ENTRIES, value)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("cartels figures --kind ", set(get_args(model.Kind))),
        ("cartels figures --stage ", set(get_args(model.Stage))),
        ("cartels figures --standing ", set(get_args(model.Standing))),
        ("cartels figures --group ", set(BOOK.groups)),
        ("cartels figures --court ", set(BOOK.courts)),
        ("cartels timeline --figure ", set(BOOK.figures)),
        ("cartels timeline --event ", set(BOOK.events)),
        ("cartels event ", set(BOOK.events)),
        ("cartels sources ", set(BOOK.sources)),
        ("cartels sources --grade ", set(get_args(model.Grade))),
        ("cartels show ", {*BOOK.figures, *BOOK.groups, *BOOK.events}),
        ("cartels completion ", set(SHELLS)),
        ("cartels figures --color ", {"auto", "always", "never"}),
        ("cartels figures --kind v", {"victim"}),
        ("cartels figures --kind=v", {"--kind=victim"}),
        ("cartels figures --fields id,sta", {"id,stage", "id,stage_date"}),
        ("cartels event --sort st", {"statements"}),
        ("cartels figures --group jalisco --k", {"--kind"}),
        ("CARTELS_FORMAT=json cartels com", {"completion"}),
        ("cartels ", set(cli.commands)),
        ("cartels groups ", {"--designated", "--not-designated", *LISTING}),
        ("cartels sources DOJ-2025-02-27", {id for id in BOOK.sources if id.startswith("doj-2025-02-27")}),
    ],
)
def test_options_arguments_and_commands_are_offered_what_they_take(line: str, values: set[str]) -> None:
    offered = tab(line)
    assert set(offered) - {"--help", "--version"} == values


def test_a_city_is_offered_in_a_way_that_needs_no_quotes(cartels: Run) -> None:
    offered = tab("cartels figures --city ")
    assert offered["new-york"] == "New York"
    for value in offered:
        assert cartels("figures", "--city", value).status == 0


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_and_option_is_offered_with_its_sentence(path: tuple[str, ...]) -> None:
    line = " ".join(("cartels", *path, "--"))
    command, ctx = cli, cli.make_context("cartels", [], resilient_parsing=True)
    for word in path:
        command = command.commands[word]  # type: ignore[assignment]  # a command in place of the program
        ctx = command.make_context(word, [], parent=ctx, resilient_parsing=True)
    flags = {flag for option in command.get_params(ctx) for flag in (*option.opts, *option.secondary_opts)}
    offered = tab(line)
    assert set(offered) == {flag for flag in flags if flag.startswith("--")}
    assert all(offered.values())


# The fact file that counts


@pytest.fixture(scope="session")
def other_facts(tmp_path_factory: pytest.TempPathFactory, bundled_text: str) -> Path:
    """A fact file with another name in it, and one that acts on terminals."""
    path = tmp_path_factory.mktemp("facts") / "other facts.toml"
    text = bundled_text.replace('name = "Andrew Clark"', 'name = "Andrew \\u001b[31m\\n\\tTrebor"', 1)
    assert text != bundled_text
    path.write_text(text, "utf-8")
    return path


def test_the_fact_file_that_counts_is_asked(other_facts: Path) -> None:
    """On the line, before or after the command, or in the environment; `~` is still for the program to replace."""
    home = {"HOME": str(other_facts.parent)}
    for line, env in (
        (f"cartels --facts '{other_facts}' show trebo", {}),
        (f"cartels show --facts='{other_facts}' trebo", {}),
        ("cartels --facts ~/'other facts.toml' show trebo", home),
        ("cartels --facts $HOME/'other facts.toml' show trebo", home),
        ("cartels show trebo", {"CARTELS_FACTS": str(other_facts)}),
    ):
        assert list(tab(line, env=env)) == ["trebor"], line
    assert tab("cartels show trebo") == {}


def test_a_description_is_one_line_that_does_nothing(other_facts: Path) -> None:
    (described,) = tab("cartels show trebo", "fish", env={"CARTELS_FACTS": str(other_facts)}).values()
    assert described.isprintable()
    assert "Trebor" in described


@pytest.mark.parametrize("content", [None, b"", b"[broken", b"[about]\ntitle = 1\n", b"\xff\xfe", b"figures = 3\n"])
def test_a_broken_fact_file_offers_nothing_and_says_nothing(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    if content is not None:
        path.write_bytes(content)
    for line in ("show tre", "figures --group c", "figures --city ", "sources d", "timeline --event "):
        assert tab(f"cartels --facts {path} {line}") == {}
    assert "--kind" in tab(f"cartels --facts {path} figures --k")


def test_facts_that_can_be_read_only_once_are_left_to_the_command(tmp_path: Path, bundled_text: str) -> None:
    """To read standard input would wait for the keyboard, to open a pipe for its other end."""
    os.mkfifo(tmp_path / "pipe")
    assert tab("cartels --facts - show tre", stdin=bundled_text.encode()) == {}
    assert tab(f"cartels --facts {tmp_path}/pipe show tre") == {}
    assert tab("cartels show tre", env={"CARTELS_FACTS": "-"}) == {}
    assert tab("cartels --facts <(zcat facts.gz) show tre") == {}


@pytest.mark.parametrize("line", ["cartels show tre", "cartels figures --kind ", "cartels ", "cartels sources d"])
def test_a_tab_loads_nothing_heavy(line: str) -> None:
    """And what it does load, a lookup loads too, but for the shell's own part: a TAB is no slower."""
    found = loaded(env={"_CARTELS_COMPLETE": "zsh_complete", "COMP_LINE": line})
    assert found & HEAVY == set()
    assert ours(found) - LOOKUP <= {"cartels.completion", "cartels.model", "click.shell_completion", "shlex"}


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
@example("㎏")  # no letter, but folded it is two
@example("'")
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_is_completed_or_not_but_never_a_fault(typed: str) -> None:
    class Typed(completion.Fish):
        def line(self) -> str:
            return f"cartels show {typed}"

    for row in Typed(cli, {}, "cartels", "").complete().split("\n"):
        assert row.count("\t") == 2 * bool(row)


# The scripts, in their shells


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel shares with the system: a folder like `/usr/local/share`."""
    where = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(where), str(ROOT)]
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *build], check=True)
    (wheel,) = where.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(where)
    (data,) = where.glob("*.data")
    return data / "data" / "share"


def test_the_wheel_ships_the_scripts_and_the_man_page_where_tools_link_them_from(cartels: Run, share: Path) -> None:
    shipped = {
        path.relative_to(share).as_posix(): path.read_text("utf-8") for path in share.rglob("*") if path.is_file()
    }
    assert shipped == {
        "bash-completion/completions/cartels": cartels("completion", "bash").out,
        "zsh/site-functions/_cartels": cartels("completion", "zsh").out,
        "fish/vendor_completions.d/cartels.fish": cartels("completion", "fish").out,
        "man/man1/cartels.1": manual.page(cli),
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_for_each_shell(cartels: Run, shell: str) -> None:
    result = cartels("completion", shell)
    assert (result.status, result.err) == (0, "")
    assert f"{shell}_complete" in result.out
    assert cartels(env={"_CARTELS_COMPLETE": f"{shell}_source"}).out.strip() == result.out.strip()


#: How the script comes to the shell: as the help says, and as the shell itself loads what a package has installed.
SETUPS = {
    "bash, by hand": 'eval "$(cartels completion bash)"',
    "bash, installed": "source /usr/share/bash-completion/bash_completion",
    "zsh, by hand": 'autoload -Uz compinit && compinit -u -D; eval "$(cartels completion zsh)"',
    "zsh, installed": 'fpath+=("$XDG_DATA_HOME/zsh/site-functions"); autoload -Uz compinit && compinit -u -D',
    "fish, by hand": "cartels completion fish | source",
    "fish, installed": "set --prepend fish_complete_path $XDG_DATA_HOME/fish/vendor_completions.d",
}


def shell_with(setup: str, share: Path, home: Path, env: Mapping[str, str] | None = None) -> Shell:
    """A shell, set up in one of these ways."""
    return Shell(setup.partition(",")[0], home, SETUPS[setup], env={"XDG_DATA_HOME": str(share), **(env or {})})


@pytest.mark.parametrize("setup", SETUPS)
def test_tab_behind_show_tre_offers_the_brothers(setup: str, share: Path, tmp_path: Path) -> None:
    with shell_with(setup, share, tmp_path) as shell:
        shell.type("cartels show tre\t")
        if shell.name == "bash":
            shell.type("\t")
        screen = shell.wait_for(*BROTHERS, "trevino-morales-omar", "tren-de-aragua")
        assert "cartels show tre" in screen


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_in_a_shell(name: str, share: Path, tmp_path: Path) -> None:
    """One candidate is put into the line, and the line runs."""
    (tmp_path / "my facts.toml").touch()
    with shell_with(f"{name}, by hand", share, tmp_path) as shell:
        for typed, completed in (
            ("cartels fig\t--kind vic\t--court nyed --jso\t", "cartels figures --kind victim --court nyed --json"),
            ("cartels figures --stage=pleaded-n\t", "cartels figures --stage=pleaded-not-guilty"),
            ("cartels show 'caro q\t", "quintero'"),
            ("cartels figures --city new\t--limit 1", "cartels figures --city new-york --limit 1"),
            ("cartels --facts my\tshow", "cartels --facts my\\ facts.toml show"),
            ("cartels --facts=my\tshow", "cartels --facts=my\\ facts.toml show"),
        ):
            shell.type(typed)
            shell.wait_for(completed)
            shell.type("\x15")
        shell.type("cartels event transfer-2025-02\t| head -1\n")
        shell.wait_for("cartels event transfer-2025-02-27", "\nTransfer of 29 prisoners")


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_in_a_shell_a_broken_fact_file_makes_no_noise(name: str, share: Path, tmp_path: Path) -> None:
    """What is typed behind the TAB appears at once behind what was typed before."""
    (tmp_path / "broken.toml").write_text("[broken")
    with shell_with(f"{name}, by hand", share, tmp_path, {"CARTELS_FACTS": str(tmp_path / "broken.toml")}) as shell:
        shell.type("cartels show tre\t\tvino")
        screen = shell.wait_for("cartels show trevino")
        assert screen.strip() == "$ cartels show trevino"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_in_a_shell_that_no_longer_finds_the_program_there_is_no_noise(name: str, share: Path, tmp_path: Path) -> None:
    with shell_with(f"{name}, by hand", share, tmp_path) as shell:
        shell.type("export PATH=/usr/bin:/bin; clear\n")
        shell.wait_for("$", without="export")
        shell.type("cartels show tre\t\tvino")
        screen = shell.wait_for("cartels show trevino")
        assert screen.strip() == "$ cartels show trevino"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_scripts_are_sound(name: str, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(completion.script(name), "utf-8")
    done = subprocess.run([peer(name), "-n", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
