"""Names are found as people write them."""

import json
import unicodedata
from collections.abc import Callable

import pytest
from conftest import ENTRIES, read_json, run
from hostile import minimal
from hypothesis import given, settings
from hypothesis import strategies as st

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
    rest = {"kind": "relative", "statements": []}
    return minimal(figures=[{"id": f"p{number}", "name": name, **rest} for number, name in enumerate(names)])


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
    assert (result.status, len(lines), lines[-1]) == (1, 22, "  and 5 more")


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
