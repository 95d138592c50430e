"""Dates as fact files and options have them: ISO 8601, as precise as is known."""

from __future__ import annotations

import datetime
import re
from functools import cache

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@cache
def wrong_date(text: str) -> str:
    """What is wrong with a date, in words; nothing if it is a year, a month or a day that exists."""
    if DATE.fullmatch(text):
        try:
            datetime.date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return ""
    return f"cannot be {text!r}: a date is a year, a month or a day that exists, as in 1997, 1997-07 or 1997-07-04"
