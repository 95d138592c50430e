"""Find an entry by what people call it.

Names are compared *folded*: blind to case, accents, punctuation and spacing, so that `z40`, `Z-40` and `Z 40` are one,
and `trevino` is part of `Treviño`.
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from cartels.errors import NoMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal

    How = Literal["id", "name", "alias", "spelling"]

#: A name longer than this is met by nothing, so no near misses are sought for it: that would take minutes.
LONGEST_TYPO = 80
#: So many candidates are listed; a shorter name than that helps nobody.
MOST_CANDIDATES = 20


class Name(NamedTuple):
    """One thing that an entry is called, and how: by its `id`, `name`, an `alias` or a `spelling`."""

    text: str
    how: How
    entry: str
    label: str  # the entry's own name


def fold(text: str) -> str:
    """Letters and digits alone, without case or accents: `fold("Z-40") == "z40"`, `fold("El Señor") == "elsenor"`."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def fold_words(text: str) -> list[str]:
    """The words of a text, each folded."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return kept.split()


def names(rows: Iterable[Mapping[str, Any]]) -> Iterator[Name]:
    """All that each row is called: id, name, and what it may have of aliases and spellings."""
    for row in rows:
        entry, label = row["id"], row["name"]
        yield Name(entry, "id", entry, label)
        yield Name(label, "name", entry, label)
        for text in row.get("aliases", ()):
            yield Name(text, "alias", entry, label)
        for text in row.get("spellings", ()):
            yield Name(text, "spelling", entry, label)


#: How well a part of a name answers, the best first: whole words, the beginning of one, any other part. An id or a name
#: counts for more than an alias or a spelling: `juarez` is the Juárez Cartel, and not La Línea, "New Juárez Cartel".
_RANKS = {"id": (2, 3, 6), "name": (2, 3, 6), "alias": (4, 5, 7), "spelling": (4, 5, 7)}
_INSIDE, _WORST = 6, 7


def _rank(name: Name, wanted: str) -> int | None:
    """How well a name answers to folded text: 0 for a whole id, which is one entry's alone; None for not at all."""
    folded = fold(name.text)
    if folded == wanted:
        return 0 if name.how == "id" else 1
    if wanted not in folded:
        return None
    whole, beginning, inside = _RANKS[name.how]
    words = fold_words(name.text)
    ends = list(accumulate(map(len, words)))
    starts = [end - len(word) for word, end in zip(words, ends, strict=True)]
    found = [start for start in starts if folded.startswith(wanted, start)]
    if any(start + len(wanted) in ends for start in found):
        return whole
    return beginning if found else inside


def matches(known: Sequence[Name], text: str) -> list[Name]:
    """The best matches for a text, one for each entry; empty when nothing answers to it.

    Where no name holds the text, one answers that has each of its words, in any order.
    """
    wanted = fold(text)
    if not wanted:
        return []
    best: dict[str, Name] = {}
    rank = _WORST
    for name in known:
        found = _rank(name, wanted)
        if found is None or found > rank:
            continue
        if found < rank:
            rank, best = found, {}
        best.setdefault(name.entry, name)
    return list(best.values()) or _in_other_order(known, text)


def _in_other_order(known: Iterable[Name], text: str) -> list[Name]:
    """One match for each entry with a name in which each word of the text begins a word of its own, in whatever order;
    those without a further word before all others: `miguel trevino`, `carrillo fuentes vicente`.
    """
    wanted = sorted(fold_words(text), key=len, reverse=True)
    if len(wanted) < 2 or len(text) > LONGEST_TYPO:
        return []
    whole: dict[str, Name] = {}
    part: dict[str, Name] = {}
    for name in known:
        rest = fold_words(name.text)
        for want in wanted:
            word = next((word for word in rest if word.startswith(want)), None)
            if word is None:
                break
            rest.remove(word)
        else:
            (part if rest else whole).setdefault(name.entry, name)
    return list((whole or part).values())


def beginnings(known: Sequence[Name], text: str) -> list[Name]:
    """What someone who is still typing may mean: for each entry the best of its names that the text is, or begins, a
    word of, in the order of the entries; where there is none, the one entry that has the text inside a word.
    """
    wanted = fold(text)
    if text and not wanted:
        return []
    found: dict[str, tuple[int, Name]] = {}
    for name in known:
        rank = _rank(name, wanted) if wanted else 0
        if rank is not None and (name.entry not in found or rank < found[name.entry][0]):
            found[name.entry] = rank, name
    begun = [name for rank, name in found.values() if rank < _INSIDE]
    if begun or len(found) > 1:
        return begun
    return matches(known, text)


def find(
    known: Sequence[Name],
    text: str,
    what: str = "person, group or event",
    otherwise: str = "`cartels figures` and `cartels groups` list the names",
) -> Name:
    """The one entry that a text names.

    Raises NoMatch when it is none or several, with the candidates, or the nearest names, or `otherwise`: what to do.
    """
    found = matches(known, text)
    if len(found) == 1:
        return found[0]
    if found:
        listed = [
            f"{name.entry}  {name.label}" + (f" ({name.how} {name.text})" if name.how in ("alias", "spelling") else "")
            for name in found
        ]
        if len(listed) > MOST_CANDIDATES:
            listed[MOST_CANDIDATES:] = [f"and {len(listed) - MOST_CANDIDATES} more"]
        raise NoMatch(f"{text!r} names {len(found)} entries: say which one", tuple(listed))
    near = nearest((name.text for name in known), text)
    hint = f"did you mean {' or '.join(near)}?" if near else otherwise
    raise NoMatch(f"no {what} is called {text!r}: {hint}")


def nearest(known: Iterable[str], text: str, most: int = 3) -> list[str]:
    """The known words that a mistyped text may have meant, the likeliest first."""
    if len(text) > LONGEST_TYPO:
        return []
    import difflib

    by_folded: dict[str, str] = {}
    for word in known:
        by_folded.setdefault(fold(word), word)
        for part in fold_words(word):
            if len(part) > 3:
                by_folded.setdefault(part, word)
    found = difflib.get_close_matches(fold(text), by_folded, n=most * 2, cutoff=0.7)
    return list(dict.fromkeys(by_folded[word] for word in found))[:most]
