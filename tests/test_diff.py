"""`cartels diff`: the statements in which two fact files differ, each in one row."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import hostile
import pytest
import strategies
from conftest import DATA, FACTS, Golden, printed, read_json, refused, run
from hypothesis import given, settings
from hypothesis import strategies as st

from cartels.facts.load import index
from cartels.views.diff import diff

#: Two whole fact files are long: if a test fails, the values in it say enough.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

TABLES = ("figures", "groups", "events")
Counted = Counter[tuple[str, str]]


def content(id: str, statement: Any) -> tuple[str, str]:
    """Return a statement of an entry as something to count; the order of its sources does not matter."""
    return id, json.dumps({**statement, "sources": sorted(statement["sources"])}, sort_keys=True)


def statements(data: Any) -> Counted:
    """Return the statements of a file, counted."""
    return Counter(
        content(entry["id"], said) for table in TABLES for entry in data[table] for said in entry["statements"]
    )


def sides(rows: list[Any]) -> tuple[Counted, Counted]:
    """Return the statements that rows take away, and those that they add."""
    old, new = ([content(row["id"], row[side]) for row in rows if row[side]] for side in ("old", "new"))
    return Counter(old), Counter(new)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a fact file, and a later version of it with statements and entries changed, doubled, added and removed."""
    old = copy.deepcopy(draw(st.one_of(st.just(DATA), strategies.facts())))
    new = copy.deepcopy(old)
    for _ in range(draw(st.integers(0, 6))):
        entries = new[draw(st.sampled_from(TABLES))]
        if not entries:
            continue
        entry = draw(st.sampled_from(entries))
        said = entry["statements"]
        change = draw(st.sampled_from(["remove entry", "add", "remove", "double", "swap", "change", "change", "stage"]))
        if change == "remove entry":
            entries.remove(entry)
        elif change == "add":
            said.append({"topic": "summary", "value": draw(strategies.TEXTS), "standing": "reported", "sources": ["s"]})
        elif not said:
            continue
        elif change == "remove":
            said.remove(draw(st.sampled_from(said)))
        elif change == "double":
            said.append(copy.deepcopy(draw(st.sampled_from(said))))
        elif change == "swap":
            said.reverse()
        elif change == "change":
            one = draw(st.sampled_from(said))
            one[draw(st.sampled_from(["value", "standing", "note", "date", "case", "due"]))] = draw(
                st.sampled_from("ab")
            )
        else:
            for one in said:
                if one["topic"] == "stage":
                    one["stage"] = draw(st.sampled_from(["charged", "convicted", "dismissed"]))
    return (old, new) if draw(st.booleans()) else (new, old)


@settings(deadline=None, max_examples=200)
@given(versions())
def test_what_differs_is_in_one_row_and_the_old_file_with_the_rows_gives_the_new_one(pair: tuple[Any, Any]) -> None:
    """A statement that is the same in both files is in none, wherever it stands there."""
    old, new = pair
    rows: list[Any] = list(diff(index(old), index(new)))
    taken, added = sides(rows)
    assert (taken, added) == (statements(old) - statements(new), statements(new) - statements(old))
    for row in rows:
        assert row["change"] == {(True, True): "changed", (True, False): "removed"}.get(
            (row["old"] is not None, row["new"] is not None), "added"
        )
        if row["change"] == "changed":
            keys = {
                key
                for key in {**row["old"], **row["new"]}
                if key != "sources" and row["old"].get(key) != row["new"].get(key)
            }
            assert set(row["fields"]) - {"sources"} == keys
            assert row["old"]["topic"] == row["new"]["topic"] == row["topic"]
        else:
            assert not row["fields"]


@settings(deadline=None)
@given(versions())
def test_the_rows_of_two_files_mirror_those_of_the_files_exchanged(pair: tuple[Any, Any]) -> None:
    def counted(rows: list[Any], old: str, new: str) -> Counter[str]:
        return Counter(
            json.dumps(
                [row["id"], row["topic"], sorted(row["fields"]), row["moved"], row[old], row[new]], sort_keys=True
            )
            for row in rows
        )

    old, new = map(index, pair)
    assert counted(list(diff(old, new)), "old", "new") == counted(list(diff(new, old)), "new", "old")


@settings(deadline=None)
@given(versions())
def test_stages_that_moved_come_first_and_changes_of_sources_alone_last(pair: tuple[Any, Any]) -> None:
    rows = diff(*map(index, pair))
    moved = [row["moved"] for row in rows]
    assert moved == sorted(moved, reverse=True)
    for row in rows:
        stages = [(row[side] or {}).get("stage") for side in ("old", "new")]
        assert row["moved"] is (None not in stages and stages[0] != stages[1])
    last = [row["fields"] == ["sources"] for row in rows]
    assert last == sorted(last)


# The command


