"""Texts on which some program would act, a sound fact file that is full of them, and what a terminal would act on."""

import json
import unicodedata
from pathlib import Path
from typing import Any

#: Each has to come through every output as text, and exact where the output is data.
TEXTS = (
    # Terminals: colour, cursor, title, link, clipboard, device control, reports, C1 controls, backspaces, separators.
    "\x1b[31;1mConvicted\x1b[0m",
    "Ana\x1b[2J\x1b[H\x1b[1A\x1b[2Kgone",
    "\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1bPq#0;2;0;0;0#0!100~\x1b\\ \x1b_Gf=24\x1b\\ \x1b^x\x1b\\",
    "\x1b[6n\x1b[c\x1b[?1049h\x1b[?25l\x05\x1b[>q",
    "\x9b31mred \x9d0;owned\x9c \x90q\x9c",
    "innocent\b\b\b\b\b\b\b\bguilty\r\x0b\x0c\x07\x00\x7f",
    "a\x1cb\x1dc\x1ed\x1fe",
    # Eyes: directions, characters that are not seen, heaps of accents, a long word.
    "\u202eytliug\u202c \u2066a\u2069 \u2067b\u2069 \u200e\u200f\u061c",
    "Ana\u200bPrueba\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f\U000e0041\U000e0100\u3164\u2800",
    "\ufeffmark",
    "Z" + "\u0301" * 100,
    "x" * 40,
    # Lines and cells.
    "one\ntwo\tthree\r\nfour\u2028five\u2029six\x85seven",
    " padded ",
    "NULL",
    '"',
    '""',
    ",;",
    "\\",
    # Spreadsheets and databases.
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    '"]; DROP TABLE figures; --',
    "'); DROP TABLE sources;--",
    # Markup and templates.
    "[bold red]convicted[/] [link=https://evil.example]x[/link] [/] :skull: \\[",
    "<b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "{{7*7}} {% x %} {} %s $HOME `id`",
    "' \" ` \\ | * _ # < > & { } ; %",
    "1. one",
    "- two",
    # TeX.
    "100% of #1 for $5, a_b ^c ~d",
    r"\N \l \n \textbf{x} \end{document} \ ",
    "@article{x, title = {y}}",
    "'single' and \"double\" quotes, a--b",
    # Drawings.
    "a --> b ==> c -.- d",
    "{curly} }{ [square] (round)",
    "%%{init: {'theme': 'dark'}}%%",
    "end",
    'click n1 call alert("x")',
    "#quot;x#quot; #35;",
    # Words that could be taken for the program's own.
    "convicted",
    "A (convicted); B (convicted, weak)",
    "value: charged: note",
    "https://example.org/a_b",
    "Ñandú – Trevin\u0303o 漢字 🜏",
)


def name(text: str) -> str:
    """Return a text as a name, by which an entry can be found: one with a letter or a digit."""
    return text if any(map(str.isalnum, text)) else f"{text} x"


