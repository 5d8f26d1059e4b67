"""Patterns written as tables: alternatives with blanks between them, over as many lines as they need."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    """A pattern that matches one of ``words``, which are patterns without blanks themselves."""
    return f"(?:{'|'.join(words.split())})"


def any_of(words: str) -> re.Pattern[str]:
    """The same, compiled; Latin letters in either case."""
    return re.compile(one_of(words), re.IGNORECASE)
