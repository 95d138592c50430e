"""A terminal emulator judges: of hostile facts, names and files nothing reaches a terminal but text."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hostile
import pyte
import pytest
from conftest import FACTS, Golden, printed, run, run_in_terminal

LINK = re.compile(r"\x1b\]8;(?:id=[0-9]+)?;([^\x1b]*)\x1b\\")
#: The colour of a conviction.
RED = (1, 31)
Colors = set[tuple[int, ...]]


class Judge:
    """What a terminal emulator is asked to do by an output, other than to draw text: `done`, `colors` and `links`."""

    def __init__(self, text: str) -> None:
        self.drawn = ""
        self.done: set[str] = set()
        self.colors: Colors = set()
        self.links = set(LINK.findall(text)) - {""}
        bare = LINK.sub("", text)
        assert "\x1b]" not in bare  # a title, the clipboard or the like; the emulator knows only some of them
        stream = pyte.Stream(self, strict=False)  # type: ignore[arg-type]  # it takes whatever has a screen's methods
        stream.feed(bare.replace("\n", "\r\n"))

    def draw(self, text: str) -> None:
        """Take text."""
        self.drawn += text

    def linefeed(self) -> None:
        """Begin the next line."""
        self.drawn += "\n"

    def carriage_return(self) -> None:
        """Go back to the beginning of the line."""

    def select_graphic_rendition(self, *attributes: int, **_: Any) -> None:
        """Change the colour, or the way in which letters are drawn."""
        self.colors.add(attributes)

    def __getattr__(self, event: str) -> Callable[..., None]:
        """Note anything else that a terminal can be asked to do."""
        if event not in pyte.Stream.events:
            raise AttributeError(event)
        return lambda *_, **__: self.done.add(event)


def screen(call: str, facts: str, width: int = 200) -> str:
    """Return what a command prints in colour, of this width, from a fact file."""
    return printed(*call.split(), "--facts", facts, "--width", str(width), "--color", "always")


def only_text(text: str, colors: Colors | None = None) -> str:
    """Return what is drawn of an output that does nothing but draw text in these colours, and has no links."""
    judge = Judge(text)
    assert (judge.done, judge.links, hostile.acting(judge.drawn)) == (set(), set(), set())
    assert judge.colors <= (colors or set())
    return judge.drawn


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of the hostile facts."""
    return hostile.write(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def ours() -> Colors:
    """Return the colours of the program's own screens."""
    calls = (
        "show",
        "figures",
        "show benito-ejemplo",
        "sources",
        "show dario-muestra",
        "search airport",
        "search pilot",
        "stats",
        "graph",
    )
    return {color for call in calls for color in Judge(screen(call, str(FACTS))).colors}


def test_the_judge_sees_what_an_attack_does() -> None:
    """Otherwise the other tests here could not fail."""
    done = [
        Judge(f"a{attack}b").done for attack in ("\x1b[2J", "\x1b[1A", "\x9b5C", "\b", "\x1b[6n", "\x1bc", "\x07", "\t")
    ]
    assert all(done)
    assert len(set.union(*done)) == len(done)
    assert Judge("\x1b[5;31mred").colors == {(5, 31)}
    assert Judge("\x1b]8;;https://evil.example\x1b\\here").links == {"https://evil.example"}
    with pytest.raises(AssertionError):
        Judge("\x1b]0;title\x07")


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize(
    "call",
    [
        "show", "show f0", "show f1 g5 f9", "figures", "groups", "timeline", "sources", "sources s5", "stats", "graph",
        "search red", "figures --fields id,name,aliases,groups,role",
    ],
)  # fmt: skip
def test_screens_of_hostile_facts_are_text_alone(call: str, width: int, facts: str, ours: Colors) -> None:
    assert only_text(screen(call, facts, width), ours)


@pytest.mark.parametrize("call", ["show", "show f0 f10", "graph"])
def test_a_real_terminal_gets_text_alone(call: str, facts: str, ours: Colors) -> None:
    result = run_in_terminal(*call.split(), "--no-pager", "--facts", facts)
    assert result.status == 0
    assert only_text(result.out, ours)


def test_each_hostile_text_is_seen_with_marks_for_what_would_act(facts: str, ours: Colors) -> None:
    """Control characters as their pictures, others by their code points; nothing is dropped."""
    for number, text in enumerate(hostile.TEXTS):
        drawn = only_text(screen(f"show f{number}", facts), ours)
        for letter in set(text) - {" "}:
            if letter not in hostile.acting(letter) and letter != "\n":
                assert letter in drawn
            elif letter < " " or letter == "\x7f":
                assert ("␡" if letter == "\x7f" else chr(0x2400 + ord(letter))) in drawn
            else:
                assert f"U+{ord(letter):04X}" in drawn


@pytest.mark.parametrize(
    "command",
    ["show", "search", "sources", "figures --group", "figures --fields", "figures --sort", "figures --stage",
     "figures --no-such-option", "timeline --since", "check", "schema"],
)  # fmt: skip
def test_messages_repeat_what_was_typed_as_text_alone(command: str) -> None:
    for text in hostile.TEXTS:
        result = run(*command.split(), text)
        assert result.status in (0, 1, 2, 3)
        only_text(result.err)


@pytest.mark.parametrize("command", ["show dario-muestra", "figures --sort name", "graph"])
def test_a_word_that_no_column_holds_is_broken(command: str, facts_text: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(facts_text.replace("Darío Muestra", "x" * 5000), "utf-8")
    drawn = Judge(screen(command, str(path), 80)).drawn
    assert max(map(len, drawn.split("\n"))) <= 80
    assert drawn.count("x") >= 5000


@pytest.mark.parametrize("words", ["convicted", "A; convicted: B", "A (convicted)", "convicted +1"])
def test_a_group_named_like_a_standing_does_not_get_its_colour(words: str, facts_text: str, tmp_path: Path) -> None:
    """Where groups stand behind their standing: in the list of people, and on a card."""
    path = tmp_path / "facts.toml"
    path.write_text(facts_text.replace("La Empresa Azul", words), "utf-8")
    for call in ("figures --event handover-2025-09-05", "figures --event handover-2025-09-05 --sort name"):
        judge = Judge(screen(call, str(path)))
        assert words.partition(";")[0] in judge.drawn
        assert RED not in judge.colors


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_completes_is_text_alone(shell: str, facts: str) -> None:
    line = {"COMP_WORDS": "cartels show ", "COMP_CWORD": "" if shell == "fish" else "2"}
    result = run(env={"_CARTELS_COMPLETE": f"{shell}_complete", "CARTELS_FACTS": facts, **line})
    assert (result.status, result.err) == (0, "")
    assert "f12" in result.out
    assert hostile.acting(result.out) <= {"\t"}  # fish has one between a candidate and its description


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://heraldo.example/méndez", "https://heraldo.example/m%C3%A9ndez"),
        ("https://heraldo.example/\\u202exyz", None),
        ("https://heraldo.example/\\u200b", None),
        ('https://heraldo.example/\\"onmouseover', None),
    ],
)
def test_a_link_leads_nowhere_but_to_the_address_that_is_seen(
    facts_text: str, tmp_path: Path, address: str, link: str | None
) -> None:
    """An address in other letters is encoded, as terminals ask; one that holds a mark is no link."""
    path = tmp_path / "facts.toml"
    path.write_text(facts_text.replace("https://blog.example.org/planes", address), "utf-8")
    links = Judge(screen("show dario-muestra", str(path))).links
    assert links == {"https://diario.example.org/2025/09/06/lista"} | ({link} if link else set())


CONVICTED = [f"show f{number}" for number, text in enumerate(hostile.TEXTS) if "onvicted" in text]


@pytest.mark.parametrize("call", ["show", "figures", "graph", "sources", *CONVICTED])
def test_words_that_say_convicted_do_not_get_the_colour_of_a_conviction(call: str, facts: str, ours: Colors) -> None:
    """Nobody is convicted in these facts, whatever names, values and titles say."""
    assert RED in ours
    judge = Judge(screen(call, facts))
    assert "onvicted" in judge.drawn
    assert RED not in judge.colors


def test_hostile_texts_are_escaped_in_a_mermaid_drawing(facts: str, golden: Golden) -> None:
    """Mermaid 11 itself read each label of this golden file as the text that it stands for, and nothing else."""
    out = printed("graph", "--facts", facts, "--format", "mermaid")
    labels = re.findall(r'(?m)^  n\d+ ?.*?"(.*)"[])|]', out)
    assert len(labels) == out.count("\n") - 4
    for label in labels:
        assert re.fullmatch(r"(?:[\w ,.:()'-]|#\d+;)*", label)
    golden("graph-hostile.mmd", out)
