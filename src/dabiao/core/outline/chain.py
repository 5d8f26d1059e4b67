"""Which of the places where a mark could stand do hold one: those that open or continue a sequence."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence

from dabiao.core.outline.marks import AFTER_STOP, AT_START, Mark

OPENS_DOCUMENT_FROM_LEVEL = 2
"""Down to this level a line of its own is a heading even where its number was written twice or left out."""


def chain(candidates: Sequence[Mark], *, inside: bool) -> list[Mark]:
    """Choose from the candidates of one level in one segment, in order. ``inside`` one, a sequence may begin anew."""
    return _Chain(candidates, inside=inside).chosen()


def worth(mark: Mark) -> int:
    """How strongly a candidate speaks for itself; one that reads like 一、二年级 hardly does."""
    return mark.strength - (2 if mark.enumeration else 0)


class _Chain:
    """Candidates by value, so that looking ahead costs the same however many there are."""

    def __init__(self, candidates: Sequence[Mark], *, inside: bool) -> None:
        self.candidates, self.inside = candidates, inside
        self.all = self._by_value(lambda _mark: True)
        self.strong = self._by_value(lambda mark: worth(mark) >= AFTER_STOP)
        self.starting = self._by_value(lambda mark: mark.strength == AT_START)
        self.openings = self._by_value(
            lambda mark: not mark.enumeration and mark.strength >= (AFTER_STOP if inside else AT_START)
        )
        self.lines = self._by_value(
            lambda mark: (
                mark.alone
                and mark.level <= OPENS_DOCUMENT_FROM_LEVEL
                and mark.strength == AT_START
                and not mark.enumeration
            )
        )

    def chosen(self) -> list[Mark]:
        """The marks."""
        found: list[Mark] = []
        last, at = 0, 0
        if not self.all[1]:
            opening = self._late_opening()
            if opening is None:
                return []
            last, at = self.candidates[opening].value - 1, opening
        while at < len(self.candidates):
            picked = self._next(at, last + 1)
            anew = self._anew(at, last)
            if anew is not None and (picked is None or anew < picked):
                picked = anew
            if picked is None:
                picked = self._sloppy(at, last)
            if picked is None:
                break
            found.append(self.candidates[picked])
            last, at = self.candidates[picked].value, picked + 1
        return found

    def _by_value(self, wanted: Callable[[Mark], bool]) -> defaultdict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for n, one in enumerate(self.candidates):
            if wanted(one):
                found[one.value].append(n)
        return found

    def _next(self, at: int, value: int) -> int | None:
        """The best candidate of ``value``: the strongest before the one that would follow it."""
        options = self.all[value]
        first = bisect_left(options, at)
        if first == len(options):
            return None
        beyond = _from(self.strong[value + 1], options[first] + 1, len(self.candidates))
        best = options[first]
        for n in options[first : bisect_left(options, beyond)]:
            if worth(self.candidates[n]) > worth(self.candidates[best]):
                best = n
            if worth(self.candidates[best]) == AT_START:
                break
        return best if self._stands(best) else None

    def _stands(self, at: int) -> bool:
        """Whether a candidate that fits the sequence is a mark at all."""
        mark = self.candidates[at]
        if mark.enumeration:  # 一、二年级: only where 二、 follows at the start of a paragraph too
            follows = _from(self.starting[mark.value + 1], at + 1, -1)
            return mark.strength == AT_START and follows >= 0
        return mark.strength >= AFTER_STOP or mark.bracketed or mark.value > 1

    def _anew(self, at: int, last: int) -> int | None:
        """Where the sequence begins again from 1, followed by a 2 before it would have gone on."""
        if last == 0:
            return None
        nowhere = len(self.candidates)
        ones = self.openings[1]
        for n in ones[bisect_left(ones, at) :]:
            two, on = _from(self.all[2], n + 1, nowhere), _from(self.all[last + 1], n + 1, nowhere)
            alone = two == on == nowhere and self.candidates[n].strength == AT_START
            if (two < nowhere and two <= on) or alone:
                return n
        return None

    def _late_opening(self) -> int | None:
        """Where a text that was cut out of a longer one opens its sequence: not with 1, but with two in a row."""
        for n, one in enumerate(self.candidates):
            if one.strength == AT_START and not one.enumeration:
                alone = one.alone and one.level <= OPENS_DOCUMENT_FROM_LEVEL
                if alone or _from(self.starting[one.value + 1], n + 1, -1) >= 0:
                    return n
        return None

    def _sloppy(self, at: int, last: int) -> int | None:
        """A number written twice or left out, in a line that can be nothing but a heading."""
        nowhere = len(self.candidates)
        found = min(_from(self.lines[last], at, nowhere), _from(self.lines[last + 2], at, nowhere))
        return found if last and found < nowhere else None


def _from(places: Sequence[int], at: int, otherwise: int) -> int:
    """The first of the sorted ``places`` that is not before ``at``."""
    n = bisect_left(places, at)
    return places[n] if n < len(places) else otherwise
