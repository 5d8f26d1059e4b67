"""Organisations as offices keep them in a workbook: one row each, with what stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import Defect
from dabiao.office.headed_table import Columns, HeadedRow, read_headed
from dabiao.office.print_workbook import Column, PrintSheet, print_workbook

COLUMNS: Columns = {
    "名称": ("名称", "单位名称", "机构名称", "单位", "name"),
    "类别": ("类别", "类型", "kind"),
    "上级": ("上级", "属地上级", "所属街道", "上级单位", "parent"),
    "条线上级": ("条线上级", "主管部门", "业务主管", "sector parent"),
    "代码": ("代码", "区划代码", "统一社会信用代码", "code"),
    "排名分组": ("排名分组", "分组", "组别", "group"),
}
REQUIRED = ("名称", "类别")


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A row as it says; empty where it says nothing. ``parent`` may be a path: 东湖街道/和平社区."""

    source: HeadedRow
    name: str
    kind: str
    parent: str
    sector_parent: str
    code: str
    ranking_group: str


def read_organisations(path: Path) -> tuple[list[OrganisationRow], list[Defect]]:
    """Read every row, and what no row can be read without. Raises BadInput for a file that is no such table."""
    rows: list[OrganisationRow] = []
    defects: list[Defect] = []
    for row in read_headed(path, COLUMNS, REQUIRED):
        words = {heading: row.word(heading) for heading in COLUMNS}
        wrong = [word for word in words.values() if isinstance(word, Defect)]
        wrong += [row.defect("没有填写，请补上", one) for one in REQUIRED if words[one] is None]
        if wrong:
            defects += wrong
            continue
        said = {heading: word for heading, word in words.items() if isinstance(word, str)}
        rows.append(OrganisationRow(row, *(said.get(heading, "") for heading in COLUMNS)))
    return rows, defects


def write_organisations(rows: Sequence[Sequence[str]], base: str, path: Path) -> None:
    """Write rows of ``COLUMNS`` as a workbook that can be printed, changed and read again."""
    widths = (26, 8, 26, 22, 24, 14)
    columns = [Column(heading, width) for heading, width in zip(COLUMNS, widths, strict=True)]
    with print_workbook(path, "单位名册") as book:
        sheet = PrintSheet(book, "单位名册", "单位名册", base, columns, landscape=True)
        for row in rows:
            sheet.add(row)
        sheet.close()
