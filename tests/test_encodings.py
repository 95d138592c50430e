"""Whatever the terminal and the pipe can take: names stay readable, data stays exact, and nothing fails."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM, environment, run_program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Run

CALLS = [
    ["show", "z40"],
    ["figures"],
    ["figures", "--width", "80"],
    ["figures", "--width", "80", "--color", "always"],
    ["groups", "-f", "md"],
    ["timeline", "-f", "csv"],
    ["sources", "-f", "tsv"],
    ["search", "treviño"],
    ["stats", "--width", "60"],
    ["show", "caro quintero", "--json"],
]
C = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": ""}
ASCII = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
CP1252 = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}


def raw(*args: str, env: Mapping[str, str]) -> bytes:
    """The bytes that a run wrote to standard output; it has to end well."""
    done = subprocess.run([PROGRAM, *args], capture_output=True, env=environment(env), timeout=60, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout


@pytest.mark.parametrize("args", CALLS)
def test_the_c_locale_prints_utf8_like_any_other(args: list[str]) -> None:
    """As Python itself does, since the C locale says nothing about what the terminal can take."""
    env = {key: value for key, value in C.items() if value}
    unset = {**environment(env)}
    del unset["PYTHONUTF8"]
    done = subprocess.run([PROGRAM, *args], capture_output=True, env=unset, timeout=60, check=True)
    assert done.stdout.decode() == run_program(*args).out


@pytest.mark.parametrize("args", CALLS)
def test_ascii_prints_the_bare_letters(args: list[str]) -> None:
    """`Treviño` as `Trevino` for people; as an escape, which is the same to whoever reads it, in JSON."""
    out = raw(*args, env=ASCII).decode("ascii")
    assert out.count("?") == run_program(*args).out.translate({ord("¿"): "?"}).count("?")
    if "--json" in args:
        assert json.loads(out) == json.loads(run_program(*args).out)
    elif args[0] in ("show", "figures", "search"):
        assert "Trevino" in out


@pytest.mark.parametrize("args", CALLS)
def test_cp1252_prints_the_accents_it_has(args: list[str]) -> None:
    out = raw(*args, env=CP1252).decode("cp1252")
    if "--json" in args:
        assert json.loads(out) == json.loads(run_program(*args).out)
    elif args[0] in ("show", "figures", "search"):
        assert "Treviño" in out


def test_a_table_has_lines_of_ascii_where_the_page_has_no_others() -> None:
    for env in (ASCII, CP1252):
        out = raw("figures", "--width", "80", env=env)
        assert b"\n-----" in out or b"-+-" in out
        assert b"?????" not in out


def test_as_many_rows_in_every_encoding() -> None:
    for env in (ASCII, CP1252):
        for args in (["figures"], ["sources", "-f", "csv"], ["groups", "-f", "jsonl"]):
            assert raw(*args, env=env).count(b"\n") == run_program(*args).out.count("\n")


def test_csv_in_ascii_has_the_cells_of_csv_less_the_accents() -> None:
    plain = list(csv.reader(io.StringIO(raw("figures", "-f", "csv", env=ASCII).decode("ascii"))))
    whole = list(csv.reader(io.StringIO(run_program("figures", "-f", "csv").out)))
    assert plain != whole
    bare = [["".join(c for c in unicodedata.normalize("NFKD", cell) if c.isascii()) for cell in row] for row in whole]
    assert plain == bare


@pytest.mark.parametrize("args", [["show", "treviño morales"], ["figures", "--group", "ñandú"], ["search", "ñañ"]])
@pytest.mark.parametrize("env", [ASCII, CP1252])
def test_a_message_with_accents_is_no_fault_of_its_own(args: list[str], env: dict[str, str]) -> None:
    done = subprocess.run([PROGRAM, *args], capture_output=True, env=environment(env), timeout=60, check=False)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(b"cartels: ")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["treviño morales, óscar", "el señor de los cielos", "Óscar Omar Treviño"])
def test_names_are_found_composed_and_decomposed(cartels: Run, text: str) -> None:
    """A Mac's file names, and what is pasted from them, have their accents written apart."""
    for args in (["show"], ["search"], ["timeline", "--figure"]):
        composed = cartels(*args, unicodedata.normalize("NFC", text), "--json")
        assert cartels(*args, unicodedata.normalize("NFD", text), "--json").out == composed.out


def test_a_file_with_decomposed_names_answers_like_any_other(cartels: Run, bundled_text: str) -> None:
    """And its columns stay aligned: an accent that is written apart takes no room."""
    text = unicodedata.normalize("NFD", bundled_text)
    assert text != bundled_text
    for args in (["show", "treviño morales omar"], ["figures", "--group", "juárez"], ["search", "fiscalía"]):
        out = cartels(*args, "--facts", "-", stdin=text).out
        assert unicodedata.normalize("NFC", out) == cartels(*args).out


def test_a_name_typed_under_the_c_locale_is_found() -> None:
    env = {key: value for key, value in environment({"LC_ALL": "C"}).items() if key != "PYTHONUTF8"}
    name = os.fsencode("el señor de los cielos")
    done = subprocess.run([PROGRAM, "show", name, "--json"], capture_output=True, env=env, timeout=60, check=True)
    assert json.loads(done.stdout)["id"] == "amado-carrillo-fuentes"
