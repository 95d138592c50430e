"""Sources as citations: CSL-JSON, and BibTeX as biblatex, pandoc and Zotero read it.

An official source has the authority as its author; a news item is an article in its newspaper; any other page is a page
of its site. A title that was supplied, or a page read on another host, has a note that says so. There is no day of
access, since the fact file does not say when each page was read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cartels.render import json
from cartels.render.words import copy_at
from cartels.text import is_control, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]


def write(rows: Sequence[Row], format: str, ascii_only: bool = False) -> str:
    """Return rows of `cartels sources` as citations, in their order."""
    if format == "csl-json":
        return json.write([_csl(row) for row in rows], ascii_only)
    return "\n".join(map(_bibtex, rows))


# CSL-JSON


def _csl(row: Row) -> dict[str, Any]:
    """Return a source as citeproc and Zotero take it; exact, as all JSON here."""
    item: dict[str, Any] = {
        "id": row["id"],
        "type": "article-newspaper" if row["kind"] == "news" else "webpage",
        "title": row["title"],
    }
    if row["kind"] == "official":
        item["author"] = [{"literal": row["publisher"]}]
    else:
        item["container-title"] = row["publisher"]
    if row["published"]:
        item["issued"] = {"date-parts": [[int(part) for part in row["published"].split("-")]]}
    item |= {"URL": row["url"], "language": row["language"], "keyword": _keyword(row)}
    if note := _note(row):
        item["note"] = note
    return item


def _note(row: Row) -> str:
    """Return what a reader has to know: a title of our own, a copy elsewhere, and the file's own note."""
    supplied = "title supplied from the address or the subject" if row.get("title_supplied") else ""
    return "; ".join(filter(None, (supplied, copy_at(row), row.get("note", ""))))


def _keyword(row: Row) -> str:
    """Return the grade as a tag, by which a library of citations can be searched."""
    return f"{row['grade']} source"


# BibTeX

#: The names that LaTeX has for languages.
_LANGUAGES = {
    "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch",
    "pt": "portuguese",
}  # fmt: skip

#: What TeX would interpret. A brace is never written as `\{`: BibTeX counts braces, escaped or not.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "%#&$_"},
}  # fmt: skip

#: Two of these in a row would be drawn as one: `--` as a dash.
_LIGATURE = re.compile(r"([-<>',])(?=\1)")


def _bibtex(row: Row) -> str:
    """Return a source as an entry with biblatex's fields: it has web pages, newspapers and dates without a day."""
    # A second pair of braces keeps a style from changing capitals in a title, and an "and" in a name from parting it.
    fields = {"title": f"{{{_escaped(row['title'])}}}"}
    if row["kind"] == "news":
        fields |= {"journaltitle": _escaped(row["publisher"]), "entrysubtype": "newspaper"}
    else:
        fields["author" if row["kind"] == "official" else "organization"] = f"{{{_escaped(row['publisher'])}}}"
    if row["published"]:
        fields["date"] = row["published"]
    fields |= {
        "url": _address(row["url"]),
        "langid": _LANGUAGES.get(row["language"], _escaped(row["language"])),
        "keywords": _keyword(row),
    }
    if note := _note(row):
        fields["note"] = _escaped(note)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{'article' if row['kind'] == 'news' else 'online'}{{{row['id']},\n{lines}}}\n"


def _escaped(text: str) -> str:
    """Return a text that TeX sets as it stands, in UTF-8."""
    return _LIGATURE.sub(r"\1{}", "".join(_TEX.get(char, char) for char in printable(text)))


def _address(url: str) -> str:
    """Return a URL as biblatex takes it: what would close the field, or cannot be seen, is percent-encoded."""
    return "".join(
        "".join(f"%{byte:02X}" for byte in char.encode()) if char in "{}\\" or is_control(char) else char
        for char in url
    )
