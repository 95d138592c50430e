"""Every format of every listing holds the same rows, and every option does what it says in each, or says that it does nothing."""

from __future__ import annotations

import csv
import functools
import io
import json
import subprocess
from typing import TYPE_CHECKING, Any, Literal

import pytest
from conftest import peer, run_program

from cartels import views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import Run

    Reader = Callable[[str, str, Path], list[dict[str, str]]]

LISTINGS = {
    "figures": ["figures"],
    "groups": ["groups"],
    "events": ["event", "--list"],
    "timeline": ["timeline"],
    "sources": ["sources"],
    "search": ["search", "treviño OR fiscalía OR death"],
    "stats": ["stats"],
    "schema": ["schema"],
    "statements": ["show", "z40", "cjng"],
}
ROWS = [name for name in LISTINGS if name != "statements"]
FORMATS = ["table", "plain", "json", "jsonl", "csv", "tsv", "md"]


def flat(row: Mapping[str, Any], field: str) -> str:
    """What the README promises of a cell: lists joined by `; `, and what is tied, told or designated with its standing."""
    value = row.get(field)
    if value is None:
        return ""
    if field == "role":
        return f"{value} ({row['basis']['role']['standing']})"
    if field == "basis":
        return "; ".join(f"{key} {basis['standing']}" for key, basis in value.items())
    if field == "sources":
        return "; ".join(source["id"] for source in value)
    if field in ("groups", "members") and value and "standing" in value[0]:
        return "; ".join(f"{tie['name']} ({tie['standing']})" for tie in value)
    if field == "designations":
        return "; ".join(f"{one['value']} ({one['standing']})" for one in value)
    if field in ("figures", "groups", "members"):
        return "; ".join(one["name"] for one in value)
    if isinstance(value, list):
        return "; ".join(value)
    return json.dumps(value) if isinstance(value, bool | int) else str(value)


@functools.cache
def printed(name: str, format: str) -> str:
    """What a listing prints in a format."""
    return run_program(*LISTINGS[name], "-f", format).out


def expected(name: str) -> list[dict[str, str]]:
    """The rows of the JSON output, flattened."""
    data = json.loads(printed(name, "json"))
    if name == "statements":
        data = [{"id": card["id"], "name": card["name"], **said} for card in data for said in card["statements"]]
    return [{field: flat(row, field) for field in views.FIELDS[name]} for row in data]