def later(tmp_path: Path, facts_text: str) -> str:
    """Return the path of a later version of the invented facts: a stage moved, and one of each other change."""
    changes = (
        ('value = "Pleaded not guilty in March 2025"\nstage = "pleaded-not-guilty"\ndate = "2025-03-14"',
         'value = "Pleaded guilty in February 2026"\nstage = "pleaded-guilty"\ndate = "2026-02-20"'),
        ('value = "12 years in prison"', 'value = "13 years in prison"'),
        ('case = "MX"\ndate = "2012"', 'date = "2012"'),
        ('note = "the Gazette names the airport"\n', 'note = "the Gazette names two airports"\n'),
        ('topic = "nationality"\nvalue = "Mexican"', 'topic = "birth"\nvalue = "Born in Mexico"'),
        ('sources = ["court-2024-01-11", "gazette-2025-02-11"]', 'sources = ["gazette-2025-02-11", "court-2024-01-11"]'),
        ('sources = ["court-2025-11-20", "gazette-2025-11-21"]', 'sources = ["court-2025-11-20"]'),
    )  # fmt: skip
    for before, after in changes:
        assert facts_text.count(before) == 1
        facts_text = facts_text.replace(before, after)
    path = tmp_path / "later.toml"
    path.write_text(facts_text, "utf-8")
    return str(path)


@pytest.mark.parametrize("format", ["plain", "md", "csv", "json"])
def test_differences_are_printed_as_in_the_golden_files(
    golden: Golden, format: str, tmp_path: Path, facts_text: str
) -> None:
    """What has changed can be seen in every format; the order of sources is no change."""
    out = printed("diff", str(FACTS), later(tmp_path, facts_text), "-f", format)
    golden(f"diff.{'txt' if format == 'plain' else format}", out)


def test_without_a_new_file_it_compares_with_the_facts_in_use(tmp_path: Path, facts_text: str) -> None:
    path = later(tmp_path, facts_text)
    there = read_json("diff", str(FACTS), path)
    assert there == read_json("diff", str(FACTS), "--facts", path)
    assert there == read_json("diff", str(FACTS), env={"CARTELS_FACTS": path})
    assert sides(read_json("diff", path)) == sides(there)[::-1]


def test_exit_code_says_whether_there_are_differences_as_in_git(tmp_path: Path, facts_text: str) -> None:
    """Without the option differences are no failure; a file that cannot be read is one with or without it."""
    path = later(tmp_path, facts_text)
    same = run("diff", str(FACTS), str(FACTS), "--exit-code", "--json")
    assert same == (0, "[]\n", "cartels: no statement differs\n")
    assert run("diff", str(FACTS), path, "--exit-code") == (1, printed("diff", str(FACTS), path), "")
    for options in ((), ("--exit-code",)):
        assert "no such file" in refused("diff", str(tmp_path / "none.toml"), path, *options, status=3)
        assert "no such file" in refused("diff", path, str(tmp_path / "none.toml"), *options, status=3)


def test_a_file_of_version_0_1_is_read(tmp_path: Path, facts_text: str) -> None:
    """It has `as_of`, which is not compared, and an unknown stage with a standing and a source; `check` refuses it."""
    unknown = 'stage = "unknown"\nsources = []'
    said = 'stage = "unknown"\nstanding = "reported"\nsources = ["diario-2025-09-06"]'
    old = facts_text.replace('checked = "2026-03-01"', 'as_of = "2025-12-01"').replace(unknown, said)
    assert said in old
    path = tmp_path / "old.toml"
    path.write_text(old, "utf-8")
    assert run("check", str(path)).status == 3
    [row] = read_json("diff", str(path), str(FACTS))
    assert (row["id"], row["change"], row["moved"]) == ("dario-muestra", "changed", False)
    assert sorted(row["fields"]) == ["sources", "standing"]
    [back] = read_json("diff", str(FACTS), str(path))
    assert (back["old"], back["new"]) == (row["new"], row["old"])


def test_neither_file_has_to_follow_the_rules_of_evidence(tmp_path: Path, facts_text: str) -> None:
    """A draft may cite a source that is not there yet. What has no valid shape is refused with its line."""
    draft = tmp_path / "draft.toml"
    draft.write_text(facts_text.replace('sources = ["court-2025-11-20"]', 'sources = ["not-yet"]'), "utf-8")
    for format in ("table", "plain", "md", "csv", "json"):
        assert "not-yet" in printed("diff", str(FACTS), str(draft), "-f", format)
        assert "not-yet" in printed("diff", str(draft), str(FACTS), "-f", format)
    draft.write_text(facts_text.replace('kind = "victim"', 'kind = "victims"'), "utf-8")
    assert f"{draft}:" in refused("diff", str(FACTS), str(draft), status=3)


@settings(deadline=None, max_examples=20)
@given(strategies.facts())
def test_hostile_files_are_compared_in_every_format(data: Any) -> None:
    """Standard input is one of the two files."""
    text = hostile.toml(data)
    for format in ("json", "csv", "md"):
        assert run("diff", "-", str(FACTS), "-f", format, stdin=text).status == 0
