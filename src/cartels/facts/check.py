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
    from collections.abc import Mapping, Sequence

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
    if found := problems(data):
        more = (f"and {len(found) - MAX_PRINTED} more",) if len(found) > MAX_PRINTED else ()
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise BadFile(f"{name}: {count}", (*format_problems(found[:MAX_PRINTED], data, text, name), *more))
    return f"{name}: ok: {_counts(data)}"


def problems(data: Any) -> list[Problem]:
    """Return all that is wrong with the parsed data of a fact file, in the file's order."""
    found = list(islice(shape.problems(data), MAX_PROBLEMS))
    if not found:
        found = list(islice(evidence.problems(data), MAX_PROBLEMS))
    tables = {table: position for position, table in enumerate(data)} if isinstance(data, dict) else {}
    return sorted(found, key=lambda problem: _order(problem, tables))


def _order(problem: Problem, tables: Mapping[str, int]) -> list[tuple[int, str]]:
    """Return a key that sorts problems by their place in the file; what is missing comes last in its table."""
    first, *rest = problem.path or ("",)
    steps = [(step, "") if isinstance(step, int) else (0, step) for step in rest]
    return [(tables.get(str(first), len(tables)), str(first)), *steps]


def format_problems(found: Sequence[Problem], data: Mapping[str, Any], text: str, file: str) -> list[str]:
    """Return a line for each problem: file, line where it is known, entry, what is wrong, and how to fix it."""
    numbers = line_numbers(text, data, [problem.path for problem in found])
    placed = sorted(zip(numbers, found, strict=True), key=lambda pair: pair[0])
    return [
        f"{file}{f':{number}' if number else ''}: {location(data, problem.path)}: {problem.text()}"
        for number, problem in placed
    ]


def _counts(data: Mapping[str, Any]) -> str:
    """Return how many entries and sources a file holds, in words: `2 figures, 1 group, 1 event, 3 sources`."""
    nouns = {**ENTITIES, "source": "sources"}
    sizes = [(len(data[table]), noun, table) for noun, table in nouns.items()]
    return ", ".join(f"{size} {noun if size == 1 else table}" for size, noun, table in sizes)
