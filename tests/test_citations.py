"""Citations: what Zotero, pandoc and LaTeX read is what the fact file says of its sources."""

from __future__ import annotations

import json
import re
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import hostile
import pytest
from conftest import peer

from cartels.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Run

    from cartels.facts import Book


def read(cartels: Run, *args: str) -> str:
    """What a run prints, which must have gone well."""
    result = cartels(*args)
    assert (result.status, result.err) == (0, "")
    return result.out


def pandoc(text: str, *args: str) -> str:
    """What pandoc makes of a text; it must have had nothing to complain about."""
    done = subprocess.run([peer("pandoc"), *args], input=text, capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""
    return done.stdout


def titles(book: Book) -> dict[str, str]:
    """The title of each source as a citation has it."""
    return {id: f"[{row['title']}]" if row.get("title_supplied") else row["title"] for id, row in book.sources.items()}


def straight(text: str) -> str:
    """A text with all quotes alike: pandoc sets them as the language has them."""
    return re.sub('[“”‘’"`]', "'", text)


def publisher(item: Any) -> str:
    """Whoever a citation names: an author, a newspaper or a site."""
    authors = [author["literal"] for author in item.get("author", ())]
    return str((authors or [item.get("container-title") or item.get("publisher")])[0])


def published(item: Any) -> str | None:
    """The date of a citation as the fact file writes dates."""
    parts = item["issued"]["date-parts"][0] if "issued" in item else []
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False)) or None


def test_csl_json_says_what_the_file_says(cartels: Run, book: Book) -> None:
    """Each source once, in the file's order: title, publisher, date, address, language, grade and note."""
    items = json.loads(read(cartels, "sources", "--format", "csl-json"))
    assert [item["id"] for item in items] == list(book.sources)
    for item in items:
        row = book.sources[item["id"]]
        assert item["title"] == titles(book)[row["id"]]
        assert publisher(item) == row["publisher"]
        assert published(item) == row.get("published")
        assert (item["URL"], item["language"]) == (row["url"], row["language"])
        assert item["keyword"] == f"{row['grade']} source"
        assert item.get("annote") == row.get("note")
        assert "accessed" not in item


@pytest.mark.parametrize(("format", "reader"), [("csl-json", "csljson"), ("bibtex", "biblatex"), ("bibtex", "bibtex")])
def test_pandoc_reads_the_same(cartels: Run, book: Book, format: str, reader: str) -> None:
    items = json.loads(pandoc(read(cartels, "sources", "--format", format), "-f", reader, "-t", "csljson"))
    assert len(items) == len(book.sources)
    for item in items:
        row = book.sources[item["id"]]
        assert straight(item["title"]) == straight(titles(book)[row["id"]])
        assert straight(publisher(item)) == straight(row["publisher"])
        assert published(item) == row.get("published")
        assert item["URL"] == row["url"]
        assert item["language"][:2] == row["language"]
        assert item["type"] == ("article-newspaper" if row["kind"] == "news" else "webpage")
        assert straight(item.get("annote", "")) == straight(row.get("note", ""))


@pytest.mark.parametrize("format", ["bibtex", "csl-json"])
def test_a_bibliography_by_pandoc_has_every_source(cartels: Run, book: Book, format: str, tmp_path: Any) -> None:
    """As a researcher makes it: one Markdown file that cites, and `pandoc --citeproc`."""
    file = tmp_path / f"sources.{'bib' if format == 'bibtex' else 'json'}"
    file.write_text(read(cartels, "sources", "--format", format), "utf-8")
    document = f"---\nnocite: '@*'\nbibliography: {file}\n---\n"
    text = pandoc(document, "--citeproc", "-f", "markdown", "-t", "plain", "--wrap=none")
    assert len(text.strip().split("\n\n")) == len(book.sources)
    for row in book.sources.values():
        assert row["url"] in text
        assert straight(row["publisher"]).casefold() in straight(text).casefold()
    assert "[Con olor a Ferragamo]" in text


def test_citeproc_py_makes_a_bibliography_of_it(cartels: Run, book: Book) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py's own
        import citeproc  # type: ignore[import-untyped]  # it has no types
        from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]  # it has no types

        items = json.loads(read(cartels, "sources", "--format", "csl-json"))
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = citeproc.CitationStylesBibliography(style, CiteProcJSON(items), citeproc.formatter.plain)
        for id in book.sources:
            bibliography.register(citeproc.Citation([citeproc.CitationItem(id)]))
        entries = [str(entry) for entry in bibliography.bibliography()]
    assert len(entries) == len(book.sources)
    text = "\n".join(entries)
    assert all(row["url"] in text for row in book.sources.values())
    assert "[Con olor a Ferragamo]" in text


def bibtex(text: str) -> Any:
    """The entries that pybtex reads, by id."""
    from pybtex.database import parse_string  # type: ignore[import-untyped]  # it has no types

    return parse_string(text, "bibtex").entries


def test_a_bibtex_parser_reads_the_same(cartels: Run, book: Book) -> None:
    entries = bibtex(read(cartels, "sources", "--format", "bibtex"))
    assert list(entries) == list(book.sources)
    for id, entry in entries.items():
        row = book.sources[id]
        title = entry.fields["title"]
        assert (title[0], title[-1]) == ("{", "}")
        assert re.sub(r"\\([%#&$_])", r"\1", title[1:-1]) == titles(book)[id]
        assert entry.fields["url"] == row["url"]
        assert entry.fields.get("date") == row.get("published")
        assert "urldate" not in entry.fields


