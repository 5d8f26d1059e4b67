"""Tables that come with results from outside: lists of problems handed back, and counts by standard.

Nobody's columns are ours, so each has the headings that lists of this kind bear; what matters is that the rows are
read whole or the file is refused with the row and column named.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_values import Fault, count_of, text_of
from dabiao.office.headed_table import Columns, HeadedRow, in_row_order, read_headed

LONGEST_PROBLEM = 1000
"""Characters of one problem; those of published lists stay below a hundred."""

MOST_PROBLEMS = 5_000
"""Rows of one list. A district's third-party list of a whole round has some hundreds."""

PROBLEM_COLUMNS: Columns = {
    "问题描述": ("问题描述", "存在问题", "问题", "问题内容", "反馈问题", "主要问题", "problem"),
    "点位名称": ("点位名称", "点位", "测评点位", "地点", "位置", "site_name"),
    "点位类型": ("点位类型", "点位类别", "类型", "site_type"),
    "街道": ("街道", "属地", "所属街道", "镇街", "街道（镇）", "street"),
    "社区": ("社区", "所属社区", "社区（村）", "community"),
    "责任单位": ("责任单位", "整改单位", "牵头单位", "主管部门", "unit"),
    "标准编号": ("标准编号", "标准号", "指标编号", "standard_id"),
    "检查项": ("检查项", "测评内容", "测评项", "item"),
}

COUNT_COLUMNS: Columns = {
    "标准编号": ("标准编号", "标准号", "指标编号", "standard_id"),
    "点位类型": ("点位类型", "点位类别", "类型", "site_type"),
    "抽查数": ("抽查数", "抽查点位数", "测评点位数", "实测点位", "检查数", "places"),
    "符合数": ("符合数", "符合点位数", "达标点位数", "达标数", "合格数", "places_ok"),
}


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as the list has it; empty where it says nothing."""

    source: HeadedRow
    text: str
    site_name: str
    site_type: str
    street: str
    community: str
    unit: str
    standard_id: str
    item: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """Places that were looked at and that passed, of one standard and place type."""

    source: HeadedRow
    standard_id: str
    site_type: str
    places: int
    places_ok: int


def read_problems(path: Path) -> tuple[list[ProblemRow], list[Defect]]:
    """Read a list of problems, and what is wrong with its rows. Raises BadInput for a file that is no such list."""
    rows, defects = [], []
    found = read_headed(path, PROBLEM_COLUMNS, ("问题描述",))
    if len(found) > MOST_PROBLEMS:
        raise BadInput(
            Defect(
                "超过 %(limit)d 行，没有读取。请分成几份登记", path.name, parameters={"limit": MOST_PROBLEMS}
            )
        )
    for row in found:
        words, wrong = _words(row, [one for one in PROBLEM_COLUMNS if one != "问题描述"])
        text = text_of(row.cells["问题描述"]) or ""
        if not text:
            wrong.append(row.defect("没有填写，请补上", "问题描述"))
        elif len(text) > LONGEST_PROBLEM:
            wrong.append(
                row.defect(
                    "有 %(length)d 字，最多 %(limit)d 字，请拆成几行",
                    "问题描述",
                    length=len(text),
                    limit=LONGEST_PROBLEM,
                )
            )
        wrong += _too_long(row, words)
        if wrong:
            defects += wrong
            continue
        rows.append(
            ProblemRow(
                row,
                text,
                *(
                    words[one]
                    for one in ("点位名称", "点位类型", "街道", "社区", "责任单位", "标准编号", "检查项")
                ),
            )
        )
    return rows, in_row_order(defects)


def read_counts(path: Path) -> tuple[list[CountRow], list[Defect]]:
    """Read counts by standard, and what is wrong with the rows. Raises BadInput for a file that is no such table."""
    rows, defects = [], []
    seen: dict[tuple[str, str], int] = {}
    for row in read_headed(path, COUNT_COLUMNS, ("标准编号", "抽查数", "符合数")):
        words, wrong = _words(row, ["标准编号", "点位类型"])
        places, passed = _count(row, "抽查数", wrong), _count(row, "符合数", wrong)
        if not words["标准编号"]:
            wrong.append(row.defect("没有填写，请补上", "标准编号"))
        if places is not None and passed is not None and passed > places:
            wrong.append(
                row.defect(
                    "符合 %(passed)d 处，比抽查的 %(places)d 处还多，请核对",
                    "符合数",
                    passed=passed,
                    places=places,
                )
            )
        if places == 0:
            wrong.append(row.defect("抽查 0 处就是没有测，请删去这一行；没有测不等于零分", "抽查数"))
        key = words["标准编号"], words["点位类型"]
        first = seen.setdefault(key, row.row)
        if first != row.row:
            wrong.append(
                row.defect("和第 %(row)d 行是同一个标准和点位类型，请合并成一行", "标准编号", row=first)
            )
        if wrong or places is None or passed is None:
            defects += wrong
            continue
        rows.append(CountRow(row, *key, places, passed))
    return rows, in_row_order(defects)


_LIMITS = {
    "点位名称": 128,
    "街道": 64,
    "社区": 64,
    "责任单位": 64,
    "点位类型": 80,
    "标准编号": 80,
    "检查项": 255,
}
"""Characters that are kept of each column; the tables of rounds have the same."""


def _too_long(row: HeadedRow, words: dict[str, str]) -> list[Defect]:
    return [
        row.defect("有 %(length)d 字，最多 %(limit)d 字，请改短", name, length=len(word), limit=_LIMITS[name])
        for name, word in words.items()
        if len(word) > _LIMITS[name]
    ]


def _words(row: HeadedRow, headings: list[str]) -> tuple[dict[str, str], list[Defect]]:
    said = {one: row.word(one) for one in headings}
    wrong = [word for word in said.values() if isinstance(word, Defect)]
    return {one: word if isinstance(word, str) else "" for one, word in said.items()}, wrong


def _count(row: HeadedRow, heading: str, wrong: list[Defect]) -> int | None:
    count = count_of(row.cells[heading])
    if isinstance(count, Fault):
        wrong.append(row.defect(count.template, heading, **count.parameters))
        return None
    if count is None:
        wrong.append(row.defect("没有填写，请补上", heading))
    return count
