"""Ranks: held against the column they order, within the groups the table forms.

A rank may be shared by equal figures (1, 1, 3), dense (1, 1, 2), or given to equal figures in any order. Which column
orders, which way and within which groups is found by trying; the explanation that leaves the fewest rows over counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dabiao.core.proof.check import Check, Verdict, make_check
from dabiao.core.proof.table import BodyRow, ColumnKind, Heading, Layout, RowKind, is_whole

_RANK_WORDS = re.compile(r"名次|排名|位次|排序|排位|ranking|rank|_|\(.*\)")
_FEWER_IS_BETTER = re.compile(r".*(问题|扣分|失分|未|超期|逾期|投诉|返工|不符合|不达标|退回|差错|漏报).*")


@dataclass(frozen=True, slots=True)
class _Entry:
    row: BodyRow
    rank: int
    score: Fraction
    group: str


@dataclass(frozen=True, slots=True)
class _Explanation:
    heading: Heading
    ascending: bool
    grouped: str
    """In words: 全表 or the heading of the column that forms the groups."""
    entries: tuple[_Entry, ...]
    wrong: tuple[tuple[_Entry, str], ...]
    """Rows that do not fit, with the rank they should bear."""
    misfits: int
    """Rows whose rank is not the one their figure allows, those included that only shift with others."""
    by_order: bool
    """The wrong rows stand out of order; the ranks of the others shift with them."""


def check_ranks(layout: Layout, spoken_for: frozenset[int]) -> list[Check]:
    """Check every rank column."""
    checks: list[Check] = []
    for heading in layout.numeric(ColumnKind.RANK):
        if heading.index not in spoken_for:
            checks += _check_column(layout, heading)
    return checks


def _check_column(layout: Layout, heading: Heading) -> list[Check]:
    ranked = [row for row in layout.of_kind(RowKind.DATA) if row.own_figures()[heading.index] is not None]
    explanations = [
        _explain(layout, heading, score, ascending, grouped, groups)
        for score in _scores(layout, heading)
        for ascending in ((False, True) if _FEWER_IS_BETTER.fullmatch(score.own) else (False,))
        for grouped, groups in _groupings(layout)
    ]
    full = [one for one in explanations if len(one.entries) >= 2 and len(one.entries) * 3 >= len(ranked) * 2]
    best = min(full, key=lambda one: one.misfits, default=None)
    if best is None or not _convincing(layout, heading, best):
        reason = "找不到名次按哪一列、在哪一组里排"
        return [make_check(layout, row, heading.index, Verdict.UNCHECKABLE, reason=reason) for row in ranked]
    return _checks(layout, heading, best, ranked)


def _convincing(layout: Layout, heading: Heading, found: _Explanation) -> bool:
    rows, wrong = len(found.entries), len(found.wrong)
    if wrong * 3 > rows and not (rows == 2 and _sure(layout, heading, found.heading)):
        return False
    return rows >= 4 or _sure(layout, heading, found.heading)


def _sure(layout: Layout, heading: Heading, score: Heading) -> bool:
    """Whether the table leaves no doubt that ``score`` is what is ranked."""
    others = layout.numeric()
    wholes = [one for one in others if is_whole(one)]
    stem = _RANK_WORDS.sub("", heading.own)
    if stem and stem != "总":
        return stem in score.own
    return len(others) == 1 or [one.index for one in wholes] == [score.index]


def _scores(layout: Layout, heading: Heading) -> list[Heading]:
    """Columns that may be ranked: those left of the rank first, the nearest before the others."""
    return sorted(
        layout.numeric(), key=lambda one: (one.index > heading.index, abs(one.index - heading.index))
    )


def _groupings(layout: Layout) -> list[tuple[str, dict[int, str]]]:
    """The whole table, its sections, and each column of words that repeats itself; row number → group."""
    rows = layout.of_kind(RowKind.DATA)
    found = [("全表", {row.number: "" for row in rows})]
    if len({row.section for row in rows}) > 1:
        found.append(("各部分", {row.number: row.section for row in rows}))
    for column in layout.columns:
        if column.kind is ColumnKind.LABEL:
            groups = _filled(rows, column.index)
            if 1 < len(set(groups.values())) <= len(rows) // 2:
                found.append((f"“{column.name}”各组", groups))
    return found


def _filled(rows: Sequence[BodyRow], column: int) -> dict[int, str]:
    """The texts of a column; an empty cell repeats the one above, as a merged cell saved as CSV does."""
    groups: dict[int, str] = {}
    last = ""
    for row in rows:
        text = row.texts[column].strip() if column < len(row.texts) else ""
        last = text or last
        groups[row.number] = last
    return groups


def _explain(
    layout: Layout, heading: Heading, score: Heading, ascending: bool, grouped: str, groups: dict[int, str]
) -> _Explanation:
    entries: list[_Entry] = []
    for row in layout.of_kind(RowKind.DATA):
        figures = row.own_figures()
        rank, value = figures[heading.index], figures[score.index]
        if rank is None or value is None or rank.value.denominator != 1:
            continue
        entries.append(
            _Entry(row, int(rank.value), -value.value if ascending else value.value, groups[row.number])
        )
    by_group: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_group.setdefault(entry.group, []).append(entry)
    dense, open_ties = (
        [one for group in by_group.values() for one in _misplaced(group, dense=dense)]
        for dense in (True, False)
    )
    misplaced = min((open_ties, dense), key=len)
    out_of_order = [one for group in by_group.values() for one in _out_of_order(group)]
    # Two rows that changed places are both wrong; one row far out of place shifts all between.
    by_order = 0 < 2 * len(out_of_order) < len(misplaced)
    wrong = out_of_order if by_order else misplaced
    return _Explanation(score, ascending, grouped, tuple(entries), tuple(wrong), len(misplaced), by_order)


def _misplaced(group: Sequence[_Entry], *, dense: bool) -> list[tuple[_Entry, str]]:
    """Rows whose rank is not one their figure allows, each with the rank it should bear."""
    ordered = sorted(-entry.score for entry in group)
    distinct = sorted(set(ordered))
    wrong = []
    for entry in group:
        if dense:
            first = last = bisect_right(distinct, -entry.score)
        else:
            last = bisect_right(ordered, -entry.score)
            first = bisect_left(ordered, -entry.score) + 1
        if not first <= entry.rank <= last:
            wrong.append((entry, f"{first}" if first == last else f"{first} 至 {last}"))
    return wrong


def _out_of_order(group: Sequence[_Entry]) -> list[tuple[_Entry, str]]:
    """The fewest rows that must be taken out for the figures to fall as the ranks rise."""
    entries = sorted(group, key=lambda entry: (entry.rank, -entry.score))
    heads: list[Fraction] = []
    tails: list[int] = []
    before: list[int] = []
    for place, entry in enumerate(entries):
        at = bisect_right(heads, -entry.score)
        before.append(tails[at - 1] if at else -1)
        if at == len(heads):
            heads.append(-entry.score)
            tails.append(place)
        else:
            heads[at], tails[at] = -entry.score, place
    kept: set[int] = set()
    place = tails[-1] if tails else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    right = {id(one): text for one, text in _misplaced(group, dense=False)}
    return [
        (entry, right.get(id(entry), str(entry.rank)))
        for place, entry in enumerate(entries)
        if place not in kept
    ]


def _checks(layout: Layout, heading: Heading, found: _Explanation, ranked: Sequence[BodyRow]) -> list[Check]:
    wrong = {entry.row.number: text for entry, text in found.wrong}
    known = {entry.row.number for entry in found.entries}
    shifted = {entry.row.number for entry, _ in _misplaced_all(found)} if found.by_order else set()
    formula = (
        f"按“{found.heading.name}”{'从低到高' if found.ascending else '从高到低'}，在{found.grouped}里排"
    )
    checks = []
    for row in ranked:
        score = row.figures[found.heading.index]
        working = f"{found.heading.name} {score.text}" if score else ""
        verdict, reason, expected = Verdict.HOLDS, "", ""
        if row.number not in known:
            verdict, reason = Verdict.UNCHECKABLE, f"这一行缺“{found.heading.name}”的数，或名次不是整数"
        elif row.number in wrong:
            verdict, expected = Verdict.FAILS, wrong[row.number]
        elif row.number in shifted:
            verdict, reason = Verdict.UNCHECKABLE, "次序对，名次的数要等不成立的那几行改过再看"
        checks.append(
            make_check(
                layout,
                row,
                heading.index,
                verdict,
                formula=formula,
                working=working,
                expected=expected,
                reason=reason,
            )
        )
    return checks


def _misplaced_all(found: _Explanation) -> list[tuple[_Entry, str]]:
    by_group: dict[str, list[_Entry]] = {}
    for entry in found.entries:
        by_group.setdefault(entry.group, []).append(entry)
    return [one for group in by_group.values() for one in _misplaced(group, dense=False)]
