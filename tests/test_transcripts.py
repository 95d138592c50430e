"""The program prints what the files in tests/transcripts/ show, command line by command line.

Output is indented there, and followed by the exit status unless it is 0; `!` marks standard error. A line with `=`
before it prints the same as the line above. Before a command may stand variables. `pytest --update` writes the output
anew.
"""

import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT, Golden, run

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").iterdir())


def output(words: list[str]) -> str:
    """Return what a command line prints, as a transcript shows it."""
    start = words.index("cartels")
    status, out, err = run(*words[start + 1 :], env=dict(word.split("=", 1) for word in words[:start]))
    lines = [*out.splitlines(), *(f"! {text}" for text in err.splitlines()), *([f"[{status}]"] if status else [])]
    return "".join(f"    {text}\n" for text in lines).replace("\x1b", "\\x1b").replace("\ufeff", "\\ufeff")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_commands_print_what_the_transcript_shows(path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = above = ""
    for line in re.sub(r"(?m)^    .*\n", "", path.read_text("utf-8")).splitlines(keepends=True):
        text += line
        if words := shlex.split(line.removeprefix("= "), comments=True):
            printed = output(words)
            if line.startswith("= "):
                assert printed == above, line
            else:
                text += printed
            above = printed
    golden(f"../transcripts/{path.name}", text)
