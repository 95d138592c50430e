"""Names are found as people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartels import facts, names, views
from cartels.errors import NoMatch

KNOWN = list(views.entries(facts.load()))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_folding_is_blind_to_case_accents_punctuation_and_spacing() -> None:
    assert names.fold("  Él Señor, de los-Cielos!") == names.fold("EL SENOR DE LOS CIELOS") == "elsenordeloscielos"
    assert names.fold("Z-40") == names.fold("z 40") == "z40"


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(TEXT)
def test_composed_and_decomposed_letters_are_one(text: str) -> None:
    """A name pasted from a file system that decomposes accents is found like any other."""
    assert names.fold(unicodedata.normalize("NFD", text)) == names.fold(unicodedata.normalize("NFC", text))


@given(TEXT)
def test_the_folded_words_make_up_the_folded_text(text: str) -> None:
    assert "".join(names.fold_words(text)) == names.fold(text)


@given(
    st.sampled_from(KNOWN), st.sampled_from([str.upper, str.lower, lambda text: text.replace(" ", "-")]), st.booleans()
)
def test_every_name_is_answered_however_it_is_written(name: names.Name, write: object, decompose: bool) -> None:
    """Whole names win over parts, so each finds its own entry; one that two entries bear finds both."""
    text = write(name.text)  # type: ignore[operator]  # one of the three functions above
    found = names.matches(KNOWN, unicodedata.normalize("NFD", text) if decompose else text)
    assert name.entry in {match.entry for match in found}


@given(TEXT)
def test_any_text_is_found_or_refused(text: str) -> None:
    """There is one entry, or a NoMatch with candidates or advice; nothing else can happen."""
    try:
        found = names.find(KNOWN, text).entry
    except NoMatch as error:
        found = "; ".join(error.more) or str(error).partition(": ")[2]
    assert found


@pytest.mark.parametrize(
    ("text", "entry", "how"),
    [
        ("z40", "miguel-angel-trevino-morales", "alias"),
        ("Z-40", "miguel-angel-trevino-morales", "alias"),
        ("el señor de los cielos", "amado-carrillo-fuentes", "alias"),
        ("lord of the skies", "amado-carrillo-fuentes", "alias"),
        ("camarena", "enrique-camarena", "id"),
        ("cjng", "cjng", "id"),
        ("jalisco", "cjng", "name"),
        ("la kena", "jose-alberto-garcia-vilano", "alias"),
        ("caro quintero", "rafael-caro-quintero", "id"),
        ("Vicente Carrillo", "vicente-carrillo-fuentes", "id"),
        ("juarez", "juarez-cartel", "id"),
        ("la familia", "la-familia-michoacana", "alias"),
        ("Luis Geraldo", "luis-gerardo-mendez-estevane", "spelling"),
    ],
)
def test_what_people_type_finds_whom_they_mean(text: str, entry: str, how: str) -> None:
    found = names.find(KNOWN, text)
    assert (found.entry, found.how) == (entry, how)


def test_a_whole_name_wins_over_a_part_of_another() -> None:
    known = [names.Name("Los Zetas", "name", "zetas", "Los Zetas"), names.Name("Old Los Zetas", "name", "old", "Old")]
    assert names.find(known, "los zetas").entry == "zetas"


def test_the_beginning_of_a_word_wins_over_its_middle() -> None:
    known = [
        names.Name("Tren de Aragua", "name", "tren", "Tren"),
        names.Name("Durán Estrena", "name", "duran", "Durán"),
    ]
    assert names.find(known, "tren").entry == "tren"
    assert names.find(known, "stren").entry == "duran"


def test_a_surname_of_two_names_both_and_asks_which() -> None:
    with pytest.raises(NoMatch) as error:
        names.find(KNOWN, "treviño")
    assert len(error.value.more) == 2
    assert "miguel-angel-trevino-morales" in error.value.more[0]
    assert "omar-trevino-morales" in error.value.more[1]


def test_a_slip_is_answered_with_what_may_have_been_meant() -> None:
    with pytest.raises(NoMatch, match=r"did you mean andrew-clark"):
        names.find(KNOWN, "andrew clarke")


def test_a_name_of_no_letters_is_refused() -> None:
    with pytest.raises(NoMatch):
        names.find(KNOWN, "-- !")
