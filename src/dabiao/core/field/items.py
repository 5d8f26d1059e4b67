"""Which check item a written text asks about, at which kind of place.

Texts are compared with the items of the place type alone, with the title of the standard and the heading above the text
as help. Of the texts of one table no two take the same item without saying so: the pairs that fit best together are
found, and one that had to give way is never sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.optimize import linear_sum_assignment

from dabiao.core.field.likeness import Known, Likeness
from dabiao.core.field.mapping import CERTAIN, Basis, Candidate, Kind, Match, item_target
from dabiao.core.field.words import plain
from dabiao.core.framework import CheckItem, Framework

_MOST_CANDIDATES = 6
_HEAD = re.compile(
    r"^(?:[\s\d一二三四五六七八九十①-⑳（）()]+[、.．)）:：\-—\s]*|[A-Za-zⅠ-Ⅻ]{1,3}[-.]?\d{1,3}[、.．)）:：\-—\s]+)"
)
_NUMBER = r"(?:\d{1,2}\s*[)）、.．]\s*|[（(]\d+[)）]\s*|[①-⑳]\s*)?"
_TITLED = (
    re.compile(
        rf"^(?P<about>[^，,。；;]{{2,16}}?)\s*(?:[—–-]{{1,2}}|：|:|/|｜|\||·)\s*{_NUMBER}(?P<text>.{{3,}})$"
    ),
    re.compile(rf"^[【\[（(](?P<about>[^】\]）)]{{2,14}})[】\]）)]\s*{_NUMBER}(?P<text>.{{3,}})$"),
    re.compile(r"^(?P<about>[^，,。；;]{2,12}?)\s*[（(]\d+[)）]\s*(?P<text>.{3,})$"),
)
"""社区综合服务—1）便民大厅事项上墙: the title of a standard before the text proper."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to be matched: ``about`` is what the table says of it: the heading above, the standard's title."""

    text: str
    site_type: str
    about: str = ""


class Items:
    """The check items of a framework, ready to be asked for."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._above = framework.titles_above
        self._by_id = {plain(one.id): one for one in framework.items}
        self._by_text: dict[str, list[CheckItem]] = {}
        for one in framework.items:
            self._by_text.setdefault(plain(one.text), []).append(one)
        self._standards = {plain(one.id): one for one in framework.standards.values()}
        self._owners = {one.id: one for one in framework.items}
        self._indexes: dict[str, Likeness] = {}

    def matched(self, asked: Sequence[Asked], taken: Collection[str] = ()) -> dict[Asked, Match]:
        """Match the texts of one table, those of each place type together. ``taken`` targets have their text
        already.
        """
        found: dict[Asked, Match] = {}
        for site_type in dict.fromkeys(one.site_type for one in asked):
            found.update(self._together([one for one in asked if one.site_type == site_type], taken))
        return found

    def likeness(self, text: str) -> float:
        """How alike a text is to the item it is most like, of any kind of place."""
        if plain(text) in self._by_id or plain(text) in self._by_text:
            return 1.0
        ranked = self._index("").ranked(split_title(text)[1], 1)
        return ranked[0].likeness if ranked else 0.0

    # ---- one text

    def _exact(self, one: Asked) -> Match | None:
        """A text that is an item's id or its very words."""
        key = plain(one.text)
        if key in _NOTHING:
            return Match(Kind.ITEM, one.text, "", 0.0, Basis.NONE, one.site_type)
        by_id = self._by_id.get(key)
        if by_id is not None:
            return _sure(one, item_target(by_id.standard_id, by_id.id), Basis.SAME)
        same = self._by_text.get(key, [])
        fitting = [item for item in same if not one.site_type or one.site_type in item.site_types] or same
        if len(fitting) == 1:
            return _sure(one, item_target(fitting[0].standard_id, fitting[0].id), Basis.SAME)
        standard = self._standards.get(key)
        if standard is not None:
            return _sure(one, item_target(standard.id), Basis.SAME)
        if self._framework.open_ended:
            return _sure(one, item_target(" ".join(one.text.split())), Basis.SAME)
        return None

    def _index(self, site_type: str) -> Likeness:
        if site_type not in self._indexes:
            items = [one for one in self._framework.items if site_type in one.site_types]
            items = items or [one for one in self._framework.items if self._at_places(one)]
            items = items or list(self._framework.items)
            self._indexes[site_type] = Likeness([Known(one.id, one.text, self._about(one)) for one in items])
        return self._indexes[site_type]

    def _at_places(self, item: CheckItem) -> bool:
        """Whether an item is looked at in places, not in papers or interviews alone."""
        kinds = self._framework.site_type_names
        return not item.site_types or any(one in kinds and not kinds[one].process for one in item.site_types)

    def _about(self, item: CheckItem) -> str:
        standard = self._framework.standards[item.standard_id]
        return f"{standard.title} {' '.join(self._above.get(standard.id, ()))}"

    def _judged(self, one: Asked) -> list[Candidate]:
        """Items by how alike they are, the heading above the text weighing in."""
        about, text = split_title(one.text)
        about = f"{about} {one.about}".strip()
        likest = {found.key: found for found in self._index(one.site_type).ranked(text, 20)}
        if text != one.text:
            for found in self._index(one.site_type).ranked(one.text, 20):
                if found.key not in likest or found.likeness > likest[found.key].likeness:
                    likest[found.key] = found
        judged = []
        for found in likest.values():
            item = self._owners[found.key]
            likeness = found.likeness
            if about:
                likeness = min(1.0, likeness + _ABOUT * _overlap(about, self._about(item)))
            judged.append(Candidate(item_target(item.standard_id, item.id), likeness))
        return sorted(judged, key=lambda one: -one.confidence)[:_MOST_CANDIDATES]

    def _unmatched(self, one: Asked, judged: Sequence[Candidate]) -> Match:
        candidates = (*judged[:3], *(self._elsewhere(one) if one.site_type else ()))
        distinct = {candidate.target: candidate for candidate in reversed(candidates)}
        shown = tuple(sorted(distinct.values(), key=lambda candidate: -candidate.confidence))
        return Match(Kind.ITEM, one.text, "", 0.0, Basis.NONE, one.site_type, shown)

    def _elsewhere(self, one: Asked) -> tuple[Candidate, ...]:
        """Items of other kinds of places, to choose from where none of the place's own is like the text."""
        _, text = split_title(one.text)
        owners = ((self._owners[found.key], found.likeness) for found in self._index("").ranked(text, 4))
        return tuple(
            Candidate(item_target(item.standard_id, item.id), round(likeness * _ELSEWHERE, 3))
            for item, likeness in owners
        )

    # ---- the texts of one table and place type together

    def _together(self, group: Sequence[Asked], taken_before: Collection[str]) -> Mapping[Asked, Match]:
        found: dict[Asked, Match] = {}
        open_ones: list[tuple[Asked, list[Candidate]]] = []
        for one in group:
            exact = self._exact(one)
            if exact is not None:
                found[one] = exact
            else:
                open_ones.append((one, self._judged(one)))
        taken = {match.target for match in found.values()} | set(taken_before)
        for (one, judged), target in zip(open_ones, _assignment(open_ones, taken), strict=True):
            found[one] = _match(one, judged, target) or self._unmatched(one, judged)
        return found


