"""What only shows when rows are compared: repeated rows, places that contradict themselves, foreign items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dabiao.core.defects import Defect
from dabiao.core.framework import Framework, Method
from dabiao.core.sum_table import LARGEST_SUM
from dabiao.office.defect_list import DefectList
from dabiao.office.observation_columns import MISSING, DegreeColumn
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.observation_table import (
    GatheredRows,
    Mask,
    Numbers,
    contradictions,
    repeated_key_defects,
    repeated_keys,
)

MOST_NAMES = 5
"""Examples written out in one warning."""

_CHINA = {"lon": (73.0, 136.0), "lat": (3.0, 54.0)}
"""Degrees; a place outside was typed wrong, or is none of the district's."""


def compare_rows(
    rows: GatheredRows, framework: Framework, defects: DefectList
) -> tuple[GatheredRows, tuple[str, ...]]:
    """Note rows that contradict others and return the rest, with the warnings they give."""
    if not len(rows):
        return rows, ()
    rows, bad, warnings = _items(rows, framework, defects)
    repeated, firsts = repeated_keys(rows)
    _note(defects, repeated, repeated_key_defects(rows, repeated, firsts, defects.room))
    bad |= repeated
    for name in ("site_type", "street"):
        differs, firsts = contradictions(rows, name, ("round", "site_id"))
        _note(defects, differs, _contradiction_defects(rows, name, differs, firsts, defects.room))
        bad |= differs
    for name in ("value", "base"):
        heavy = _heavy(rows, name)
        _note(defects, heavy, _heavy_defects(rows, name, heavy, defects.room))
        bad |= heavy
    kept = rows if not bad.any() else rows.only(~bad)
    return kept, (*warnings, *_cautions(kept))


def _note(defects: DefectList, wrong: Mask, spelt: Iterator[Defect]) -> None:
    defects.extend(spelt, int(np.count_nonzero(wrong)))


def _contradiction_defects(
    rows: GatheredRows, name: str, differs: Mask, firsts: Numbers, limit: int
) -> Iterator[Defect]:
    for place in np.flatnonzero(differs)[:limit].tolist():
        first = int(firsts[place])
        yield rows.origin(place).defect(
            "点位 %(site)s 在同一轮里又写成“%(now)s”，%(where)s写的是“%(before)s”。"
            "同一轮里一个点位只能有一个%(heading)s，请改成一致",
            rows.row(place),
            name,
            site=rows.word("site_id", place),
            now=rows.word(name, place),
            where=rows.where(first, place),
            before=rows.word(name, first),
            heading=HEADINGS[name],
        )


def _heavy(rows: GatheredRows, name: str) -> Mask:
    """Mark the largest figures, as many as keep the sum of all from being exact."""
    codes = rows.codes[name]
    figures = np.where(codes == MISSING, 0, codes).astype(np.float64)
    heavy: Mask = np.zeros(len(rows), np.bool_)
    if np.abs(figures).sum() >= LARGEST_SUM:
        order = np.argsort(np.abs(figures), kind="stable")
        heavy[order[np.cumsum(np.abs(figures)[order]) >= LARGEST_SUM]] = True
    return heavy


def _heavy_defects(rows: GatheredRows, name: str, heavy: Mask, limit: int) -> Iterator[Defect]:
    for place in np.flatnonzero(heavy)[:limit].tolist():
        yield rows.origin(place).defect(
            "这么大的数加在一起，超出可精确计算的范围。请核对是否填错，或改用大一些的单位，如万元",
            rows.row(place),
            name,
        )


