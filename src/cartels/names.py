"""Find an entry by what people call it.

Names are compared *folded*: ignoring case, accents, punctuation and spacing, so that `z40`, `Z-40` and `Z 40` are the
same, and `trevino` is part of `Treviño`.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from cartels.errors import Ambiguous, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal

    How = Literal["id", "name", "alias", "spelling", "seat"]

#: For a longer text no similar names are looked for: that would take minutes.
MAX_TYPO = 80
#: At most so many candidates are listed.
MAX_CANDIDATES = 20


class Name(NamedTuple):
    """One of the names of an entry, and which: its `id`, `name`, an `alias` or a `spelling`."""

    text: str
    how: How
    entry: str
    label: str  # the entry's own name


def fold(text: str) -> str:
    """Return only letters and digits, without case or accents: `fold("Z-40") == "z40"`."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(filter(str.isalnum, _decomposed(text)))


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
        entry, label = row["id"], row["name"]
        yield Name(entry, "id", entry, label)
        yield Name(label, "name", entry, label)
        for text in row.get("aliases", ()):
            yield Name(text, "alias", entry, label)
        for text in row.get("spellings", ()):
            yield Name(text, "spelling", entry, label)


class Rank(IntEnum):
    """How well a name matches, the best first. A whole id belongs to one entry alone.

    An id or a name counts for more than an alias or a spelling: `juarez` is the Juárez Cartel, and not La Línea, which
    is also called "New Juárez Cartel".
    """

    WHOLE_ID = 0
    WHOLE = 1
    NAME_WORDS = 2
    NAME_START = 3
    ALIAS_WORDS = 4
    ALIAS_START = 5
    IN_NAME = 6
    IN_ALIAS = 7


_NAME_RANKS = (Rank.NAME_WORDS, Rank.NAME_START, Rank.IN_NAME)
_ALIAS_RANKS = (Rank.ALIAS_WORDS, Rank.ALIAS_START, Rank.IN_ALIAS)


def _rank(name: Name, query: str) -> Rank | None:
    """Return how well a name matches folded text: None where it does not."""
    folded = fold(name.text)
    if folded == query:
        return Rank.WHOLE_ID if name.how == "id" else Rank.WHOLE
    if query not in folded:
        return None
    words_rank, start_rank, inside_rank = _NAME_RANKS if name.how in ("id", "name") else _ALIAS_RANKS
    words = fold_words(name.text)
    ends = list(accumulate(map(len, words)))
    starts = [end - len(word) for word, end in zip(words, ends, strict=True)]
    found = [start for start in starts if folded.startswith(query, start)]
    if any(start + len(query) in ends for start in found):
        return words_rank
    return start_rank if found else inside_rank


def matches(known: Sequence[Name], text: str) -> list[Name]:
    """Return the best matches for a text, one for each entry.

    Where no name holds the text, names match that have each of its words, in any order.
    """
    query = fold(text)
    if not query:
        return []
    ranked = [(rank, name) for name in known if (rank := _rank(name, query)) is not None]
    best = min((rank for rank, _ in ranked), default=None)
    found: dict[str, Name] = {}
    for rank, name in ranked:
        if rank == best:
            found.setdefault(name.entry, name)
    return list(found.values()) or _in_any_order(known, text)


def _in_any_order(known: Iterable[Name], text: str) -> list[Name]:
    """Return one match for each entry with a name of which each word of the text begins a different word.

    Names without a further word come before all others: `miguel trevino`, `carrillo fuentes vicente`.
    """
    query = sorted(fold_words(text), key=len, reverse=True)
    if len(query) < 2 or len(text) > MAX_TYPO:
        return []
    whole: dict[str, Name] = {}
    part: dict[str, Name] = {}
    for name in known:
        rest = fold_words(name.text)
        for want in query:
            word = next((word for word in rest if word.startswith(want)), None)
            if word is None:
                break
            rest.remove(word)
        else:
            (part if rest else whole).setdefault(name.entry, name)
    return list((whole or part).values())


def find(
    known: Sequence[Name],
    text: str,
    what: str = "person, group or event",
    otherwise: str = "",
    mentions: Callable[[], str] = str,
) -> Name:
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
    hint = mentions()
    if not hint and (near := similar((name.text for name in known), text)):
        hint = f"did you mean {' or '.join(near)}?"
    raise NotFound(f"no {what} named {text!r}: {hint or otherwise}")


def limited(lines: list[str], limit: int) -> tuple[str, ...]:
    """Return at most so many lines, and how many there are besides."""
    return tuple(lines if len(lines) <= limit else [*lines[:limit], f"and {len(lines) - limit} more"])


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in ("el", "la", "los", "las", "the") else words


def similar(known: Iterable[str], text: str, limit: int = 3) -> list[str]:
    """Return the known words, or names with a word, that a text may be a mistyped form of, the likeliest first.

    Only what begins alike and differs in about one letter of seven counts, without an article before it: a name may be
    that of a living person. One word of a name has to be still more alike. None is returned whose meaning is the
    opposite: it has a `not` that the text has not, or the other way round.
    """
    typed = _without_article(fold_words(text))
    query, negated = "".join(typed), "not" in typed
    if not query or len(text) > MAX_TYPO:
        return []
    import difflib

    by_folded: dict[str, str] = {}
    whole: set[str] = set()
    for word in known:
        words = _without_article(fold_words(word)) if len(word) <= MAX_TYPO else []
        if ("not" in words) == negated:
            whole.add("".join(words))
            for part in ("".join(words), *(part for part in words if len(part) > 4)):
                if part[:1] == query[0] and abs(len(part) - len(query)) < 4:
                    by_folded.setdefault(part, word)
    found = difflib.get_close_matches(query, by_folded, n=limit * 2, cutoff=0.84)
    alike = [part for part in found if part in whole or difflib.SequenceMatcher(None, query, part).ratio() > 0.9]
    return list(dict.fromkeys(by_folded[part] for part in alike))[:limit]
