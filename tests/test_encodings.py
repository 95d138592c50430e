"""Output encodings: names stay readable in ASCII and Windows-1252, data stays exact, and nothing fails."""

import json
import unicodedata

import pytest
from conftest import read_json, run, run_program

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": ""}
CALLS = ["show carla", "show carla -f csv", "groups -f md", "graph"]


def written(*args: str | bytes, encoding: str, stdin: str = "") -> str:
    """Return what the program prints as a process, since the encoding belongs to its streams."""
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    result = run_program(*args, stdin=stdin, env=env, encoding=encoding)
    assert result.status == 0
    return result.out


@pytest.mark.parametrize("call", ["show carla", "figures --width 80", "sources -f csv", "search nanez --json"])
def test_the_c_locale_means_utf8(call: str) -> None:
    """As for Python itself, since the C locale does not say what the terminal can show."""
    assert run_program(*call.split(), env=C_LOCALE).out == run(*call.split()).out


@pytest.mark.parametrize("call", CALLS)
def test_ascii_output_has_letters_without_accents(call: str) -> None:
    out, expected = written(*call.split(), encoding="ascii"), run(*call.split()).out
    assert out == expected.translate(str.maketrans("áéíóúüñÑÓ·", "aeiouunNO-"))
    assert out != expected


@pytest.mark.parametrize("call", CALLS)
def test_windows_1252_output_has_the_accents(call: str) -> None:
    """That encoding has every letter of these facts."""
    assert written(*call.split(), encoding="cp1252") == run(*call.split()).out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_json_has_the_same_data_in_every_encoding(encoding: str) -> None:
    out = written("show", "carla", "--json", encoding=encoding)
    assert out.isascii()
    assert json.loads(out) == read_json("show", "carla")


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "Lukasz Nanez - 'El' \"?\""), ("cp1252", "Lukasz Ñáñez – ‘El’ “?”")]
)
def test_a_letter_that_an_encoding_lacks_becomes_the_nearest_one(encoding: str, shown: str, facts_text: str) -> None:
    text = facts_text.replace("Carla Modelo Ñáñez", "Łukasz Ñáñez – ‘El’ “李”")
    out = written("figures", "--facts", "-", "--fields", "name", encoding=encoding, stdin=text)
    assert shown in out.splitlines()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("call", ["figures --width 80", "stats --width 60", "graph --width 80"])
def test_a_table_has_lines_and_bars_of_ascii_where_the_encoding_has_no_others(call: str, encoding: str) -> None:
    assert "?" not in written(*call.split(), encoding=encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(("call", "status"), [("show muñoz", 1), ("figures --group ñandú", 2), ("search ñañ", 1)])
def test_a_message_with_accents_does_not_fail(call: str, status: int, encoding: str) -> None:
    result = run_program(*call.split(), env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert result.status == status
    assert result.err.startswith("cartels: ")
    assert "Traceback" not in result.err


def test_a_name_typed_in_the_c_locale_is_found() -> None:
    result = run_program("show", "la güera".encode(), "--json", env=C_LOCALE)
    assert json.loads(result.out)["id"] == "carla-modelo"


@pytest.mark.parametrize(
    "args", [["show", "ñáñez"], ["show", "la güera"], ["search", "óscar"], ["timeline", "--figure", "óscar"]]
)
def test_a_name_is_found_with_accents_composed_or_apart(args: list[str]) -> None:
    """A Mac's file names, and what is pasted from them, have their accents as letters of their own."""
    composed, apart = ([unicodedata.normalize(form, arg) for arg in args] for form in ("NFC", "NFD"))
    assert composed != apart
    assert read_json(*composed) == read_json(*apart)


@pytest.mark.parametrize("call", ["show carla", "figures --group rojo", "figures --width 100", "search condenan"])
def test_a_fact_file_with_accents_apart_gives_the_same_output(call: str, facts_text: str) -> None:
    """The columns stay aligned too: an accent of its own takes no room."""
    out = run(*call.split(), "--facts", "-", stdin=unicodedata.normalize("NFD", facts_text)).out
    assert out != run(*call.split()).out
    assert unicodedata.normalize("NFC", out) == run(*call.split()).out
