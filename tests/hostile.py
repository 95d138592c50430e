"""A sound fact file whose every text is one that some format would act on."""

from __future__ import annotations

import json

TEXTS = (
    '"]; DROP TABLE figures; --',
    "a --> b ==> c -.- d",
    "=cmd|' /C calc'!A0",
    "{curly} }{ [square] (round)",
    "two\nlines, a\ttab and a\rreturn",
    "\x1b[31mred\x07 \x7f \u202eleft \u2028 apart",
    "<b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "100% of #1 for $5, a_b ^c ~d `e`",
    r"\N \l \n \textbf{x} \end{document} \ ",
    "'single' and \"double\" quotes, a--b",
    "1. one",
    "- two",
    "%%{init: {'theme': 'dark'}}%%",
    "end",
    'click n1 call alert("x")',
    "#quot;x#quot; #35;",
    "@article{x, title = {y}}",
    "Ñandú – señor",
)


def quoted(text: str) -> str:
    """A text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def facts() -> str:
    """The fact file: for each text a source, a group and a figure that is tied to the next, to its group and to another."""
    parts = ['[about]\ntitle = "Hostile"\nas_of = "2026-11-24"\n', "courts = []\n"]
    parts[0], parts[1] = parts[1], parts[0]
    parts.append('[[events]]\nid = "event"\nname = "Event"\ndate = "2025"\nstatements = []\n')
    for number, text in enumerate(TEXTS):
        following = (number + 1) % len(TEXTS)
        said = f'value = {quoted(text)}\nstanding = "alleged"\nsources = ["s{number}"]\n'
        parts.append(
            f'[[sources]]\nid = "s{number}"\npublisher = {quoted(text)}\ntitle = {quoted(text)}\n'
            f'url = "https://example.org/{number}/{{a}}\\\\b%20c&d=_#~\\u202e"\nlanguage = {quoted(text)}\n'
            f'kind = "{("news", "official", "reference")[number % 3]}"\ngrade = "established"\nnote = {quoted(text)}\n'
            f'[[groups]]\nid = "g{number}"\nname = {quoted(text)}\n'
            f'[[groups.statements]]\ntopic = "link"\ngroup = "g{following}"\n{said}'
            f'[[groups.statements]]\ntopic = "status"\ngroup = "g{following}"\nrelation = "faction"\n{said}'
            f'[[figures]]\nid = "f{number}"\nname = {quoted(text)}\nkind = "relative"\n'
            f'[[figures.statements]]\ntopic = "group"\ngroup = "g{number}"\n{said}'
            f'[[figures.statements]]\ntopic = "group"\n{said}'
            f'[[figures.statements]]\ntopic = "relation"\nfigure = "f{following}"\nrelation = {quoted(text)}\n{said}'
        )
    return "".join(parts)
