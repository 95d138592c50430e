"""What ids, dates, URLs and texts of a fact file look like, and how long they may be."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache, partial

from cartels.text import quoted

#: Characters of a text.
MAX_TEXT = 10_000
#: Characters of a court's short name, which is a column of a table.
MAX_SHORT = 11
#: Names of an entry, its aliases and spellings together.
MAX_NAMES = 200
#: Statements of a workbook: three times as many take a gigabyte.
MAX_WORKBOOK = 50_000
#: Problems that `cartels check` prints at once.
MAX_PRINTED = 20

# Patterns, and not compiled: a lookup only needs `first_day`.
DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
ID = r"[a-z0-9]+(-[a-z0-9]+)*"
CASE = r"[A-Z]{2}|closed"
URL = r"https?://[^\s/\x00-\x20\x7f-\xa0]+(/[^\s\x00-\x20\x7f-\xa0]*)?"

#: The pattern of the other kinds of values, and what to do where a value does not match it.
_FORMS = {
    "id": (ID, "an id has lower-case letters, digits and single hyphens, as in z-40"),
    "url": (URL, "write the whole address, with http:// or https:// and without spaces"),
    "case": (CASE, 'write the country of the case, as in "MX", or "closed" for an earlier US case'),
}


@cache
def date_problem(text: str) -> str:
    """Return what is wrong with a date, or nothing if it is a year, a month or a day that exists."""
    try:
        if re.fullmatch(DATE, text):
            datetime.date.fromisoformat(first_day(text))
            return ""
    except ValueError:
        pass
    return f"cannot be {quoted(text)}: a date is a year, month or day that exists: 1997, 1997-07 or 1997-07-04"


def text_problem(text: str) -> str:
    """Return what is wrong with a text, or nothing."""
    if len(text) > MAX_TEXT:
        return f"has {len(text):,} characters: write at most {MAX_TEXT:,}"
    return "is empty: write a text, or remove the key" if not text or text.isspace() else ""


def _form_problem(kind: str, text: str) -> str:
    """Return what is wrong with a value that has a form, or nothing."""
    pattern, advice = _FORMS[kind]
    return "" if re.fullmatch(pattern, text) else f"cannot be {quoted(text)}: {advice}"


#: What finds a problem in a value of each kind that `model` marks.
PROBLEMS: dict[str, Callable[[str], str]] = {
    "text": text_problem,
    "date": date_problem,
    **{kind: partial(_form_problem, kind) for kind in _FORMS},
}


def first_day(date: str) -> str:
    """Return the first day of a year, a month or a day: what is compared and sorted. Of no date, nothing."""
    return (date + "-01-01")[:10] if date else ""
