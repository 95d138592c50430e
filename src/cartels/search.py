"""Full text over everything a fact file says, by SQLite's FTS5 in memory.

Accents and case are folded on both sides. What was typed never reaches SQLite as syntax: it is read here, by a grammar
of words, "phrases", prefixes*, AND, OR, NOT and parentheses, and handed over with every word in quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cartels import names, views
from cartels.errors import BadUsage, CartelsError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from cartels import contract as out
    from cartels.facts import Book

#: What is searched, and how much a word found there weighs. `names` are what an entry is called, and the title of what
#: it leads with; `about` the topic, and the groups, courts and people that a statement refers to. `context` is what the
#: entry is called, beside each of its statements: it helps to find one, and never finds one alone.
WEIGHTS = {"names": 20, "value": 5, "about": 4, "note": 2, "title": 0.5, "context": 0.1}

#: What is said of another event than the one the file is about counts so much less.
ASIDE = 0.85
#: A search of more words, or of parentheses in parentheses in parentheses, is nobody's question.
MOST_WORDS = 64
DEEPEST = 16
#: Characters that are searched: an index of more takes too long to make.
MOST_TEXT = 30_000_000
#: More rows than these are nobody's answer.
MOST_FOUND = 50_000
#: Among so many words of the file is sought for what a mistyped one may have meant.
MOST_NEAR = 20_000

_OPERATORS = ("AND", "OR", "NOT")
_HOW = 'write words, "a phrase", a beginning as in brookl*, AND, OR, NOT and parentheses'
_SIGNS = re.compile(r'"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<bracket>[()])|(?P<word>[^\s"()]+)|(?P<open>")')
#: Z-40, E.D.N.Y.: written with marks between, and also asked for without.
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:[-.'’][^\W_]++)+")
#: A word as it is marked; an accent that is written apart is part of it.
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")

#: The topics that tell best who somebody is, or what a group is.
_LEADS = ("office", "role", "summary", "base", "status")


class Term(NamedTuple):
    """A word, a phrase, or with `prefix` the beginning of one."""

    text: str
    prefix: bool


class Query(NamedTuple):
    """What was asked for: as FTS5 reads it, and the terms that are to be found."""

    match: str
    terms: Sequence[Term]


class Found(NamedTuple):
    """The rows that match, the best first; or none, and in `hint` what to do about it."""

    rows: list[out.SearchRow]
    query: Query
    hint: str

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Where in a text the words are that were asked for."""
        return marks(self.query.terms, text)


def search(book: Book, words: Iterable[str]) -> Found:
    """Everything that holds all of the words. Raises BadUsage for a query that makes no sense, or says too little."""
    query = parse(words)
    index, documents = _index(book)
    scores = ", ".join(map(str, WEIGHTS.values()))
    [(count,)] = index.execute("SELECT count(*) FROM facts WHERE facts MATCH ?", (query.match,))
    if count > MOST_FOUND:
        raise BadUsage(
            f"search: {count:,} places say that: give more words, or take all there is with `cartels export`"
        )
    order = f"SELECT bm25(facts, {scores}), rowid FROM facts WHERE facts MATCH ?"  # the best score is the lowest
    found = [
        (score * (ASIDE if _aside(book, documents[number]) else 1), number)
        for score, number in index.execute(order, (query.match,))
    ]
    rows = [_row(book, *documents[number]) for _, number in sorted(found)]
    return Found(rows, query, "" if rows else _hint(index, query))


# The query


def parse(words: Iterable[str]) -> Query:
    """What the words ask for: all of them, where they say nothing else. A word with a space in it is a phrase.

    Raises BadUsage, in terms of what was typed, for a query that makes no sense.
    """
    signs = [sign for word in words for sign in _signs(word)]
    terms = [sign for sign in signs if isinstance(sign, Term)]
    if not terms:
        raise BadUsage(f"search: there is no letter or digit to search for: {_HOW}")
    count = sum(len(_WORD.findall(term.text)) for term in terms)
    if count > MOST_WORDS:
        raise BadUsage(f"search: {count} words are too many: give {MOST_WORDS} or fewer")
    return _Parser(signs).query()


def _signs(word: str) -> Iterator[Term | str]:
    """The terms, operators and parentheses in one word of the command line."""
    plain = word.split()
    if len(plain) > 1 and not any(mark in word for mark in '"()') and not set(plain) & set(_OPERATORS):
        yield from _term(" ".join(plain))
        return
    for found in _SIGNS.finditer(word):
        if found["open"]:
            raise BadUsage(f'search: the " before {word[found.end() :]!r} is not closed: {_HOW}')
        if found["bracket"] or found["word"] in _OPERATORS:
            yield found[0]
        elif found["word"]:
            yield from _term(found["word"])
        else:
            yield from _term(found["phrase"].replace("*", " ") + found["star"])