def data() -> dict[str, Any]:
    """Return sound facts: for each text a figure `f0`, a group `g0`, a court `c0` and a source `s0`, all made of it.

    Each figure and each group has ties to the next one, and each group is a faction of the next.
    """
    facts: dict[str, Any] = {
        "about": {"title": TEXTS[0], "checked": "2026-01-01"},
        "events": [{"id": "event", "name": TEXTS[0], "date": "0985", "people": len(TEXTS), "statements": []}],
        **{table: [] for table in ("figures", "groups", "courts", "timeline", "notes", "sources")},
    }
    for number, text in enumerate(TEXTS):
        following = (number + 1) % len(TEXTS)
        rest = {"value": text, "standing": "alleged", "sources": [f"s{number}"]}
        facts["events"][0]["statements"].append({"topic": "context", **rest})
        figure = {
            "id": f"f{number}",
            "name": name(text),
            "kind": "relative",
            "aliases": [text],
            "spellings": [text],
            "statements": [
                {"topic": "alias", **rest},
                {"topic": "group", "group": f"g{number}", **rest},
                {"topic": "group", "short": text, **rest},
                {"topic": "charge", "date": "2024-10", "city": text, "locator": text, "note": text, **rest},
                {"topic": "court", "court": f"c{number}", "judge": text, "due": "2026-02", **rest},
                {"topic": "sanction", **rest, "standing": "official", "sources": [f"s{number}", f"s{following}"]},
                {"topic": "relation", "figure": f"f{following}", "relation": text, **rest},
            ],
        }
        if number % 3 == 0:
            figure["kind"] = "transferred"
            figure["statements"] += [  # type: ignore[operator]
                {"topic": "stage", "stage": "unknown", "value": text, "sources": []},
                {"topic": "custody", "event": "event", **rest},
                {"topic": "dispute", "label": text, **rest},
            ]
        facts["figures"].append(figure)
        facts["groups"].append(
            {
                "id": f"g{number}",
                "name": name(text),
                "short": text,
                "statements": [
                    {"topic": "designation", "listed": "fto", **rest},
                    {"topic": "link", "group": f"g{following}", **rest},
                    {"topic": "status", "group": f"g{following}", "relation": "faction", **rest},
                ],
            }
        )
        facts["courts"].append({"id": f"c{number}", "name": name(text), "short": text[:11], "seat": [text]})
        named = {
            "figures": [f"f{number}", f"f{following}", f"f{number}"],
            "groups": [f"g{number}"],
            "sources": [f"s{number}"],
        }
        facts["timeline"].append({"date": "2024", "text": text, "event": "event", "standing": "alleged", **named})
        facts["notes"].append({"topic": text, "text": text, "events": ["event"], **named})
        facts["sources"].append(
            {
                "id": f"s{number}",
                "publisher": text,
                "title": text,
                "title_supplied": number == 0,
                "copy": number == 1,
                "url": f"https://example.org/{number}/{{a}}\\b%20c&d=_#~\u202e\"];--'<script>",
                "published": "0985-01-02",
                "language": text,
                "kind": ("news", "official", "reference")[number % 3],
                "grade": ("weak", "official", "established")[number % 3],
                "note": text,
            }
        )
    return facts


def facts() -> str:
    """Return the fact file of `data`, as TOML."""
    return toml(data())


def write(folder: Path) -> str:
    """Write the fact file of `data` to a folder, and return its path."""
    path = folder / "hostile.toml"
    path.write_text(facts(), "utf-8", newline="")
    return str(path)


def toml(data: dict[str, Any]) -> str:
    """Return data as TOML: each key and each header of its tables on a line of its own, and all keys in quotes."""
    plain = {key: value for key, value in data.items() if not isinstance(value, dict) and not _is_rows(value)}
    lines = [f"{quoted(key)} = {_value(value)}" for key, value in plain.items()]
    for table, rows in data.items():
        if table in plain:
            continue
        for row in [rows] if isinstance(rows, dict) else rows:
            lines.append(f"[{quoted(table)}]" if isinstance(rows, dict) else f"[[{quoted(table)}]]")
            statements = row["statements"] if _is_rows(row.get("statements")) else []
            lines += [f"{quoted(key)} = {_value(value)}" for key, value in row.items() if value is not statements]
            for statement in statements:
                lines.append(f"[[{quoted(table)}.statements]]")
                lines += [f"{quoted(key)} = {_value(value)}" for key, value in statement.items()]
    return "".join(f"{line}\n" for line in lines)


def quoted(text: str) -> str:
    """Return a text as a TOML string: the escapes of JSON, and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


# What acts

#: Unicode's categories of controls, formats, surrogates, private use, unassigned, and separators of lines.
ACTING_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
#: What Unicode 16 has drawn as nothing (Default_Ignorable_Code_Point, where assigned), and the empty Braille pattern.
UNSEEN = frozenset(
    chr(code)
    for code in (
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
        *(*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0x2800, 0x3164, 0xFEFF, 0xFFA0),
        *(*range(0xFE00, 0xFE10), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B)),
        *(0xE0001, *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)),
    )
)


def acting(text: str) -> set[str]:
    """Return the characters of an output that could act on a terminal, or are not seen, apart from line ends."""
    letters = set(text) - {"\n"}
    return {letter for letter in letters if letter in UNSEEN or unicodedata.category(letter) in ACTING_CATEGORIES}