@pytest.mark.parametrize("format", ["bibtex", "csl-json"])
def test_what_is_hostile_comes_through_as_text(cartels: Run, tmp_path: Any, format: str) -> None:
    """TeX commands, quotes, control characters: pandoc reads back the very titles, publishers and addresses.

    A brace in BibTeX is LaTeX's `\\textbraceleft`, which pandoc does not know and leaves out.
    """
    file = tmp_path / "facts.toml"
    file.write_text(hostile.facts(), "utf-8")
    text = read(cartels, "--facts", str(file), "sources", "--format", format)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\u2028]", text)
    if format == "bibtex":
        assert len(bibtex(text)) == len(hostile.TEXTS)
        fields = [line for line in text.split("\n") if line.startswith("  ") and " url = " not in line]
        assert not re.search(r"(?<!\\)[%#&$_~^]", "".join(fields))  # TeX would act on them, where pandoc does not
    items = json.loads(text if format == "csl-json" else pandoc(text, "-f", "biblatex", "-t", "csljson"))
    assert len(items) == len(hostile.TEXTS)
    for number, (item, held) in enumerate(zip(items, hostile.TEXTS, strict=True)):
        expected = held if format == "csl-json" else re.sub("[{}]", "", harmless(held))
        for found in (item["title"], publisher(item), item["annote"]):
            assert straight(found).split() == straight(expected).split()
        address = f"https://example.org/{number}/{{a}}\\b%20c&d=_#~\u202e"
        if format == "bibtex":
            address = address.replace("{a}\\", "%7Ba%7D%5C").replace("\u202e", "%E2%80%AE")
        assert item["URL"] == address


def ids(cartels: Run, *args: str) -> list[str]:
    """The ids of the sources that a run lists."""
    return [row["id"] for row in json.loads(read(cartels, "sources", "--json", *args))]


@pytest.mark.parametrize("name", ["z40", "cjng", "transfer-2025-02-27", "el señor de los cielos"])
def test_cited_by_gives_the_sources_on_the_card(cartels: Run, book: Book, name: str) -> None:
    card = json.loads(read(cartels, "show", name, "--json"))
    rows = [*card["statements"], *card["timeline"], *card["notes"]]
    cited = {source["id"] for row in rows for source in row["sources"]}
    assert ids(cartels, "--cited-by", name) == [id for id in book.sources if id in cited]


def test_cited_by_counts_in_every_format_and_with_the_other_options(cartels: Run) -> None:
    wanted = ids(cartels, "--cited-by", "z40", "--grade", "weak")
    assert wanted
    assert set(wanted) < set(ids(cartels, "--cited-by", "z40"))
    assert set(ids(cartels, "--cited-by", "z40", "--cited-by", "clark")) == {
        *ids(cartels, "--cited-by", "z40"),
        *ids(cartels, "--cited-by", "clark"),
    }
    args = ("sources", "--cited-by", "z40", "--grade", "weak")
    assert list(bibtex(read(cartels, *args, "--format", "bibtex"))) == wanted
    assert [item["id"] for item in json.loads(read(cartels, *args, "-f", "csl-json"))] == wanted
    assert read(cartels, *args, "-f", "csv").count("\n") == len(wanted) + 1
    assert list(bibtex(read(cartels, *args, "-f", "bibtex", "--sort", "-id", "--limit", "2"))) == wanted[:-3:-1]


def test_one_source_is_one_citation(cartels: Run) -> None:
    assert list(bibtex(read(cartels, "sources", "doj-2025-02-27", "-f", "bibtex"))) == ["doj-2025-02-27"]
    assert len(json.loads(read(cartels, "sources", "doj-2025-02-27", "-f", "csl-json"))) == 1


@pytest.mark.parametrize(
    ("args", "env", "told"),
    [
        (["figures", "-f", "bibtex"], {}, "'bibtex' is not one of 'table'"),
        (["-f", "bibtex", "figures"], {}, "figures has no format 'bibtex': it has table, plain,"),
        (["show", "z40"], {"CARTELS_FORMAT": "csl-json"}, "show has no format 'csl-json': it has table"),
        (["-f", "mermaid", "sources"], {}, "sources has no format 'mermaid'"),
        (["sources", "-f", "bibtex", "--fields", "id"], {}, "--fields does nothing for bibtex"),
        (["sources", "-f", "csl-json", "--no-headers"], {}, "--no-headers does nothing for csl-json"),
        (["sources", "--cited-by", "nobody"], {}, "--cited-by: no person, group or event is called 'nobody'"),
        (["sources", "--cited-by", "trevino"], {}, "--cited-by: 'trevino' names 2 entries"),
        (["sources", "doj-2025-02-27", "--cited-by", "z40"], {}, "give either an ID or --cited-by"),
    ],
)
def test_what_cannot_be_is_told(cartels: Run, args: Sequence[str], env: dict[str, str], told: str) -> None:
    result = cartels(*args, env=env)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert result.err.startswith("cartels: ")


def test_a_format_from_the_environment_gives_way_to_one_that_is_given(cartels: Run) -> None:
    env = {"CARTELS_FORMAT": "bibtex"}
    assert cartels("sources", "--limit", "1", env=env).out.startswith("@article{")
    assert cartels("figures", "-f", "json", "--limit", "1", env=env).status == 0
    assert cartels("check", env=env).status == 0


@pytest.mark.parametrize("format", ["bibtex", "csl-json"])
def test_twice_gives_the_same_bytes(cartels: Run, format: str) -> None:
    assert len({read(cartels, "sources", "-f", format) for _ in range(2)}) == 1