def _term(text: str) -> Iterator[Term]:
    """The term that a word or a phrase is; none where there is nothing in it to search for."""
    stem = text.rstrip("*")
    if "*" in stem and any(map(str.isalnum, stem.partition("*")[2])):
        raise BadUsage(f"search: {text!r}: the * stands at the end of a word, as in brookl*")
    if any(map(str.isalnum, stem)):
        yield Term(stem.replace("*", " "), stem != text)


class _Parser:
    """OR between ANDs between NOTs, as usual; a NOT takes away from what stands before it."""

    def __init__(self, signs: Sequence[Term | str]) -> None:
        self._signs = list(reversed(signs))
        self._depth = 0

    def query(self) -> Query:
        """The whole of it. Its rows hold at least one of the terms in their own words, not in their context alone."""
        match, terms = self._or()
        if self._signs:
            raise BadUsage(f"search: there is a ) without its (: {_HOW}")
        own = " ".join(column for column in WEIGHTS if column != "context")
        return Query(f"({match}) AND {{{own}}} : ({' OR '.join(map(_quoted, terms))})", terms)

    def _next(self) -> Term | str | None:
        return self._signs[-1] if self._signs else None

    def _or(self) -> tuple[str, list[Term]]:
        match, terms = self._and("")
        while self._next() == "OR":
            self._signs.pop()
            other, more = self._and("OR")
            match, terms = f"{match} OR {other}", terms + more
        return match, terms

    def _and(self, after: str) -> tuple[str, list[Term]]:
        match, terms = self._one(after)
        unwanted: list[str] = []
        while (sign := self._next()) not in (None, "OR", ")"):
            if sign == "AND":
                self._signs.pop()
            if self._next() == "NOT":
                self._signs.pop()
                unwanted.append(self._one("NOT")[0])
            else:
                other, more = self._one("AND" if sign == "AND" else "")
                match, terms = f"{match} AND {other}", terms + more
        return f"(({match}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({match})", terms

    def _one(self, after: str) -> tuple[str, list[Term]]:
        """A term, or what stands in parentheses; `after` is the operator before it, if there is one."""
        sign = self._signs.pop() if self._signs else None
        if isinstance(sign, Term):
            return _quoted(sign), [sign]
        if sign == "(":
            self._depth += 1
            if self._depth > DEEPEST:
                raise BadUsage(f"search: parentheses are {self._depth} deep: {DEEPEST} will do")
            match, terms = self._or()
            if self._next() != ")":
                raise BadUsage(f"search: there is a ( without its ): {_HOW}")
            self._signs.pop()
            self._depth -= 1
            return f"({match})", terms
        if sign == "NOT":
            raise BadUsage("search: NOT takes away from what stands before it: write sinaloa NOT chapitos")
        operator = sign if sign in _OPERATORS else after
        if operator:
            raise BadUsage(f"search: {operator} needs a word on both sides; in small letters it is a word itself")
        raise BadUsage(f"search: there is a ) with nothing to close before it: {_HOW}")


def _quoted(term: Term) -> str:
    """A term as FTS5 takes it, whatever characters are in it; there is no quote left in any."""
    text = "".join(letter if letter.isprintable() else " " for letter in term.text)
    return f'"{text}"*' if term.prefix else f'"{text}"'


# The index

#: What a row tells, where it stands in the file: the kind, the entry that it is about, and what is said.
Document = tuple[str, Any, Any]


def _index(book: Book) -> tuple[sqlite3.Connection, list[Document]]:
    """The index, whose row numbers are positions in the list of documents. It holds no text, only where words are."""
    import sqlite3

    index = sqlite3.connect(":memory:")
    columns = ", ".join(WEIGHTS)
    try:
        index.execute(
            f"CREATE VIRTUAL TABLE facts USING fts5({columns}, content='', tokenize='unicode61 remove_diacritics 2')"
        )
    except sqlite3.OperationalError:
        raise CartelsError("search: this Python's SQLite has no FTS5: use a Python from python.org or uv") from None
    documents: list[Document] = []

    def texts() -> Iterator[tuple[int | str, ...]]:
        length = 0
        for document, found in _documents(book):
            length += sum(map(len, found.values()))
            if length > MOST_TEXT:
                raise BadUsage(f"search: the file has more than {MOST_TEXT:,} characters to search: split it")
            yield len(documents), *(_spread(found.get(column, "")) for column in WEIGHTS)
            documents.append(document)

    index.executemany(f"INSERT INTO facts (rowid, {columns}) VALUES (?{', ?' * len(WEIGHTS)})", texts())
    return index, documents


@lru_cache(1_000)  # what an entry is called, and topics, groups and courts, come again and again
def _spread(text: str) -> str:
    """A text, and again what is written in it with marks between, without them."""
    return " ".join([text, *map(names.fold, _COMPOUND.findall(text))])


