"""Full-text search over everything a fact file says, by SQLite's FTS5 in memory.

Accents and case are folded on both sides. AND, OR, NOT and parentheses are FTS5's; every other word is quoted for it.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from cartels import names
from cartels.errors import BadUsage, CartelsError
from cartels.facts.load import FactFile, entries
from cartels.views.parts import first_statement, grade, is_between, sources_out

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from cartels.views import contract

#: The columns of the index, and how much a word found there weighs. `names` are those of an entry, on one of its
#: statements; `about` the topic, and the groups, courts and people that a statement refers to. `context` holds the
#: entry's names beside each of its statements: it helps to find one, and never finds one alone.
_WEIGHTS = {"names": 20, "value": 5, "about": 4, "note": 2, "title": 0.5, "context": 0.1}
_OWN_COLUMNS = " ".join(column for column in _WEIGHTS if column != "context")
#: The weight of statements on other events than the default one.
_OTHER_EVENT_FACTOR = 0.85
#: FTS5 is slow with more words.
MAX_WORDS = 64
#: The most words of the file among which similar ones are looked for.
_MAX_SIMILAR = 20_000

_OPERATORS = ("AND", "OR", "NOT")
_HOW = 'write words, "a phrase", a prefix as in brookl*, AND, OR, NOT and parentheses'
_TOKEN = re.compile(r'"[^"]*"\*?|[()"]|[^\s"()]+')
#: Z-40, E.D.N.Y.: written with marks between, and also searched for without.
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:[-.'’][^\W_]++)+")
#: A word as it is marked; an accent that is written apart is part of it.
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")

#: The topics that say best who somebody is, or what a group is.
_MAIN_TOPICS = ("office", "role", "summary", "base", "status")


class Term(NamedTuple):
    """A word or a phrase; with `prefix` its last word may go on."""

    text: str
    prefix: bool


class Found(NamedTuple):
    """The rows that match, the best first; or none, and in `hint` what to do about it.

    `marks` returns where in a text the terms of the query are.
    """

    rows: list[contract.SearchRow]
    marks: Callable[[str], list[tuple[int, int]]]
    hint: str


def run_query(facts: FactFile, words: Iterable[str], since: str = "", **filters: Collection[str]) -> Found:
    """Return everything that matches all of the words, and each filter that has values: `topic` and `standing`.

    With `since`, only what is dated from then on. Raises BadUsage for a query that cannot be read.
    """
    import sqlite3

    words = list(words)
    match, terms = parse(words)
    index, documents = _index(facts)
    scores = ", ".join(map(str, _WEIGHTS.values()))
    statement = f"SELECT bm25(facts, {scores}), rowid FROM facts WHERE facts MATCH ?"  # the best score is the lowest
    try:
        found = index.execute(statement, (match,)).fetchall()
    except sqlite3.OperationalError:
        raise BadUsage(f"search: cannot read {' '.join(words)!r}: {_HOW}") from None
    ranked = sorted((score * _factor(facts, documents[number]), number) for score, number in found)
    rows: list[Any] = [_row(facts, *documents[number]) for _, number in ranked]
    kept = [
        row
        for row in rows
        if is_between(row["date"] or "", since)
        and all(row[field] in accepted for field, accepted in filters.items() if accepted)
    ]
    hint = "" if kept else "nothing of what matches passes the filters" if rows else _hint(index, terms)
    return Found(kept, partial(marks, terms), hint)


# The query


def parse(words: Iterable[str]) -> tuple[str, list[Term]]:
    """Return the words as FTS5 reads them, all quoted but the operators, and the terms among them. Raises BadUsage."""
    parts: list[str] = []
    terms: list[Term] = []
    for token in (token for word in words for token in _tokens(word)):
        part = token
        if token not in (*_OPERATORS, "(", ")"):
            term = _term(token)
            if not any(map(str.isalnum, term.text)):
                continue
            terms.append(term)
            part = _quoted(term)
        elif token == "NOT" and parts[-1:] == ["AND"]:  # `a AND NOT b` is `a NOT b` to FTS5
            parts.pop()
        if parts and part not in (*_OPERATORS, ")") and parts[-1] not in (*_OPERATORS, "("):
            parts.append("AND")  # FTS5 wants it beside parentheses
        parts.append(part)
    if not terms:
        raise BadUsage(f"search: no letter or digit to search for: {_HOW}")
    count = sum(len(_WORD.findall(term.text)) for term in terms)
    if count > MAX_WORDS:
        raise BadUsage(f"search: {count} words are too many: use at most {MAX_WORDS}")
    return f"({' '.join(parts)}) AND {{{_OWN_COLUMNS}}} : ({' OR '.join(map(_quoted, terms))})", terms


def _tokens(word: str) -> list[str]:
    """Return the terms, operators and parentheses in one argument; one with a space in it is a phrase."""
    if " " in word.strip() and not re.search(r'["()]|\b(AND|OR|NOT)\b', word):
        return [word.strip()]
    return _TOKEN.findall(word)


def _term(token: str) -> Term:
    if token == '"':
        raise BadUsage(f"search: a quotation mark is not closed: {_HOW}")
    stem = token.rstrip("*")
    if "*" in stem.strip('"') and any(map(str.isalnum, stem.partition("*")[2])):
        raise BadUsage(f"search: {token!r}: the * goes at the end of a word, as in brookl*")
    return Term(stem.strip('"').replace("*", " "), stem != token)


def _quoted(term: Term) -> str:
    """Return a term as FTS5 takes it, whatever characters are in it; there is no quote left in any."""
    text = "".join(char if char.isprintable() else " " for char in term.text)
    return f'"{text}"*' if term.prefix else f'"{text}"'


# The index

#: What a row says, where it is in the file: the kind, the entry that it is about, and the statement, row or source.
Document = tuple[str, Any, Any]


def _index(facts: FactFile) -> tuple[sqlite3.Connection, list[Document]]:
    """Return the index, whose row numbers are positions in the list of documents. It holds no text."""
    import sqlite3

    index = sqlite3.connect(":memory:")
    columns = ", ".join(_WEIGHTS)
    try:
        index.execute(
            f"CREATE VIRTUAL TABLE facts USING fts5({columns}, content='', tokenize='unicode61 remove_diacritics 2')"
        )
    except sqlite3.OperationalError:
        raise CartelsError("search: this Python's SQLite has no FTS5: use a Python from python.org or uv") from None
    documents = list(_documents(facts))
    rows = (
        (number, *[_with_compounds(texts[column]) if column in texts else "" for column in _WEIGHTS])
        for number, (_, texts) in enumerate(documents)
    )
    index.executemany(f"INSERT INTO facts (rowid, {columns}) VALUES (?{', ?' * len(_WEIGHTS)})", rows)
    return index, [document for document, _ in documents]


@lru_cache(1_000)  # names of entries, topics, groups and courts come again and again
def _with_compounds(text: str) -> str:
    """Return a text, and again what is written in it with marks between, without them."""
    marked = (word for word in text.split() if not word.isalnum())  # word by word: a third of the time
    return " ".join([text, *(names.fold(found) for word in marked for found in _COMPOUND.findall(word))])


def _documents(facts: FactFile) -> Iterator[tuple[Document, dict[str, str]]]:
    """Yield everything that can be found, with its text for each column; in the order in which equals are listed."""
    for kind, entry in sorted(entries(facts), key=lambda pair: pair[0]):
        yield from _entry_documents(facts, kind, entry)
    for row in facts.data["timeline"]:
        yield ("timeline", None, row), {"value": row["text"], "context": _names_in(facts, row)}
    for note in facts.data["notes"]:
        texts = {"value": note["text"], "about": note["topic"], "context": _names_in(facts, note)}
        yield ("note", None, note), texts
    for source in facts.sources.values():
        texts = {"title": f"{source['title']} {source['publisher']}", "note": source.get("note", "")}
        yield ("source", source, source), texts


def _entry_documents(facts: FactFile, kind: str, entry: Any) -> Iterator[tuple[Document, dict[str, str]]]:
    """Yield the statements of an entry. Its names are in the `names` of its main one."""
    called = " ".join([entry["name"], *entry.get("aliases", ()), *entry.get("spellings", ())])
    statements = entry["statements"] or [{"topic": "", "value": entry["name"], "sources": []}]
    main = first_statement(entry, *_MAIN_TOPICS) or statements[0]
    for statement in statements:
        texts = {"note": statement.get("note", ""), "about": _about(facts, statement), "context": called}
        texts["names" if statement["topic"] == "alias" else "value"] = statement["value"]
        if statement is main:
            texts["names"] = " ".join([entry["name"], *entry.get("spellings", ()), texts.get("names", "")])
        yield (kind, entry, statement), texts


def _factor(facts: FactFile, document: Document) -> float:
    """Return how much a match counts: less where it is about another event than the default one."""
    kind, entry, _ = document
    return _OTHER_EVENT_FACTOR if kind == "event" and entry is not facts.data["events"][0] else 1


def _about(facts: FactFile, statement: Any) -> str:
    """Return the topic of a statement, and the names of what it refers to."""
    words = [statement["topic"], statement.get("relation", ""), statement.get("city", "")]
    if "court" in statement:
        words += [facts.courts[statement["court"]][key] for key in ("short", "name")]
    tables: dict[str, Any] = {"group": facts.groups, "figure": facts.figures}
    words += [table[statement[key]]["name"] for key, table in tables.items() if key in statement]
    return " ".join(words)


def _names_in(facts: FactFile, row: Any) -> str:
    """Return the names of the people and groups that a timeline row or a note is about."""
    figures = (facts.figures[id]["name"] for id in row.get("figures", ()))
    groups = (facts.groups[id]["name"] for id in row.get("groups", ()))
    return " ".join([*figures, *groups])


def _row(facts: FactFile, kind: str, entry: Any, found: Any) -> contract.SearchRow:
    is_source = kind == "source"
    cited = [found["id"]] if is_source else found["sources"]
    row: dict[str, Any] = {
        "kind": kind,
        "id": entry["id"] if entry else None,
        "name": entry["publisher" if is_source else "name"] if entry else None,
        "topic": found.get("topic") or None,
        "value": found["title"] if is_source else found["value"] if "value" in found else found["text"],
        **{key: found.get(key) for key in ("group", "court", "case", "note")},
        "date": found.get("published" if is_source else "date"),
        "standing": found.get("standing"),
        "grade": grade(facts, cited),
        "sources": sources_out(facts, cited),
    }
    return cast("contract.SearchRow", row)


# What was found, and what was not


def marks(terms: Iterable[Term], text: str) -> list[tuple[int, int]]:
    """Return where the terms are in a text, as pairs of start and end; however they are written: z40 is Z-40."""
    words = [(names.fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]
    spans = []
    for term in terms:
        query = names.fold(term.text)
        for first, (_, start, _) in enumerate(words):
            joined = ""
            for last in range(first, len(words)):
                word, _, end = words[last]
                joined += word
                if joined == query or (term.prefix and joined.startswith(query)):
                    spans.append((start, end))
                if not query.startswith(joined):
                    break
    return spans


def _hint(index: sqlite3.Connection, terms: Sequence[Term]) -> str:
    """Return what to try where nothing was found: another word for one that the file does not have, or fewer words."""
    index.execute("CREATE VIRTUAL TABLE words USING fts5vocab(facts, row)")
    known = {word for (word,) in index.execute("SELECT term FROM words")}
    for term in terms:
        folded = names.fold_words(term.text)
        for word in folded:
            is_prefix = term.prefix and word == folded[-1]
            if word not in known and not (is_prefix and any(other.startswith(word) for other in known)):
                alike = sorted(other for other in known if other[0] == word[0] and abs(len(other) - len(word)) < 3)
                near = names.similar(alike[:_MAX_SIMILAR], word)
                hint = names.did_you_mean(near, "try another word, or its beginning with a *")
                return f"nothing in the facts contains {word!r}: {hint}"
    if any(len(names.fold_words(term.text)) > 1 for term in terms):
        return "nothing contains these words in this order: give them one by one, without quotes"
    return "nothing contains all of these words: give fewer, or put OR between them"
