"""Find an entry by what people call it.

Names are compared *folded*: ignoring case, accents, punctuation and spacing, so that `z40`, `Z-40` and `Z 40` are the
same, and `trevino` is part of `Treviño`.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import Any, Literal, NamedTuple

from cartels.errors import Ambiguous, NotFound

How = Literal["id", "name", "alias", "spelling", "seat"]

#: For a longer text no similar names are looked for: that would take minutes.
MAX_TYPO = 80
#: Nor among more names: that would take seconds.
MAX_COMPARED = 100_000
#: The most candidates that are listed.
MAX_CANDIDATES = 20


class Name(NamedTuple):
    """One of the names of an entry, and which: its `id`, `name`, an `alias` or a `spelling`."""

    text: str
    how: How
    entry: str
    label: str  # the entry's own name
    person: bool = False


def fold(text: str) -> str:
    """Return only letters and digits, without case or accents: `fold("Z-40") == "z40"`."""
    return "".join(filter(str.isalnum, text.lower() if text.isascii() else _decomposed(text)))


def _decomposed(text: str) -> str:
    """Return a text in lower case with its accents written apart.

    It is done piece by piece, as Unicode sorts accents that follow one another in quadratic time; their order does not
    matter here.
    """
    pieces = (text[start : start + 256] for start in range(0, len(text), 256))
    return "".join(unicodedata.normalize("NFKD", piece) for piece in pieces).casefold()


def fold_words(text: str) -> list[str]:
    """Return the words of a text, each folded."""
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in _decomposed(text))
    return kept.split()


def all_names(rows: Iterable[Mapping[str, Any]]) -> Iterator[Name]:
    """Yield every name of each row: id, name, and its aliases and spellings where it has any."""
    for row in rows:
        entry, label, person = row["id"], row["name"], "kind" in row
        yield Name(entry, "id", entry, label, person)
        yield Name(label, "name", entry, label, person)
        for text in row.get("aliases", ()):
            yield Name(text, "alias", entry, label, person)
        for text in row.get("spellings", ()):
            yield Name(text, "spelling", entry, label, person)


def matches(known: Sequence[Name], text: str) -> list[Name]:
    """Return the best matches for a text, one for each entry.

    Where no name holds the text, names match that have each of its words, in any order; best are those without others.
    """
    words = fold_words(text)
    query, bare = "".join(words), "".join(_without_article(words))
    found = _best((name, _rank(name, query, bare)) for name in known) if query else []
    if found or len(words) < 2 or len(text) > MAX_TYPO:
        return found
    words.sort(key=len, reverse=True)
    return _best((name, _rank_in_any_order(name, words)) for name in known)


def _best(ranked: Iterable[tuple[Name, int | None]]) -> list[Name]:
    """Return the names of the lowest rank, the first of each entry."""
    found: dict[int, dict[str, Name]] = {}
    for name, rank in ranked:
        if rank is not None:
            found.setdefault(rank, {}).setdefault(name.entry, name)
    return list(found[min(found)].values()) if found else []


def _rank(name: Name, query: str, bare: str) -> int | None:
    """Return how well a name matches folded text, None where it does not. `bare` is the text without an article.

    0: the id. 1: a complete name, but for an article. 2: a part of an id or a name, from the beginning of a word to the
    end of one. 3: a part that ends inside a word; it has at least three letters of its first word, and does not run on
    from a first name: `dea` is not Tren de Aragua, nor `daniela` Daniel Alfredo. 4 and 5: like 2 and 3, of an alias or
    a spelling: `juarez` is the Juárez Cartel, not La Línea, which is also called "New Juárez Cartel".
    """
    folded, size = fold(name.text), len(query)
    if bare not in folded:
        return None
    if folded == query and name.how == "id":
        return 0
    words = fold_words(name.text)
    if "".join(_without_article(words)) == bare:
        return 1
    by_end = dict(zip(accumulate(map(len, words)), words, strict=True))
    ranks = []
    for end, word in by_end.items():
        start = end - len(word)
        if folded.startswith(query, start):
            if start + size in by_end:
                ranks.append(2)
            elif min(len(word), size) > 2 and (start or not name.person or size < len(word)):
                ranks.append(3)
    return min(ranks) + 2 * (name.how not in ("id", "name")) if ranks else None


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in ("el", "la", "los", "las", "the") else words


def _rank_in_any_order(name: Name, query: Sequence[str]) -> int | None:
    """Return the number of words of a name, None unless each word of the query begins a different one."""
    words = fold_words(name.text)
    return int(len(words) > len(query)) if _places(query, words, _begins) else None


def _places(query: Iterable[str], words: Sequence[str], fits: Callable[[str, str], bool]) -> list[int]:
    """Return where each word of a query fits a different one of other words; nothing unless all do."""
    places: list[int] = []
    for typed in query:
        place = next((at for at, word in enumerate(words) if fits(typed, word) and at not in places), None)
        if place is None:
            return []
        places.append(place)
    return places


def _begins(typed: str, word: str) -> bool:
    """Return whether a word is as typed, or begins so with at least three letters."""
    return word == typed or (len(typed) > 2 and word.startswith(typed))


def find(known: Sequence[Name], text: str, what: str, otherwise: str, mentions: Callable[[], str] = str) -> Name:
    """Return the one entry that a text names.

    Raises Ambiguous with the candidates; NotFound with where the text is mentioned, else with names that are really
    similar, else with `otherwise`: what to do. Whoever is mentioned is not taken for someone of a similar name.
    """
    found = matches(known, text)
    if len(found) == 1:
        return found[0]
    if found:
        listed = [
            f"{name.entry}  {name.label}" + (f" ({name.how} {name.text})" if name.how in ("alias", "spelling") else "")
            for name in found
        ]
        raise Ambiguous(f"{text!r} is ambiguous; it matches:", limited(listed, MAX_CANDIDATES))
    hint = mentions() or did_you_mean(_suggestions(known, text), otherwise)
    raise NotFound(f"no {what} named {text!r}: {hint}")


def did_you_mean(near: Sequence[str], otherwise: str) -> str:
    """Return a question with the suggestions, or without any what else to do."""
    return f"did you mean {' or '.join(near)}?" if near else otherwise


def limited(lines: list[str], limit: int) -> tuple[str, ...]:
    """Return at most so many lines, and how many there are besides."""
    return tuple(lines if len(lines) <= limit else [*lines[:limit], f"and {len(lines) - limit} more"])


def _suggestions(known: Sequence[Name], text: str, limit: int = 3) -> list[str]:
    """Return what a text may be a mistyped form of: names, or words that are in names of several entries.

    Each word has to be, to begin or to resemble a different word of a name, which may be that of a living person: one
    word of five letters is not enough, and no word alone is taken for somebody's first name.
    """
    typed = sorted(_without_article(fold_words(text)), key=len, reverse=True)
    if len(text) > MAX_TYPO or len(known) > MAX_COMPARED or sum(map(len, typed)) < 6:
        return []
    people = (name.text.split() for name in known if name.person and len(typed) == 1)
    first = {fold(words[0]) for words in people if len(words) > 1}
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    seen = set()
    for name in known:
        if name.how != "id" and name.entry not in seen and len(name.text) <= MAX_TYPO:
            written = [word.strip("(),'\"") for word in name.text.split()]
            words = [fold(word) for word in written]
            if places := _places(typed, ["" if word in first else word for word in words], _resembles):
                seen.add(name.entry)
                shared = " ".join(written[place] for place in sorted(places))
                found.setdefault(tuple(words[place] for place in places), []).append((name.text, shared))
    return [shared if others else whole for (whole, shared), *others in found.values()][:limit]


def _resembles(typed: str, word: str) -> bool:
    """Return whether a word begins as typed, or differs from it by a slip: two from nine letters on, none below five.

    Letters that are doubled or not are the same: `cannobio` is Canobbio. Another ending in `a` or `o` is no slip but
    another name: `daniela` is not Daniel, nor `rivero` Rivera.
    """
    if len(typed) < 5 or typed[0] != word[:1]:
        return _begins(typed, word)
    if _begins(typed, word) or [letter for letter, _ in groupby(typed)] == [letter for letter, _ in groupby(word)]:
        return True
    size = min(len(typed), len(word))
    stems = {either.removesuffix("a").removesuffix("o") for either in (typed, word)}
    return size > 4 and len(stems) > 1 and _differ_by(1 + (size > 8), typed, word)


def _differ_by(slips: int, one: str, other: str) -> bool:
    """Return whether at most so many slips part two words: a letter changed, missing or added, or two swapped."""
    if one[:1] == other[:1]:
        return not one or _differ_by(slips, one[1:], other[1:])
    rests = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        rests.append((one[2:], other[2:]))
    return slips > 0 and any(_differ_by(slips - 1, *rest) for rest in rests)


def similar(known: Iterable[str], text: str, limit: int = 3) -> list[str]:
    """Return the known words that a text may be a mistyped form of, the likeliest first.

    Only what begins alike and differs in about one letter of seven counts; a part of a word has to be still more alike.
    None is returned whose meaning is the opposite: it has a `not` that the text has not, or the other way round.
    """
    typed = fold_words(text)
    query, negated = "".join(typed), "not" in typed
    if not query or len(text) > MAX_TYPO:
        return []
    import difflib

    by_folded: dict[str, str] = {}
    whole: set[str] = set()
    for word in known:
        words = fold_words(word) if len(word) <= MAX_TYPO else []
        if ("not" in words) == negated:
            whole.add("".join(words))
            for part in ("".join(words), *(part for part in words if len(part) > 4)):
                if part[:1] == query[0] and abs(len(part) - len(query)) < 4:
                    by_folded.setdefault(part, word)
    found = difflib.get_close_matches(query, by_folded, n=limit * 2, cutoff=0.84)
    alike = [part for part in found if part in whole or difflib.SequenceMatcher(None, query, part).ratio() > 0.9]
    return list(dict.fromkeys(by_folded[part] for part in alike))[:limit]
