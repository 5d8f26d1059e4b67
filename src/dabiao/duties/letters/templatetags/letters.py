"""Template tags of the letters: marks of states, and decimals as letters write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from dabiao.core.deduction_bands import plain
from dabiao.core.letter_proof import grouped as in_groups
from dabiao.core.letter_text import band_sentence as said
from dabiao.duties.letters.models import LetterState

register = template.Library()

STATE_MARKS = {
    LetterState.DRAFT.value: "letter-state-draft",
    LetterState.COMMENTING.value: "letter-state-commenting",
    LetterState.FROZEN.value: "letter-state-frozen",
    LetterState.SIGNED.value: "letter-state-signed",
    LetterState.AMENDED.value: "letter-state-amended",
}


@register.filter
def state_mark(state: str) -> str:
    """The style of a state; its name stands beside the colour."""
    return STATE_MARKS[state]


@register.filter
def figure(number: Decimal | None) -> str:
    """A decimal without zeros at its end; nothing for none."""
    return "" if number is None else plain(number)


@register.filter
def grouped(hexadecimal: str) -> str:
    """A digest in groups of eight."""
    return in_groups(hexadecimal)


band_sentence = register.filter("band_sentence", said)
