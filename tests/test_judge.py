"""A terminal emulator is the judge: of hostile facts, names and files nothing arrives on a terminal but text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hostile
import pyte
import pytest
from conftest import run_in_terminal, run_program
from inside import acting
from strategies import ATTACKS

from cartels import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BAD = Path(__file__).parent / "bad"
_LINK = re.compile(r"\x1b\]8;(?:id=[0-9]+)?;([^\x1b]*)\x1b\\")
_WIDTHS = (40, 80, 200)


class Judge:
    """Stands where a terminal emulator has its screen, and keeps what it is asked to do, other than to draw text."""

    def __init__(self, text: str) -> None:
        self.drawn = ""
        self.done: set[str] = set()
        self.colors: set[tuple[int, ...]] = set()
        self.links = set(_LINK.findall(text)) - {""}
        bare = _LINK.sub("", text)
        assert "\x1b]" not in bare  # a title, the clipboard, a notification: the emulator knows some of them alone
        stream = pyte.Stream(self, strict=False)  # type: ignore[arg-type]  # it takes whatever has a screen's methods
        stream.feed(bare.replace("\n", "\r\n"))

    def draw(self, text: str) -> None:
        """Text has arrived."""
        self.drawn += text

    def linefeed(self) -> None:
        """The next line."""
        self.drawn += "\n"

    def carriage_return(self) -> None:
        """Back to its beginning."""

    def select_graphic_rendition(self, *attributes: int, **_: Any) -> None:
        """A colour, or a way to draw letters."""
        self.colors.add(attributes)

    def __getattr__(self, event: str) -> Callable[..., None]:
        """Anything else that a terminal can be asked to do."""
        if event not in pyte.Stream.events:
            raise AttributeError(event)
        return lambda *_, **__: self.done.add(event)


def test_the_judge_sees_what_an_attack_does() -> None:
    """Else the other tests here could not fail."""
    seen: set[str] = set()
    for attack in ("\x1b[2J", "\x1b[1A", "\x9b5C", "\b", "\x1b[6n", "\x1bc", "\x07", "\x1b[?25l", "\t"):
        judge = Judge(f"a{attack}b")
        assert judge.done, ascii(attack)
        seen |= judge.done
    assert len(seen) >= 8
    assert Judge("\x1b[5;31mred").colors == {(5, 31)}
    assert Judge("\x1b]8;;https://evil.example\x1b\\here").links == {"https://evil.example"}
    with pytest.raises(AssertionError):
        Judge("\x1b]0;title\x07")


@pytest.fixture(scope="module")
def ours() -> set[tuple[int, ...]]:
    """The colours of our own tables and cards."""
    commands = (
        ["show"],
        ["figures"],
        ["show", "caro-quintero"],
        ["sources"],
        ["search", "death"],
        ["stats"],
        ["graph"],
    )
    return {color for command in commands for color in Judge(run_in_terminal(*command, columns=200).out).colors}


@pytest.fixture(scope="module")
def attacks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound fact file in which every text is an attack."""
    text = hostile.facts()
    for number, attack in enumerate(ATTACKS):
        text = text.replace(hostile.quoted(hostile.TEXTS[number]), hostile.quoted(attack))
    path = tmp_path_factory.mktemp("attacks") / "facts.toml"
    path.write_bytes(text.encode())
    return path


def only_text(text: str, colors: set[tuple[int, ...]], links: set[str]) -> str:
    """What was drawn of an output that does nothing but draw text, in these colours, with these links."""
    judge = Judge(text)
    assert judge.done == set()
    assert judge.colors <= colors
    assert judge.links <= links
    assert not acting(judge.drawn)
    return judge.drawn


@pytest.mark.parametrize("columns", _WIDTHS)
@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["figures"],
        ["figures", "--fields", "id,name,aliases,groups,role"],
        ["groups"],
        ["timeline"],
        ["sources"],
        ["event"],
        ["show", "f0"],
        ["show", "f1", "g5", "f9"],
        ["sources", "s5"],
        ["stats"],
        ["graph"],
        ["search", "red"],
    ],
    ids=" ".join,
)
def test_of_hostile_facts_a_terminal_gets_text_alone(
    command: Sequence[str], columns: int, attacks: Path, ours: set[tuple[int, ...]]
) -> None:
    data, _ = facts.from_anyone(str(attacks))
    links = {source["url"] for source in data["sources"]}
    result = run_in_terminal(*command, "--facts", str(attacks), columns=columns)
    assert result.status == 0
    assert only_text(result.out, ours, links)


