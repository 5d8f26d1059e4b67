"""Ways to reach a person, shown so that they can be told apart and not used."""

from __future__ import annotations

COVER = "****"
"""Always as long, so that it does not tell how much it covers."""


def masked(contact: str) -> str:
    """A telephone number, an address of mail or anything else with its middle covered.

    Eleven digits keep three and four (138****5678), as everybody is used to; other text keeps its first character and
    its last only when it is long enough that the rest is not guessed from them.
    """
    text = " ".join(contact.split())
    if not text:
        return ""
    name, at, host = text.partition("@")
    if at and host:
        return f"{name[:1]}{COVER}@{host}"
    if len(text) >= 11 and sum(sign.isdigit() for sign in text) >= len(text) - 2:
        return f"{text[:3]}{COVER}{text[-4:]}"
    return f"{text[:1]}{COVER}{text[-1:] if len(text) > 5 else ''}"
