"""All problems of a fact file, and how they are reported: its shape first, the rules of evidence if that is valid."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from cartels.errors import BadFile
from cartels.facts import evidence, shape
from cartels.facts.lines import line_numbers
from cartels.facts.problem import location
from cartels.facts.read import display_name, limit_memory, parse, read
from cartels.facts.values import MAX_PRINTED
from cartels.facts.words import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cartels.facts.problem import Problem

#: A file with so many problems is not a fact file, and no more are looked for.
MAX_PROBLEMS = 10_000


def run(path: str) -> str:
    """Check the file at a path, or standard input for `-`. Returns a line on what it holds.

    Raises BadFile with the problems, each with its line, as details.
    """
    limit_memory()
    name = display_name(path)
    text = read(path)
    data = parse(text, path)
    if found := problems(data, text):
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        shown = [format_problem(*numbered, data, name) for numbered in found[:MAX_PRINTED]]
        more = [f"and {len(found) - MAX_PRINTED} more"] if len(found) > MAX_PRINTED else []
        raise BadFile(f"{name}: {count}", (*shown, *more))
    return f"{name}: ok: {_counts(data)}"


def problems(data: dict[str, Any], text: str, apply_rules: bool = True) -> list[tuple[int, Problem]]:
    """Return all that is wrong with a fact file, each with its line (0 where it is not known), in that order.

    `data` is what its `text` parses to. Each step needs a file in which the one before finds nothing. Without
    `apply_rules` only the shape is checked.
    """
    steps = [shape.problems, shape.value_problems, *([evidence.problems] if apply_rules else [])]
    for step in steps:
        if found := list(islice(step(data), MAX_PROBLEMS)):
            numbers = line_numbers(text, data, [problem.path for problem in found])
            return sorted(zip(numbers, found, strict=True), key=lambda numbered: numbered[0])
    return []


def format_problem(line: int, problem: Problem, data: Mapping[str, Any], file: str) -> str:
    """Return a problem in one line: file, line where it is known, entry, what is wrong, and how to fix it."""
    return f"{file}{f':{line}' if line else ''}: {location(data, problem.path)}: {problem.text()}"


def _counts(data: Mapping[str, Any]) -> str:
    """Return how many entries and sources a file holds, in words: `2 figures, 1 group, 1 event, 3 sources`."""
    nouns = {**ENTITIES, "source": "sources"}
    sizes = [(len(data[table]), noun, table) for noun, table in nouns.items()]
    return ", ".join(f"{size} {noun if size == 1 else table}" for size, noun, table in sizes)