def read_by_python(text: str, format: str, _folder: Path) -> list[dict[str, str]]:
    """The rows as Python's csv module reads them; TSV knows no quotes."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if format == "csv" else csv.QUOTE_NONE
    delimiter = "," if format == "csv" else "\t"
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))


def read_by_sqlite(text: str, format: str, folder: Path) -> list[dict[str, str]]:
    """The rows as the sqlite3 shell imports them."""
    file = folder / "rows"
    file.write_text(text, "utf-8")
    mode = [".mode csv"] if format == "csv" else [".mode ascii", '.separator "\\t" "\\n"']
    script = "\n".join([*mode, f".import {file} t", ".mode json", "SELECT * FROM t;"])
    done = subprocess.run([peer("sqlite3")], input=script.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows


def read_by_miller(text: str, format: str, _folder: Path) -> list[dict[str, str]]:
    """The rows as Miller reads them, with numbers left as text."""
    command = [peer("mlr"), "-S", f"--i{format}", "--ojson", "--jvstack", "cat"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return [{key: str(value) for key, value in row.items()} for row in json.loads(done.stdout)]


@pytest.mark.parametrize("read", [read_by_python, read_by_sqlite, read_by_miller])
@pytest.mark.parametrize("format", ["csv", "tsv"])
@pytest.mark.parametrize("name", LISTINGS)
def test_other_programs_read_the_rows_that_json_has(name: str, format: str, read: Reader, tmp_path: Path) -> None:
    assert read(printed(name, format), format, tmp_path) == expected(name)


def test_a_cell_with_commas_quotes_and_line_ends_is_read_back(cartels: Run, bundled_text: str) -> None:
    """By RFC 4180 in CSV. A tab or a line end in a fact file is shown as a mark, so that no cell of TSV is two."""
    awkward = 'a "b", c; d'
    text = bundled_text.replace('name = "Andrew Clark"', f"name = {json.dumps(awkward)}")
    for format in ("csv", "tsv"):
        rows = read_by_python(cartels("figures", "--facts", "-", "-f", format, stdin=text).out, format, None)  # type: ignore[arg-type]  # no folder is needed
        assert awkward in [row["name"] for row in rows]
    text = bundled_text.replace('name = "Andrew Clark"', 'name = "a\\tb\\nc"')
    for format in ("csv", "tsv", "plain", "jsonl"):
        out = cartels("figures", "--facts", "-", "-f", format, stdin=text).out
        assert out.count("\n") == 41 - (format == "jsonl")
        assert ("a\\tb\\nc" if format == "jsonl" else "a␉b␊c") in out


def test_a_spreadsheet_gets_a_mark_crlf_and_no_cell_that_runs(cartels: Run, bundled_text: str) -> None:
    """Only where it is asked for: other programs choke on the mark, and an apostrophe is no part of a name."""
    cells = ["=1+1", "+1", "-1", "@x"]
    for cell in cells:
        text = bundled_text.replace('name = "Andrew Clark"', f'name = "{cell}"')
        args = ("figures", "--facts", "-", "--fields", "name")
        excel = cartels(*args, "--excel", stdin=text).out
        assert excel.startswith("\ufeffname\r\n")
        assert f"\r\n'{cell}\r\n" in excel
        assert excel.count("\n") == excel.count("\r\n") == 41
        plain = cartels(*args, "-f", "csv", stdin=text).out
        assert f"\n{cell}\n" in plain
        assert not set("\ufeff\r") & set(plain)


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("format", FORMATS)
def test_fields_are_printed_in_the_order_asked_for(name: str, format: str) -> None:
    chosen = [views.FIELDS[name][-1], views.FIELDS[name][0]]
    run = run_program(*LISTINGS[name], "-f", format, "--fields", ",".join(chosen), "--limit", "3")
    assert run.status == 0
    first = run.out.split("\n")[0]
    headers = {"members": "people"}
    shown = [headers.get(field, field) for field in chosen]
    if format in ("json", "jsonl"):
        rows = json.loads(run.out) if format == "json" else [json.loads(line) for line in run.out.splitlines()]
        assert [list(row) for row in rows] == [chosen] * 3
    elif format in ("csv", "tsv"):
        assert first.split("," if format == "csv" else "\t") == chosen
    elif format == "md":
        assert first == f"| {' | '.join(shown)} |"
    else:
        assert first.split() == [field.upper() for field in shown]


@pytest.mark.parametrize("name", ROWS)
def test_an_unknown_field_is_answered_with_those_there_are(name: str) -> None:
    for option in ("--fields", "--sort"):
        run = run_program(*LISTINGS[name], option, "xyzzy")
        assert (run.status, run.out) == (2, "")
        assert f"{option}: no field 'xyzzy'" in run.err
        assert ", ".join(views.FIELDS[name]) in run.err
    near = run_program(*LISTINGS[name], "--fields", views.FIELDS[name][0] + "s")
    assert f"did you mean {views.FIELDS[name][0]}?" in near.err


def test_no_field_at_all_is_answered_with_those_there_are(cartels: Run) -> None:
    for fields in ("", "name,,id"):
        run = cartels("figures", f"--fields={fields}")
        assert (run.status, run.out) == (2, "")
        assert ", ".join(views.FIELDS["figures"]) in run.err


@pytest.mark.parametrize("format", FORMATS)
def test_limit_counts_rows_in_every_format(cartels: Run, format: str) -> None:
    args = ("figures", "-f", format, "--fields", "id")
    ids = [row["id"] for row in json.loads(cartels("figures", "--json").out)]
    for limit in (0, 1, 7, 1000):
        out = cartels(*args, "--limit", str(limit)).out
        assert [id for id in ids if id in out] == ids[:limit]
    assert json.loads(cartels("figures", "--limit", "0", "--json").out) == []


@pytest.mark.parametrize("format", ["table", "plain", "csv", "tsv", "md"])
def test_headers_are_left_out_in_every_format_that_has_them(cartels: Run, format: str) -> None:
    args = ("event", "--list", "-f", format)
    whole, bare = cartels(*args).out, cartels(*args, "--no-headers").out
    assert "name" in whole.split("\n")[0].lower()
    assert "name" not in bare.split("\n")[0].lower()
    if format != "md":  # a table of Markdown has a line for them even when it is empty
        assert bare == whole.partition("\n")[2]


def test_headers_are_left_out_of_a_laid_out_table(cartels: Run) -> None:
    args = ("event", "--list", "--width", "100")
    assert "statements" in cartels(*args).out.split("\n")[0]
    assert cartels(*args, "--no-headers").out == "".join(cartels(*args).out.splitlines(keepends=True)[2:])


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["figures", "--json", "--no-headers"], "--no-headers does nothing for json"),
        (["figures", "-f", "jsonl", "--no-headers"], "--no-headers does nothing for jsonl"),
        (["figures", "--json", "--excel"], "--excel does nothing for json"),
        (["figures", "-f", "tsv", "--excel"], "--excel does nothing for tsv"),
        (["figures", "-f", "csv", "--width", "80"], "--width does nothing for csv"),
        (["figures", "-f", "md", "--color", "always"], "--color does nothing for md"),
        (["event", "--limit", "3"], "--limit does nothing for a single entry"),
        (["sources", "doj-2025-02-27", "--sort", "id"], "--sort does nothing for a single entry"),
        (["show", "z40", "--limit", "3"], "No such option"),
        (["--limit", "3", "show", "z40"], "show takes no --limit"),
        (["check", "--json"], "No such option"),
        (["show", "-f", "csv"], "no single table for csv"),
        (["sources", "doj-2025-02-27", "-f", "tsv"], "no single table for tsv"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(cartels: Run, args: list[str], told: str) -> None:
    run = cartels(*args)
    assert (run.status, run.out) == (2, "")
    assert told in run.err


def column(cartels: Run, *args: str) -> list[Any]:
    """The one field that a listing is asked for."""
    return [next(iter(row.values())) for row in json.loads(cartels(*args, "--json").out)]


def test_names_sort_as_spanish_readers_expect(cartels: Run, bundled_text: str) -> None:
    """Accents and case do not count, and ñ comes after n: Óscar stands among the O, Muñoz after Munz."""
    names = column(cartels, "figures", "--sort", "name", "--fields", "name")
    assert [name for name in names if name[0] in "NOÓP"] == [
        "Ned Byrd",
        "Norberto Valencia González",
        "Omar García Harfuch",
        "Óscar Omar Treviño Morales",
        "Pamela Bondi",
    ]
    assert names == column(cartels, "figures", "--sort", "-name", "--fields", "name")[::-1]
    text = bundled_text
    for old, new in (("Andrew Clark", "Muñoz"), ("Ned Byrd", "munz"), ("Kash Patel", "Múñiz"), ("Emil Bove", "MUN Z")):
        assert f'name = "{old}"' in text
        text = text.replace(f'name = "{old}"', f'name = "{new}"')
    for written in (text, text.replace("Muñoz", "Mun\u0303oz").replace("Múñiz", "Mu\u0301n\u0303iz")):
        args = ("figures", "--facts", "-", "--sort", "name", "--fields", "id", "--json")
        order = [row["id"] for row in json.loads(cartels(*args, stdin=written).out)]
        assert [id for id in order if id in ("andrew-clark", "ned-byrd", "kash-patel", "emil-bove")] == [
            "emil-bove",
            "ned-byrd",
            "kash-patel",
            "andrew-clark",
        ]


def test_rows_without_a_value_come_last_whichever_way_they_are_sorted(cartels: Run) -> None:
    for sort in ("stage_date", "-stage_date", "city", "-city"):
        values = column(cartels, "figures", "--sort", sort, "--fields", sort.lstrip("-"))
        known = [value for value in values if value]
        assert values[: len(known)] == known
        assert known == sorted(known, reverse=sort.startswith("-"))
        assert len(known) < len(values)


def test_what_a_table_shows_as_a_number_sorts_by_it(cartels: Run) -> None:
    people = [len(members) for members in column(cartels, "groups", "--sort", "-members", "--fields", "members")]
    assert people == sorted(people, reverse=True)
    cited = column(cartels, "sources", "--sort", "cited", "--fields", "cited")
    assert cited == sorted(cited)


def test_equal_rows_keep_the_order_of_the_file(cartels: Run) -> None:
    ids = column(cartels, "figures", "--fields", "id")
    for sort in ("kind", "-kind"):
        kinds = json.loads(cartels("figures", "--sort", sort, "--fields", "id,kind", "--json").out)
        sent = [row["id"] for row in kinds if row["kind"] == "transferred"]
        assert sent == [id for id in ids if id in sent]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_an_empty_list_and_no_fault(cartels: Run, format: str) -> None:
    run = cartels("figures", "--kind", "victim", "--group", "cjng", "-f", format, "--fields", "id,name")
    assert (run.status, run.err) == (0, "")
    assert run.out.lower().split("\n")[0].split() == {
        "json": ["[]"],
        "jsonl": [],
        "csv": ["id,name"],
        "md": ["|", "id", "|", "name", "|"],
    }.get(format, ["id", "name"])