def _items(
    rows: GatheredRows, framework: Framework, defects: DefectList
) -> tuple[GatheredRows, Mask, tuple[str, ...]]:
    """Turn item texts into the pack's ids. An item of another standard is a defect, an unknown one noted."""
    bad: Mask = np.zeros(len(rows), np.bool_)
    if framework.open_ended or not framework.items:
        return rows, bad, ()
    owner = {item.id: item.standard_id for item in framework.items}
    by_text = {(item.standard_id, item.text): item.id for item in framework.items}
    column = rows.columns.words("item")
    _, first, inverse = np.unique(
        rows.combined(("standard_id", "item")), return_index=True, return_inverse=True
    )
    codes = np.empty(first.size, np.int32)
    foreign = np.zeros(first.size, np.bool_)
    unknown: list[str] = []
    for pair, place in enumerate(first.tolist()):
        codes[pair] = rows.codes["item"][place]
        item, standard = rows.word("item", place), rows.word("standard_id", place)
        if item is None or owner.get(item) == standard:
            continue
        known = by_text.get((standard or "", item))
        if known is not None:
            codes[pair] = column.place(known)
        elif item in owner:
            foreign[pair] = True
        else:
            unknown.append(item)
    bad = foreign[inverse]
    _note(defects, bad, _foreign_defects(rows, owner, bad, defects.room))
    warnings = (_unknown_items(unknown),) if unknown else ()
    return replace(rows, codes={**rows.codes, "item": codes[inverse]}), bad, warnings


def _unknown_items(unknown: list[str]) -> str:
    names = list(dict.fromkeys(unknown))
    etc = "等" if len(names) > MOST_NAMES else ""
    return f"有 {len(names)} 个检查项不在标准包里，照常计入所属标准：{'、'.join(names[:MOST_NAMES])}{etc}"


def _foreign_defects(rows: GatheredRows, owner: dict[str, str], bad: Mask, limit: int) -> Iterator[Defect]:
    for place in np.flatnonzero(bad)[:limit].tolist():
        item = rows.word("item", place) or ""
        yield rows.origin(place).defect(
            "检查项 %(item)s 属于标准 %(owner)s，这一行的标准编号却是 %(standard)s，请核对",
            rows.row(place),
            "item",
            item=item,
            owner=owner[item],
            standard=rows.word("standard_id", place),
        )


def _cautions(rows: GatheredRows) -> Iterator[str]:
    """Yield what should be looked at but refuses nothing."""
    for name, remark in (
        ("site_type", "按各轮所写的类型分别计"),
        ("street", "按各轮所写的街道分别计"),
        ("site_name", "可能是两个点位用了同一个编号，或名称写法不一"),
    ):
        differs, _ = contradictions(rows, name, ("site_id",))
        if differs.any():
            sites = np.unique(rows.codes["site_id"][differs])
            column = rows.columns.words("site_id")
            named = "、".join(column.words[code] for code in sites[:MOST_NAMES].tolist())
            etc = "等" if sites.size > MOST_NAMES else ""
            yield f"{sites.size} 个点位的{HEADINGS[name]}前后不一致，{remark}：{named}{etc}"
    yield from _homeless(rows)
    outside = _outside(rows)
    if outside:
        yield f"{outside} 行的经纬度不在中国范围内，请核对是否写反或写错"


def _homeless(rows: GatheredRows) -> Iterator[str]:
    """Count field checks without a street or department where others have one: merged cells leave such gaps."""
    in_the_field = rows.codes["method"] == rows.columns.words("method").place(Method.FIELD.value)
    for name in ("street", "unit"):
        blank = in_the_field & (rows.codes[name] < 0)
        if blank.any() and (rows.codes[name] >= 0).any():
            yield (
                f"{np.count_nonzero(blank)} 行实地检查没有填写{HEADINGS[name]}，排名时归不到任何一家。"
                "如果用了合并单元格，请拆开后每行都填"
            )


def _outside(rows: GatheredRows) -> int:
    wrong: Mask = np.zeros(len(rows), np.bool_)
    for name, (low, high) in _CHINA.items():
        codes = rows.codes[name]
        degrees = codes / DegreeColumn.UNIT
        wrong |= (codes != MISSING) & ((degrees < low) | (degrees > high))
    return int(np.count_nonzero(wrong))
