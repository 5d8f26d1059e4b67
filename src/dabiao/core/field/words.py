"""Written texts in a form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\s\u3000_\-—–·•.,，。、；;：:！!？?“”\"'‘’《》<>〈〉*#＊\[\]【】()（）/／\\|｜~～]+")


def plain(text: str) -> str:
    """A text without blanks, punctuation and difference of width and case: what makes two writings the same."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
