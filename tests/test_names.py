"""Names are found as people write them."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import get_args
from unittest.mock import patch

import pytest
from conftest import ENTRIES, read_json, refused, run
from hypothesis import given, settings
from hypothesis import strategies as st

from cartels import names
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
        ("tren", ("Trenado Ruiz", "Tren del Norte"), "p1"),  # a complete word for more than a beginning
        ("el leo", ("Leonardo Ruiz", "Leo"), "p1"),  # an article in front does not count
        ("leo", ("Leonardo Ruiz", "El Leo"), "p1"),
        ("el leo ruiz", ("Leo Ruiz", "El Leonés"), "p0"),
        ("ruizdel", ("Ana Ruiz Delgado", "Ruiz"), "p0"),  # of two words the second may be a beginning
        ("jr", ("Durán Jr.", "Jrama"), "p0"),  # two letters are a complete word
        ("ruiz jr", ("Jramo Ruiz", "Jr. del Norte Ruiz"), "p1"),
        ("ruiz leo", ("Leo del Norte Ruiz", "Leo Ruiz"), "p1"),  # in another order, a name without further words
        ("mar maría", ("María Marcos", "Mar Ruiz"), "p0"),  # each word is the beginning of another one
    ],
)
def test_the_better_match_wins(text: str, names: tuple[str, ...], entry: str) -> None:
    assert read_json("show", text, "--facts", "-", stdin=people(*names))["id"] == entry


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("stren", "Durán Estrena"),  # inside a word
        ("osegera", "José Gerardo"),
        ("dea", "Tren de Aragua"),  # two letters of a word and one of the next
        ("daniela", "Daniel Alfredo"),  # a first name that is not his
        ("el rey", "Reyes Ruiz"),
        ("re", "Reyes Ruiz"),
        ("r ruiz", "Reyes Ruiz"),
        ("ruiz ruiz", "Reyes Ruiz"),
    ],
)
def test_nobody_is_found_by_letters_inside_a_name(text: str, name: str) -> None:
    """A part of a name begins with a word, and has three letters or is whole words."""
    assert f"named {text!r}: `cartels" in refused("show", text, "--facts", "-", status=1, stdin=people(name))


def test_a_name_counts_for_more_than_an_alias_and_a_suggestion_has_one_name_of_each() -> None:
    facts = people("New Vásquez", "Ana Lirio").replace('Lirio"', 'Lirio"\naliases = ["Vásquez Lirio", "Vázquez Lirio"]')
    assert read_json("show", "vasquez", "--facts", "-", stdin=facts)["id"] == "p0"
    assert read_json("show", "vazquez", "--facts", "-", stdin=facts)["id"] == "p1"
    message = refused("show", "vaquez lirio", "--facts", "-", status=1, stdin=facts)
    assert message.endswith(": did you mean Vásquez Lirio?\n")


def test_names_that_differ_by_an_article_are_both_listed() -> None:
    for text in ("leo", "El Leo"):
        result = run("show", text, "--facts", "-", stdin=people("El Leo", "Leo"))
        assert (result.status, result.err.splitlines()[1:]) == (1, ["  p0  El Leo", "  p1  Leo"])


COURTS = {
    "dcd": ("District of Columbia", "D.D.C.", "Washington", "Washington, D.C."),
    "wawd": ("Western District of Washington", "W.D. Wash.", "Seattle"),
    "nyed": ("Eastern District of New York", "E.D.N.Y.", "Brooklyn"),
    "nysd": ("Southern District of New York", "S.D.N.Y.", "New York", "White Plains"),
    "txsd": ("Southern District of Texas", "S.D. Tex.", "Houston"),
    "txwd": ("Western District of Texas", "W.D. Tex.", "El Paso"),
    "azd": ("District of Arizona", "D. Ariz.", "Phoenix"),
    "cacd": ("Central District of California", "C.D. Cal.", "Los Angeles"),
    "lasup": ("Superior Court, Los Angeles County", "L.A. Super.", "Los Angeles"),
}


@pytest.mark.parametrize(
    ("text", "courts"),
    [
        ("washington", "dcd"),
        ("Washington, D.C.", "dcd"),
        ("dc", "dcd"),
        ("wash", "wawd"),
        ("western washington", "wawd"),
        ("brooklyn", "nyed"),
        ("E.D.N.Y.", "nyed"),
        ("nyed", "nyed"),
        ("new york", "nyed nysd"),
        ("white plains", "nysd"),
        ("texas", "txsd txwd"),
        ("tex", "txsd txwd"),
        ("arizona", "azd"),
        ("los angeles", "cacd lasup"),
        ("southern district", "nysd txsd"),
    ],
)
def test_a_city_or_a_state_means_all_its_courts(text: str, courts: str) -> None:
    """A complete seat counts for more than a word of the name of a court elsewhere."""
    facts = people(*(f"Ana {id}" for id in COURTS)).replace("courts = []\n", "")
    for number, (id, (name, short, *seat)) in enumerate(COURTS.items()):
        said = f'{{ topic = "court", value = "C", court = "{id}", standing = "reported", sources = ["s"] }}'
        facts = facts.replace(
            f'id = "p{number}"\nname = "Ana {id}"\nkind = "relative"\nstatements = []',
            f'id = "p{number}"\nname = "Ana {id}"\nkind = "relative"\nstatements = [{said}]',
        )
        facts += f'[[courts]]\nid = "{id}"\nname = "{name}"\nshort = "{short}"\nseat = {json.dumps(seat)}\n'
    facts = with_source(facts)
    rows = read_json("figures", "--kind", "all", "--court", text, "--facts", "-", stdin=facts)
    assert sorted(row["court"] for row in rows) == courts.split()


def with_source(facts: str) -> str:
    """Return facts with a source `s`."""
    keys = 'publisher = "P", title = "Q", url = "https://example.org", language = "en", kind = "news", grade = "weak"'
    return facts.replace("sources = []", f'sources = [{{ id = "s", {keys} }}]')


def test_at_most_20_candidates_are_listed() -> None:
    result = run("show", "ana", "--facts", "-", stdin=people(*(f"Ana {number}" for number in range(25))))
    lines = result.err.splitlines()
    assert (result.status, len(lines), lines[1], lines[-1]) == (1, 22, "  p0  Ana 0", "  and 5 more")


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("carla modelu", "Carla Modelo"),  # a letter changed
        ("migul prueba", "Miguel Prueba"),  # missing
        ("Oscar Pruebas", "Óscar Prueba"),  # added
        ("prueba migeul", "Miguel Prueba"),  # two swapped; in another order
        ("cartel rojoo", "Cártel Rojo"),
        ("the cartel roj", "Cártel Rojo"),
        ("trevinio", "José Treviño Ruiz"),
        ("el trevinio", "José Treviño Ruiz"),
        ("sagitaroi", "Sagitario"),  # somebody's only name is no first name
        ("cannobio", "Canobbio"),  # another letter doubled
        ("balbao", "Eva Balboa"),
        ("quintanila", "Ana Quintanilla y Lara"),
        ("qiuntanilal lar", "Ana Quintanilla y Lara"),  # two slips in nine letters or more
        ("gonsalez", "González"),  # what several share is written as it is
        ("gonsalez ruiz", "González Ruiz"),
        ("ruis gonzalez", None),  # four letters have to be right
    ],
)
def test_a_slip_in_a_name_is_suggested_as_the_name(mistyped: str, meant: str | None) -> None:
    """Each word has to be one of a name but for a slip; a name that several have is suggested as it is written."""
    facts = people("Carla Modelo", "Miguel Prueba", "Óscar Prueba", "Cártel Rojo", "José Treviño Ruiz", "Sagitario",
                   "Ana (Canobbio)", "Eva Canobbio", "Eva Balboa", "Ana Quintanilla y Lara", "Ana González Ruiz", "Eva Ruiz González")  # fmt: skip
    message = refused("show", mistyped, "--facts", "-", status=1, stdin=facts)
    hint = f"did you mean {meant}?" if meant else "`cartels figures` and `cartels groups` list the names"
    assert message == f"cartels: no person, group or event named {mistyped!r}: {hint}\n"


@pytest.mark.parametrize(
    "other",
    ["El Chapo", "El Chapoo", "Leonardo", "Francisca", "Francisca Ruiz", "Los Zetos", "Lucio", "Maura", "Castillo",
     "Rivero", "Adalberto Leon", "Josue Leon", "Lean", "Leobardo Pons", "Cuintero", "Caro Leon",
     "x" * 81, "z" * 79 + "y"],
)  # fmt: skip
def test_nobody_is_suggested_for_the_name_of_somebody_else(other: str) -> None:
    """Most of these names are one letter away, and belong to others. A wrong suggestion is about a living person."""
    named = ("El Chato", "Leobardo Ruiz", "Francisco Ruiz", "Los Zetas", "Lucía", "Mauro", "Ana Carrillo", "Ana Rivera",
             "Ana Alberto León", "José León", "Ana Quintero", "Ana Carro León", "x" * 79 + "y", "z" * 80 + "x")  # fmt: skip
    hint = "`cartels figures` and `cartels groups` list the names"
    assert refused("show", other, "--facts", "-", status=1, stdin=people(*named)).endswith(f": {hint}\n")


def test_who_is_mentioned_is_not_taken_for_somebody_of_a_similar_name() -> None:
    said = '{ topic = "statement", value = "Named Carla Modelu in error", standing = "reported", sources = ["s"] }'
    facts = with_source(people("Carla Modelo"))
    facts = facts.replace('date = "2025"\nstatements = []', f'date = "2025"\nstatements = [{said}]')
    message = refused("show", "Carla Modelu", "--facts", "-", status=1, stdin=facts)
    assert message.endswith(": 1 statement mentions it: try cartels search 'Carla Modelu'\n")
    found = read_json("search", "Carla Modelu", "--facts", "-", stdin=facts)
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


def test_among_too_many_names_no_similar_one_is_looked_for() -> None:
    with patch.object(names, "MAX_COMPARED", 3):
        assert "did you mean" not in refused("show", "carla modlo", status=1)
    assert "did you mean Carla Modelo" in refused("show", "carla modlo", status=1)
