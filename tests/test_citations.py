"""Citations: what pandoc, LaTeX and Zotero read is what the fact file says of its sources."""

import json
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import hostile
import pytest
from conftest import DATA, Golden, peer, printed, read_json

from cartels.text import printable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of citeproc-py itself
    import citeproc  # type: ignore[import-untyped]  # it has no types
    from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]  # it has no types
    from pybtex.database import parse_string  # type: ignore[import-untyped]  # it has no types

both_formats = pytest.mark.parametrize("format", ["bibtex", "csl-json"])


def cite(format: str, *args: str) -> str:
    """Return the sources as citations in a format."""
    return printed("sources", "--format", format, *args)


def pandoc(text: str, *args: str) -> str:
    """Return what pandoc makes of a text; it must have nothing to complain about."""
    done = subprocess.run([peer("pandoc"), *args], input=text, capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""
    return done.stdout


def core(item: Any) -> tuple[Any, ...]:
    """Return what a CSL item says, whichever field it names the publisher in; pandoc sets quotes of its own."""
    authors = [author["literal"] for author in item.get("author", [])]
    publisher = authors or [item.get("container-title") or item.get("publisher")]
    texts = (re.sub('[“”‘’"`]', "'", text).split() for text in (item["title"], publisher[0], item.get("note", "")))
    return item["id"], *texts, item["URL"], item.get("issued"), item["type"]


@both_formats
def test_citations_are_printed_as_in_the_golden_files(golden: Golden, format: str) -> None:
    """Each source in the file's order; a note says which title was supplied; no day of access, which nobody knows."""
    golden("citations.bib" if format == "bibtex" else "citations.json", cite(format))


@pytest.mark.parametrize("reader", ["biblatex", "bibtex"])
def test_pandoc_reads_the_same_from_bibtex_as_from_csl_json(reader: str) -> None:
    expected = json.loads(cite("csl-json"))
    items = json.loads(pandoc(cite("bibtex"), "-f", reader, "-t", "csljson"))
    assert [core(item) for item in items] == [core(item) for item in expected]
    assert [item["language"][:2] for item in items] == [item["language"] for item in expected]


@both_formats
def test_pandoc_makes_a_bibliography_with_every_source(format: str, tmp_path: Path) -> None:
    """As a researcher makes it: a Markdown file that cites, and `pandoc --citeproc`."""
    path = tmp_path / f"sources.{'bib' if format == 'bibtex' else 'json'}"
    path.write_text(cite(format), "utf-8")
    document = f"---\nnocite: '@*'\nbibliography: {path}\n---\n"
    text = pandoc(document, "--citeproc", "-f", "markdown", "-t", "plain", "--wrap=none")
    assert len(text.strip().split("\n\n")) == 17
    assert all(row["url"] in text for row in DATA["sources"])
    assert "“pilot pleads guilty,”" in text.lower()


def test_citeproc_py_makes_a_bibliography_with_every_source() -> None:
    items = json.loads(cite("csl-json"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of citeproc-py itself
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = citeproc.CitationStylesBibliography(style, CiteProcJSON(items), citeproc.formatter.plain)
        for item in items:
            bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        entries = [str(entry) for entry in bibliography.bibliography()]
    assert len(entries) == 17
    assert all(row["url"] in "\n".join(entries) for row in DATA["sources"])
    assert "“Pilot pleads guilty”, The Sample Gazette" in "\n".join(entries)


def test_a_parser_of_bibtex_reads_every_entry() -> None:
    entries = parse_string(cite("bibtex"), "bibtex").entries
    assert {id: entry.fields["url"] for id, entry in entries.items()} == {
        row["id"]: row["url"] for row in DATA["sources"]
    }


# Hostile texts


def known_of(row: Any) -> str:
    """Return the note of a source, led by what the file says besides it: that a title was supplied, or a copy read."""
    supplied = "title supplied from the address or the subject; " if row["title_supplied"] else ""
    return supplied + ("copy at example.org; " if row["copy"] else "") + str(row["note"])


def test_hostile_texts_are_exact_in_csl_json(tmp_path: Path) -> None:
    out = cite("csl-json", "--facts", hostile.write(tmp_path))
    assert not hostile.acting(out)
    for item, row in zip(json.loads(out), hostile.data()["sources"], strict=True):
        assert (item["title"], item["URL"]) == (row["title"], row["url"])
        assert item["note"] == known_of(row)


def test_hostile_texts_come_through_bibtex_as_text(tmp_path: Path) -> None:
    """Pandoc reads them back, with marks for what acts.

    A brace is LaTeX's `\\textbraceleft`, which pandoc does not know and leaves out.
    """
    out = cite("bibtex", "--facts", hostile.write(tmp_path))
    assert not hostile.acting(out)
    fields = [line for line in out.split("\n") if line.startswith("  ") and not line.startswith("  url = ")]
    assert not re.search(r"(?<!\\)[%#&$_~^]", "".join(fields))  # TeX would act on them, where pandoc does not
    assert len(parse_string(out, "bibtex").entries) == len(hostile.TEXTS)
    items = json.loads(pandoc(out, "-f", "biblatex", "-t", "csljson"))
    for number, (item, text) in enumerate(zip(items, hostile.TEXTS, strict=True)):
        seen = re.sub("[{}]", "", printable(text))
        expected = {
            "id": f"s{number}",
            "title": seen,
            "publisher": seen,
            "note": known_of({"title_supplied": number == 0, "copy": number == 1, "note": seen}),
            "URL": f"https://example.org/{number}/%7Ba%7D%5Cb%20c&d=_#~%E2%80%AE\"];--'<script>",
            "issued": {"date-parts": [[985, 1, 2]]},
            "type": "webpage" if number % 3 else "article-newspaper",
        }
        assert core(item) == core(expected)


# Which sources


@pytest.mark.parametrize("name", ["p-40", "cro", "handover-2025-02-10", "la güera"])
def test_cited_by_gives_the_sources_on_the_card(name: str) -> None:
    card = read_json("show", name)
    rows = [row for key in ("statements", "timeline", "notes") for row in card[key]]
    cited = {source["id"] for row in rows for source in row["sources"]}
    assert [row["id"] for row in read_json("sources", "--cited-by", name)] == sorted(cited)


@both_formats
@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ("--cited-by p-40 --grade weak", "blog-prisoners"),
        ("--cited-by hector --cited-by gabriela", "diario-2025-09-06 gazette-2025-02-11 ministry-2025-02-10"),
        ("--cited-by güera --sort -id --limit 2", "ministry-2025-09-05 gazette-2025-07-01"),
        ("diario-2013-07-16", "diario-2013-07-16"),
        ("gazette-2025-02-11 diario-2013-07-16", "diario-2013-07-16 gazette-2025-02-11"),
    ],
)
def test_citations_are_chosen_like_the_rows_of_the_listing(format: str, options: str, ids: str) -> None:
    out = cite(format, *options.split())
    assert (re.findall(r"(?m)^@\w+\{(.*),", out) or [item["id"] for item in json.loads(out)]) == ids.split()