def _documents(book: Book) -> Iterator[tuple[Document, dict[str, str]]]:
    """Everything that can be found, with its text for each column; in the order in which equals are listed."""
    rows: tuple[tuple[str, Iterable[Any]], ...] = (
        ("event", book.events.values()),
        ("figure", book.figures.values()),
        ("group", book.groups.values()),
    )
    for kind, entries in rows:
        for entry in entries:
            called = " ".join([entry["name"], *entry.get("aliases", ()), *entry.get("spellings", ())])
            statements = entry["statements"] or [{"topic": "", "value": entry["name"], "sources": []}]
            lead = views.foremost(entry, *_LEADS) or statements[0]
            for said in statements:
                texts = {"note": said.get("note", ""), "about": _about(book, said), "context": called}
                texts["names" if said["topic"] == "alias" else "value"] = said["value"]
                if said is lead:
                    texts["names"] = " ".join([entry["name"], *entry.get("spellings", ()), texts.get("names", "")])
                yield (kind, entry, said), texts
    for moment in book.facts.get("timeline", ()):
        yield ("timeline", None, moment), {"value": moment["text"], "context": _named(book, moment)}
    for note in book.facts.get("notes", ()):
        yield ("note", None, note), {"value": note["text"], "about": note["topic"], "context": _named(book, note)}
    for source in book.sources.values():
        texts = {"title": f"{source['title']} {source['publisher']}", "note": source.get("note", "")}
        yield ("source", source, source), texts


def _aside(book: Book, document: Document) -> bool:
    """Whether it is said of another event than the one the file is about."""
    kind, entry, _ = document
    return kind == "event" and entry is not book.facts["events"][0]


def _about(book: Book, said: Any) -> str:
    """The topic of a statement, and what it refers to."""
    court: Any = book.courts[said["court"]] if "court" in said else {}
    tables: tuple[tuple[str, Any], ...] = (("group", book.groups), ("figure", book.figures))
    referred = [table[said[key]]["name"] for key, table in tables if key in said]
    told = (
        said["topic"],
        said.get("relation", ""),
        said.get("city", ""),
        court.get("short", ""),
        court.get("name", ""),
    )
    return " ".join([*told, *referred])


def _named(book: Book, row: Any) -> str:
    """The names of the people and groups that a timeline row or a note is about."""
    figures = (book.figures[id]["name"] for id in row.get("figures", ()))
    groups = (book.groups[id]["name"] for id in row.get("groups", ()))
    return " ".join([*figures, *groups])


def _row(book: Book, kind: str, entry: Any, said: Any) -> out.SearchRow:
    cited = [said["id"]] if kind == "source" else said["sources"]
    written: Any = {
        "kind": kind,
        "id": entry["id"] if entry else None,
        "name": entry["publisher" if kind == "source" else "name"] if entry else None,
        "topic": said.get("topic") or None,
        "value": said["title"] if kind == "source" else said["value"] if "value" in said else said["text"],
        "group": said.get("group"),
        "court": said.get("court"),
        "note": said.get("note"),
        "date": said.get("published" if kind == "source" else "date"),
        "standing": said.get("standing"),
        "grade": views.grade(book, cited),
        "sources": views.sources_of(book, cited),
    }
    return written  # type: ignore[no-any-return]  # the contract test holds every row against its type


# What was found, and what was not


def marks(terms: Iterable[Term], text: str) -> list[tuple[int, int]]:
    """Where the terms stand in a text, as pairs of start and end; however they are written: z40 is Z-40."""
    words = [(names.fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]
    spans = []
    for term in terms:
        wanted = names.fold(term.text)
        for first, (_, start, _) in enumerate(words):
            joined = ""
            for word, _, end in words[first:]:
                joined += word
                if joined == wanted or (term.prefix and joined.startswith(wanted)):
                    spans.append((start, end))
                if not wanted.startswith(joined):
                    break
    return spans


def _hint(index: sqlite3.Connection, query: Query) -> str:
    """What somebody who found nothing may try: another word for the one that the file does not have, or fewer words."""
    index.execute("CREATE VIRTUAL TABLE words USING fts5vocab(facts, row)")
    known = {word for (word,) in index.execute("SELECT term FROM words")}
    for term in query.terms:
        folded = names.fold_words(term.text)
        for word in folded:
            begins = term.prefix and word == folded[-1]
            if word not in known and not (begins and any(other.startswith(word) for other in known)):
                alike = sorted(other for other in known if other[0] == word[0] and abs(len(other) - len(word)) < 3)
                near = names.nearest(alike[:MOST_NEAR], word)
                hint = f"did you mean {' or '.join(near)}?" if near else "try another word, or its beginning with a *"
                return f"nothing in the facts says {word!r}: {hint}"
    if any(len(names.fold_words(term.text)) > 1 for term in query.terms):
        return "nothing says these words in this order: give them one by one, without quotes"
    return "nothing says all of this at once: give fewer words, or put OR between them"
