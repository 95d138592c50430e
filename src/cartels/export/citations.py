"""Sources as citations: CSL-JSON, and BibTeX as biblatex, pandoc and Zotero read it.

A source that an authority speaks in has the authority as its author; a news item is an article in its newspaper; any
other page is a page of its site. A supplied title stands in square brackets. There is no day of access: the fact file
does not say on which day each page was read, and the day up to which its facts hold is another matter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cartels.harmless import acts, harmless
from cartels.render import json
from cartels.render.layout import title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]


def write(rows: Sequence[Row], format: str, ascii_only: bool = False) -> str:
    """Rows of `cartels sources` as citations, in their order."""
    if format == "csl-json":
        return json.write([_csl(row) for row in rows], ascii_only)
    return "\n".join(map(_bibtex, rows))


# CSL-JSON


def _csl(row: Row) -> dict[str, Any]:
    """A source as citeproc and Zotero take it; it holds what it says exactly, as all JSON here."""
    item: dict[str, Any] = {
        "id": row["id"],
        "type": "article-newspaper" if row["kind"] == "news" else "webpage",
        "title": title(row),
    }
    if row["kind"] == "official":
        item["author"] = [{"literal": row["publisher"]}]
    else:
        item["container-title"] = row["publisher"]
    if row["published"]:
        item["issued"] = {"date-parts": [[int(part) for part in row["published"].split("-")]]}
    item |= {"URL": row["url"], "language": row["language"], "keyword": _keyword(row)}
    if "note" in row:
        item["annote"] = row["note"]
    return item


def _keyword(row: Row) -> str:
    """The grade, as a tag that a library of citations can be searched by."""
    return f"{row['grade']} source"


# BibTeX

#: The names that LaTeX has for languages.
_LANGUAGES = {
    "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch",
    "pt": "portuguese",
}  # fmt: skip

#: What TeX would act on. A brace is never written as `\{`: BibTeX counts braces, escaped or not.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "%#&$_"},
}  # fmt: skip

#: Two of these in a row would be drawn as one: `--` as a dash.
_LIGATURE = re.compile(r"([-<>',])(?=\1)")


def _bibtex(row: Row) -> str:
    """A source as an entry in biblatex's fields: it alone has web pages, newspapers and dates known by the month."""
    # A second pair of braces keeps a style from changing capitals in a title, and an "and" in a name from parting it.
    fields = {"title": f"{{{_escaped(title(row))}}}"}
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
    if "note" in row:
        fields["annotation"] = _escaped(row["note"])
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{'article' if row['kind'] == 'news' else 'online'}{{{row['id']},\n{lines}}}\n"


def _escaped(text: str) -> str:
    """A text that TeX sets as it stands, in UTF-8."""
    return _LIGATURE.sub(r"\1{}", "".join(_TEX.get(letter, letter) for letter in harmless(text)))


def _address(url: str) -> str:
    """A web address, which biblatex takes as it is; what would close the field, or cannot be seen, is percent-encoded,
    which leads to the same page.
    """
    return "".join(
        "".join(f"%{byte:02X}" for byte in letter.encode()) if letter in "{}\\" or acts(letter) else letter
        for letter in url
    )