def split_title(text: str) -> tuple[str, str]:
    """A text without its number, and the title before it: ``社区综合服务—1）便民大厅`` → 社区综合服务, 便民大厅."""
    bare = _HEAD.sub("", text) or text
    for pattern in _TITLED:
        for form in (bare, text):
            titled = pattern.match(form.strip())
            if titled:
                return titled["about"], titled["text"]
    return "", bare


_NOTHING = frozenset(("其他", "其它", "其他问题", "其它问题", "综合", "无", "另外"))
"""Texts that name no matter."""

_ELSEWHERE = 0.6
"""Where no item of the place's kind is like a text, items of other kinds are shown too, at this discount."""

_LEAST = 0.155
"""Likeness below which no item is put forward: texts that mean none of the pack's reach about it."""

_ABOUT = 0.22
"""What full agreement of the heading above with the standard's title adds to likeness."""


def _overlap(about: str, title: str) -> float:
    """Share of the pairs of characters of ``about`` that stand in ``title``."""
    mine = {about[at : at + 2] for at in range(len(about) - 1)}
    theirs = {title[at : at + 2] for at in range(len(title) - 1)}
    return len(mine & theirs) / len(mine) if mine else 0.0


def _assignment(open_ones: Sequence[tuple[Asked, Sequence[Candidate]]], taken: set[str]) -> list[str]:
    """The targets that fit best together, one each; a text for which nothing is left over gets nothing."""
    targets = sorted({one.target for _, judged in open_ones for one in judged} - taken)
    if not open_ones:
        return []
    gains = np.zeros((len(open_ones), len(targets) + len(open_ones)))
    places = {target: at for at, target in enumerate(targets)}
    for row, (_, judged) in enumerate(open_ones):
        for one in judged:
            if one.target in places:
                gains[row, places[one.target]] = one.confidence
    rows, columns = linear_sum_assignment(gains, maximize=True)
    chosen = [""] * len(open_ones)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if column < len(targets) and gains[row, column] > 0:
            chosen[row] = targets[column]
    return chosen


def _match(one: Asked, judged: Sequence[Candidate], target: str) -> Match | None:
    """The match of a text with the item it was given; None where no item is like it."""
    likeness = {candidate.target: candidate.confidence for candidate in judged}
    if not judged or judged[0].confidence < _LEAST:
        return None
    if not target or target not in likeness:
        first = judged[0].target if judged else ""
        note = "与同表另一项相近" if first else ""
        return Match(
            Kind.ITEM,
            one.text,
            first,
            0.2 if first else 0.0,
            Basis.LIKENESS if first else Basis.NONE,
            one.site_type,
            tuple(judged),
            note,
        )
    mine = likeness[target]
    rival = max((score for other, score in likeness.items() if other != target), default=0.0)
    gave_way = judged[0].target != target
    confidence = confidence_of(mine, rival)
    if gave_way:
        confidence = min(confidence, 0.6)
    shown = tuple(
        sorted(
            (Candidate(c.target, round(c.confidence, 3)) for c in judged), key=lambda c: c.target != target
        )
    )
    return Match(
        Kind.ITEM,
        one.text,
        target,
        round(confidence, 3),
        Basis.LIKENESS,
        one.site_type,
        shown,
        "与同表另一项相近，请核对" if gave_way else "",
    )


def confidence_of(likeness: float, rival: float) -> float:
    """How often a match of this likeness is right, when the next best item is as alike as ``rival``."""
    return 1 / (1 + exp(-(-3.7 + 7.0 * likeness + 7.0 * (likeness - rival))))


def _sure(one: Asked, target: str, basis: Basis) -> Match:
    return Match(Kind.ITEM, one.text, target, CERTAIN, basis, one.site_type)
