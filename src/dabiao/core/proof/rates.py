"""Rates: X率 = a ÷ b from two counts of the same row, by name where the headings tell, else by the figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dabiao.core.proof.check import Check, Verdict, check_column, choose_first, make_check
from dabiao.core.proof.columns import MANY_COLUMNS
from dabiao.core.proof.figures import plain
from dabiao.core.proof.formula import Column, Formula, Negative, Product, Quotient, Sum, constant
from dabiao.core.proof.table import ColumnKind, Heading, Layout, RowKind

_RATE_STEM = re.compile(r"(?P<stem>[^()（）/]*?)(?:百分)?(?:率|占比|比例|比重)(\(.*\))?")
_MANNER = re.compile(r"按期|按时|及时|综合|总体|总|平均")
"""Words before the stem: 按期整改率 is about 整改 too."""

_GROWTH = re.compile(r".*(增长|增幅|环比|同比|升降|增减).*")
_BASE = re.compile(
    r".*(总|合计|应|任务|交办|下达|检查|测评|问题|项目|标准|点位|调查|抽查|样本|观测|计划|目标|上报|立案|受理|满分|分值|户数|人数|total|all).*"
)
_NOT_YET = re.compile(r"(未|不|应|需|待|没|拟|须).*")


@dataclass(frozen=True, slots=True)
class RateChecks:
    """The checks of the rows of data, and the formula of each rate column for its total rows."""

    checks: tuple[Check, ...]
    formulas: Mapping[int, tuple[Formula, ...]]


def check_rates(layout: Layout, spoken_for: frozenset[int]) -> RateChecks:
    """Check every rate column whose numerator and denominator can be found."""
    checks: list[Check] = []
    formulas: dict[int, tuple[Formula, ...]] = {}
    for heading in layout.numeric(ColumnKind.RATE):
        if heading.index in spoken_for:
            continue
        found = _formulas(layout, heading)
        formulas[heading.index] = found
        checks += check_column(layout, heading.index, found) if found else _unexplained(layout, heading)
    return RateChecks(tuple(checks), formulas)


def _formulas(layout: Layout, heading: Heading) -> tuple[Formula, ...]:
    counts = layout.numeric(ColumnKind.COUNT, ColumnKind.SCORE)
    counts = sorted(counts, key=lambda one: abs(one.index - heading.index))[:MANY_COLUMNS]
    sure, likely, others = _pairs(heading, counts)
    sure_forms = _scaled(layout, heading, sure)
    named = choose_first(layout, heading.index, sure_forms, _scaled(layout, heading, likely), named=True)
    if named.formulas and not named.failed:
        return named.formulas
    every = _scaled(layout, heading, [*likely, *others])
    choice = choose_first(layout, heading.index, named.formulas, every, named=False)
    if choice.formulas:
        return choice.formulas
    if not (choice.held or named.held) and choice.rows <= 2:
        # One or two rows and no doubt which counts are meant: then it is the figure that is wrong.
        return tuple(sure_forms)
    return ()


def _pairs(heading: Heading, counts: list[Heading]) -> tuple[list[Formula], list[Formula], list[Formula]]:
    """Quotients the headings are sure of, those whose numerator bears the rate's name, and all others."""
    growth = bool(_GROWTH.fullmatch(heading.own))
    found = _RATE_STEM.fullmatch(heading.own)
    stem = _MANNER.sub("", found["stem"]) if found else ""
    sure: list[Formula] = []
    likely: list[Formula] = []
    others: list[Formula] = []
    for top in counts:
        bears_name = bool(stem) and stem in plain(top.name) and not _NOT_YET.fullmatch(top.own)
        for bottom in counts:
            if bottom.index == top.index:
                continue
            ratio, share = _quotients(top, bottom, growth)
            if growth:
                likely += ratio
            elif bears_name and bottom.own in (f"未{stem}", f"不{stem}"):
                sure += share
            elif bears_name and (len(counts) == 2 or _BASE.fullmatch(bottom.own)):
                sure += ratio
                likely += share
            else:
                (likely if bears_name else others).extend((*ratio, *share))
    return sure, likely, others


def _quotients(top: Heading, bottom: Heading, growth: bool) -> tuple[list[Formula], list[Formula]]:
    a, b = Column(top.index), Column(bottom.index)
    if growth:
        return [Quotient(Sum((a, Negative(b))), b)], []
    return [Quotient(a, b)], [Quotient(a, Sum((a, b)))]


def _scaled(layout: Layout, heading: Heading, formulas: list[Formula]) -> list[Formula]:
    """Per cent or share: by the sign behind the figures or in the heading, else both ways."""
    figures = [row.figures[heading.index] for row in layout.of_kind(RowKind.DATA)]
    percent = [figure.percent for figure in figures if figure is not None]
    hundred = constant(100)
    scaled: list[Formula] = [Product(formula, hundred) for formula in formulas]
    if percent and all(percent):
        return formulas
    if re.search(r"[(]%[)]|pct|percent", plain(heading.name).lower()):
        return scaled
    return scaled + formulas


def _unexplained(layout: Layout, heading: Heading) -> list[Check]:
    return [
        make_check(
            layout,
            row,
            heading.index,
            Verdict.UNCHECKABLE,
            reason="表里找不到能对上的分子和分母；可用 --roles 说明",
        )
        for row in layout.of_kind(RowKind.DATA)
        if row.figures[heading.index] is not None
    ]
