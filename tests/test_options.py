"""The options that commands refuse, and where the facts come from. What options do is in `transcripts/options.txt`."""

from pathlib import Path

import pytest
from commands import COMMANDS, help_of
from conftest import FACTS, printed, refused, run

#: Each shared option, with a value.
SHARED = (
    f"--facts {FACTS}", "--format json", "--json", "--color never", "--width 80", "--fields name", "--sort name",
    "--limit 1", "--no-headers", "--excel", "--no-pager",
)  # fmt: skip
ARGUMENTS = {
    "search": "prueba", "show": "carla", "sqlite": "facts.db", "csv": "facts", "xlsx": "facts.xlsx", "completion": "bash",
    "diff": f"{FACTS}",
}  # fmt: skip


@pytest.mark.parametrize("path", [path for path in COMMANDS if path not in ((), ("export",))], ids=" ".join)
def test_a_command_refuses_the_options_that_its_help_does_not_list(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With status 2, one line, and before anything is written."""
    monkeypatch.chdir(tmp_path)
    call = [*path, *ARGUMENTS.get(path[-1], "").split()]
    options = [words.split() for words in SHARED]
    listed = [words for words in options if f"{words[0]} " in help_of(path)]
    for words in options:
        if words not in listed:
            assert refused(*words, *call) == f"cartels: {path[-1]} has no option {words[0]}\n"
            assert refused(*call, *words).startswith(f"cartels: No such option '{words[0]}'.")
    assert not list(tmp_path.iterdir())
    for words in listed:
        assert "has no option" not in run(*words, *call).err
        assert "No such option" not in run(*call, *words).err


def test_cartels_facts_is_the_fact_file_where_no_option_names_one(tmp_path: Path, facts_text: str) -> None:
    """Each file has another name for the first event, to tell them apart."""
    files = {}
    for name in ("environment", "option"):
        path = tmp_path / f"{name}.toml"
        path.write_text(facts_text.replace("Handover of 5 prisoners", f"From the {name}"), "utf-8")
        files[name] = str(path)
    call = ("event", "--list", "--limit", "1", "--fields", "name", "--no-headers")
    env = {"CARTELS_FACTS": files["environment"]}
    assert printed(*call, env=env) == "From the environment\n"
    assert printed(*call, "--facts", files["option"], env=env) == "From the option\n"
    assert printed("--facts", files["option"], *call, env=env) == "From the option\n"
    assert printed(*call, "--facts", "-", stdin=facts_text, env=env) == "Handover of 5 prisoners\n"
    assert printed(*call, stdin=facts_text, env={"CARTELS_FACTS": "-"}) == "Handover of 5 prisoners\n"


@pytest.mark.parametrize("call", ["schema", "schema figures", "completion bash", "figures --help", "help facts"])
def test_cartels_facts_does_not_matter_where_no_facts_are_read(call: str) -> None:
    """Whoever writes a fact file needs its schema most while the file is broken."""
    assert run(*call.split(), env={"CARTELS_FACTS": "/no/such/file"}) == run(*call.split())
