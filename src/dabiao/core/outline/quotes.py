"""What stands inside quotation marks and brackets: there nothing ends a sentence and nothing is a heading."""

from __future__ import annotations

PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "（": "）",
    "(": ")",
    "〔": "〕",
    "[": "]",
}
SAME = {"）": ")", ")": "）"}
QUOTES = '“‘「『"'

LONGEST_QUOTE = 600
"""Characters. An opening mark whose partner is farther away has lost it, and encloses nothing."""


def depths(text: str) -> list[int]:
    """How deep each character lies in quotation marks and brackets; the marks themselves lie outside.

    An opening mark without a partner encloses nothing.
    """
    change = [0] * (len(text) + 1)
    for start, end in pairs(text):
        change[start + 1] += 1
        change[end] -= 1
    found, depth = [], 0
    for at in range(len(text)):
        depth += change[at]
        found.append(depth)
    return found


def pairs(text: str) -> list[tuple[int, int]]:
    """Positions of opening and closing marks that belong together, in order of the opening one."""
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    straight: int | None = None
    for at, sign in enumerate(text):
        if sign == '"':
            if straight is None:
                straight = at
            else:
                found.append((straight, at))
                straight = None
        elif sign in PAIRS:
            waiting.append((sign, at))
        else:
            for n in range(len(waiting) - 1, -1, -1):
                opening, start = waiting[n]
                wanted = PAIRS[opening]
                if sign == wanted or SAME.get(sign) == wanted:
                    found.append((start, at))
                    del waiting[n:]
                    break
    return sorted((start, end) for start, end in found if end - start <= LONGEST_QUOTE)
