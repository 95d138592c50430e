"""Names are found as people write them."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import get_args

import pytest
from conftest import ENTRIES, read_json, refused, run
from hypothesis import given, settings
from hypothesis import strategies as st

from cartels.facts.words import Stage, Standing
from cartels.names import similar

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_every_name_is_found_however_it_is_written() -> None:
    """Case, accents and how they are encoded, punctuation and spaces do not matter."""
    writings: list[Callable[[str], str]] = [
        str.upper,
        lambda text: text.replace(" ", "-"),
        lambda text: f"  {text.replace('-', '. ')}!",
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "".join(filter(str.isascii, unicodedata.normalize("NFD", text))),
    ]
    for entry in ENTRIES:
        for name in (entry["id"], entry["name"], *entry.get("aliases", ()), *entry.get("spellings", ())):
            for write in writings:
                result = run("show", "--json", "--", write(name))
                assert result.status == 0, (write(name), result.err)
                assert json.loads(result.out)["id"] == entry["id"]


@pytest.mark.parametrize(
    ("text", "entry", "how"),
    [
        ("p40", "miguel-prueba", "alias"),
        ("P 40", "miguel-prueba", "alias"),
        ("la guera", "carla-modelo", "alias"),
        ("mike prueba", "miguel-prueba", "spelling"),
        ("Óscar Prueba", "oscar-prueba", "id"),
        ("ejemplo ruiz", "benito-ejemplo", "name"),
        ("cro", "cartel-rojo", "alias"),
        ("rojo", "cartel-rojo", "id"),  # the name of a group counts for more than Los Rojos
        ("red", "cartel-rojo", "spelling"),
        ("ñañez", "carla-modelo", "name"),
        ("muñoz miguel", "miguel-prueba", "name"),  # in another order
        ("prueba osc", "oscar-prueba", "id"),
        ("handover of 3", "handover-2025-09-05", "name"),
    ],
)
def test_what_people_type_finds_whom_they_mean(text: str, entry: str, how: str) -> None:
    card = read_json("show", text)
    assert (card["id"], card["matched"]["how"]) == (entry, how)


def people(*names: str) -> str:
    """Return facts about people of these names, whose ids are p0, p1 and so on."""
    figures = "".join(
        f'[[figures]]\nid = "p{number}"\nname = "{name}"\nkind = "relative"\nstatements = []\n'
        for number, name in enumerate(names)
    )
    event = '[[events]]\nid = "e"\nname = "E"\ndate = "2025"\nstatements = []\n'
    return f'groups = []\ncourts = []\nsources = []\nabout = {{ title = "A", checked = "2026" }}\n{event}{figures}'


@pytest.mark.parametrize(
    ("text", "names", "entry"),
    [
        ("los azules", ("Old Los Azules", "Los Azules"), "p1"),  # a complete name counts for more than a part of one
        ("tren", ("Durán Estrena", "Tren del Norte"), "p1"),  # the beginning of a word for more than its middle
        ("tren", ("Trenado Ruiz", "Tren del Norte"), "p1"),  # a complete word for more than a beginning
        ("stren", ("Durán Estrena", "Tren del Norte"), "p0"),
    ],
)
def test_the_better_match_wins(text: str, names: tuple[str, ...], entry: str) -> None:
    assert read_json("show", text, "--facts", "-", stdin=people(*names))["id"] == entry


def test_at_most_20_candidates_are_listed() -> None:
    result = run("show", "ana", "--facts", "-", stdin=people(*(f"Ana {number}" for number in range(25))))
    lines = result.err.splitlines()
    assert (result.status, len(lines), lines[1], lines[-1]) == (1, 22, "  p0  Ana 0", "  and 5 more")


@pytest.mark.parametrize("mistyped", ["carla modela", "migul prueba", "Oscar Pruebas", "cartel rojoo", "trevinio"])
def test_a_slip_in_a_name_is_suggested_as_the_name(mistyped: str) -> None:
    """One letter in seven may be wrong, and one in ten of a single word of a name."""
    facts = people("Carla Modelo", "Miguel Prueba", "Óscar Prueba", "Cártel Rojo", "José Treviño Ruiz", "Otra Persona")
    message = refused("show", mistyped, "--facts", "-", status=1, stdin=facts)
    assert message.startswith(f"cartels: no person, group or event named '{mistyped}': did you mean ")
    assert not {"Persona", "p5"} & set(re.findall(r"\w+", message.partition("did you mean")[2]))


@pytest.mark.parametrize("other", ["El Chapo", "Leonardo", "Francisca", "Los Zetos", "Lucio", "Maura"])
def test_nobody_is_suggested_for_the_name_of_somebody_else(other: str) -> None:
    """These names are all one letter away, and belong to others. A wrong suggestion is about a living person."""
    named = ("El Chato", "Leobardo Ruiz", "Francisco Ruiz", "Los Zetas", "Lucía", "Mauro")
    hint = "`cartels figures` and `cartels groups` list the names"
    assert refused("show", other, "--facts", "-", status=1, stdin=people(*named)).endswith(f": {hint}\n")


def test_who_is_mentioned_is_not_taken_for_somebody_of_a_similar_name() -> None:
    said = '{ topic = "statement", value = "Named Carlo Modelo in error", standing = "reported", sources = ["s"] }'
    keys = 'publisher = "P", title = "Q", url = "https://example.org", language = "en", kind = "news", grade = "weak"'
    facts = people("Carla Modelo").replace("sources = []", f'sources = [{{ id = "s", {keys} }}]')
    facts = facts.replace('date = "2025"\nstatements = []', f'date = "2025"\nstatements = [{said}]')
    message = refused("show", "Carlo Modelo", "--facts", "-", status=1, stdin=facts)
    assert message.endswith(": 1 statement mentions it: try cartels search 'Carlo Modelo'\n")
    assert "did you mean carla" not in message
    found = read_json("search", "Carlo Modelo", "--facts", "-", stdin=facts)
    assert [row["id"] for row in found] == ["e"]


@settings(deadline=None)
@given(st.sampled_from([word for literal in (Stage, Standing) for word in get_args(literal)]), st.data())
def test_no_suggestion_reverses_a_meaning(word: str, data: st.DataObject) -> None:
    """Whatever part of a word is left out or put before it: `not` is suggested for what has it, and only for that."""
    start = data.draw(st.integers(0, len(word)))
    typed = word[:start] + word[data.draw(st.integers(start, len(word))) :]
    for text in (typed, f"un{word}", f"non-{word}", f"not {word}", word.replace("not-", "")):
        for suggested in similar([*get_args(Stage), *get_args(Standing)], text):
            assert ("not" in suggested.split("-")) is ("not" in re.split("[- ]", text)), text
            assert not text.startswith(("un", "non")) or suggested == "unknown", text


@settings(deadline=None)
@given(TEXT)
def test_any_text_names_one_several_or_nobody_however_it_is_encoded(text: str) -> None:
    composed, decomposed = (run("show", "--json", "--", unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert (composed.status, composed.out) == (decomposed.status, decomposed.out)
    if composed.status == 0:
        assert json.loads(composed.out)["id"]
    else:
        assert composed.status == 1
        assert composed.err.startswith("cartels: ")