@pytest.mark.parametrize("name", [path.stem for path in sorted(BAD.glob("attack-*.toml"))])
def test_of_each_attack_of_the_corpus_a_terminal_gets_text_alone(name: str, ours: set[tuple[int, ...]]) -> None:
    """The text that was to act is seen: as marks, and with nothing dropped."""
    path = BAD / f"{name}.toml"
    data, _ = facts.from_anyone(str(path))
    links = {source["url"] for source in data["sources"]}
    drawn = only_text(run_in_terminal("show", "juan-prueba", "--facts", str(path), columns=200).out, ours, links)
    value = data["figures"][1]["name"]
    for letter in set(value):
        if letter.isprintable() and not acting(letter) and letter != " ":
            assert letter in drawn
        elif ord(letter) < 0x20:
            assert chr(0x2400 + ord(letter)) in drawn
        elif letter != " " and acting(letter):
            assert f"U+{ord(letter):04X}" in drawn or letter == "\x7f"


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if "\0" not in attack], ids=ascii)
@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["search"],
        ["sources"],
        ["figures", "--group"],
        ["figures", "--fields"],
        ["figures", "--sort"],
        ["figures", "--stage"],
        ["figures", "--no-such-option"],
        ["timeline", "--since"],
        ["check"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_of_what_was_typed_messages_repeat_text_alone(command: Sequence[str], attack: str) -> None:
    result = run_program(*command, attack)
    assert result.status in (0, 1, 2, 3)
    only_text(result.err, set(), set())


@pytest.mark.parametrize("name", ["toml-escape-in-comment", "toml-control-character", "shape-key-that-is-an-escape"])
def test_of_a_broken_line_the_place_is_shown_in_text_alone(name: str) -> None:
    assert "␛" in only_text(run_in_terminal("check", str(BAD / f"{name}.toml")).out, set(), set()) or "control" in name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_completes_is_text_alone(shell: str, attacks: Path) -> None:
    env = {"_CARTELS_COMPLETE": f"{shell}_complete", "COMP_LINE": "cartels show "}
    result = run_program(env=env | {"CARTELS_FACTS": str(attacks)})
    assert "f12" in result.out
    assert not acting(result.out.replace("\t", " "))
    assert result.err == ""


def test_a_link_goes_nowhere_but_to_the_address_that_is_seen(tmp_path: Path) -> None:
    """An address in other letters is encoded, as terminals ask; one that holds a mark is no link."""
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    path = tmp_path / "facts.toml"
    for written, links in (
        ("https://heraldo.example/méndez", {"https://heraldo.example/m%C3%A9ndez"}),
        ("https://heraldo.example/\\u202exyz", set()),
        ("https://heraldo.example/\\u200b", set()),
        ('https://heraldo.example/\\"onmouseover', set()),
    ):
        path.write_text(text.replace("https://heraldo.example/entregan", written), "utf-8")
        judge = Judge(run_in_terminal("show", "juan-prueba", "--facts", str(path), columns=200).out)
        assert judge.links == links


@pytest.mark.parametrize("said", ["Ana (convicted)", "convicted", "A (convicted); B", "(convicted, weak)"])
@pytest.mark.parametrize(
    "command", [["figures"], ["show"], ["show", "ana-prueba"], ["graph"], ["sources"]], ids=" ".join
)
def test_a_standing_has_its_colour_only_where_it_is_one(command: Sequence[str], said: str, tmp_path: Path) -> None:
    """Nobody gets the colour of a conviction from what a file calls him, or says of him in a value or a title."""
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    names = r'"\\u001b[^"]*"|"Ana Prueba"|"Named as an accountant"'
    path = tmp_path / "facts.toml"
    path.write_text(re.sub(names, f'"{said}"', text), "utf-8")
    out = run_in_terminal(*command, "--facts", str(path), columns=200).out
    convicted, others = (1, 31), {(33,), (1, 33), (32,), (36,)}
    assert "convicted" in out
    assert convicted not in Judge(out).colors
    assert Judge(out).colors & others or command == ["sources"]
