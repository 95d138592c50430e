"""What ids, dates, URLs and texts of a fact file look like, and how long they may be."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache

from cartels.text import quoted

#: Characters of a text.
MAX_TEXT = 10_000
#: Characters of a court's short name, which is a column of a table.
MAX_SHORT = 11
#: Names of an entry, its aliases and spellings together.
MAX_NAMES = 200
#: Problems that `cartels check` prints at once.
MAX_PRINTED = 20

# Patterns, and not compiled: a lookup only needs `first_day`.
DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
ID = r"[a-z0-9]+(-[a-z0-9]+)*"
CASE = r"[A-Z]{2}|closed"
URL = r"https?://[^\s/\x00-\x20\x7f-\xa0]+(/[^\s\x00-\x20\x7f-\xa0]*)?"


@cache
def date_problem(text: str) -> str:
    """Return what is wrong with a date, or nothing if it is a year, a month or a day that exists."""
    if re.fullmatch(DATE, text):
        try:
            datetime.date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return ""
    return f"cannot be {quoted(text)}: a date is a year, month or day that exists: 1997, 1997-07 or 1997-07-04"


def id_problem(text: str) -> str:
    """Return what is wrong with an id, or nothing."""
    if re.fullmatch(ID, text):
        return ""
    return f"cannot be {quoted(text)}: an id has lower-case letters, digits and single hyphens, as in z-40"


def url_problem(text: str) -> str:
    """Return what is wrong with the address of a page, or nothing."""
    if re.fullmatch(URL, text):
        return ""
    return f"cannot be {quoted(text)}: write the whole address, with http:// or https:// and without spaces"


def text_problem(text: str) -> str:
    """Return what is wrong with a text, or nothing."""
    if len(text) > MAX_TEXT:
        return f"has {len(text):,} characters: write at most {MAX_TEXT:,}"
    return "is empty: write a text, or remove the key" if not text or text.isspace() else ""


def case_problem(text: str) -> str:
    """Return what is wrong with the mark of another case, or nothing."""
    if re.fullmatch(CASE, text):
        return ""
    return f'cannot be {quoted(text)}: write the country of the case, as in "MX", or "closed" for an earlier US case'


def first_day(date: str) -> str:
    """Return the first day of a year, a month or a day: what is compared and sorted."""
    return f"{date}{'-01-01'[len(date) - 10 :]}" if 0 < len(date) < 10 else date


#: What finds a problem in the values of each kind that `model` marks.
PROBLEMS: dict[str, Callable[[str], str]] = {
    "id": id_problem,
    "date": date_problem,
    "url": url_problem,
    "text": text_problem,
    "case": case_problem,
}
