"""Small field workbooks as tables, for tests of how they are understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from field_scores import framework
from field_workbooks import organisations, register

from dabiao.core.field.table import FieldTable, Fill, Merge, Place
from dabiao.core.field.vocabulary import KnownPlace, Vocabulary

ROUND = "2026年9月第三方测评"

LONG = ("序号", "点位名称", "点位类型", "街道", "测评内容", "是否符合", "存在问题", "责任单位")
LONG_ROWS: Sequence[Sequence[str]] = (
    ("1", "文化路第一农贸市场", "农贸市场", "东湖街道", "入口处设公平秤，在检定有效期内", "符合", "", "市监局"),
    ("2", "文化路第一农贸市场", "农贸市场", "东湖街道", "行业规范和经营者公约上墙", "不符合", "未张挂", "市监局"),
    ("3", "锦绣花园一期", "小区", "东湖街道", "楼道整洁，没有杂物堆放", "符合", "", "东湖街道办"),
    ("4", "锦绣花园一期", "小区", "东湖街道", "健身器材完好、固定牢靠", "不适用", "", "东湖街道办"),
)  # fmt: skip

MARKETS = ("文化路第一农贸市场", "文化路第二农贸市场", "柳园便民农贸市场")
ITEMS = ("出入口设公平秤，在检定有效期内", "行业规范和经营者公约上墙", "禁烟区域内没有人吸烟")
WIDE = ("序号", "市场名称", *ITEMS)
WIDE_ROWS: Sequence[Sequence[str]] = (
    ("1", MARKETS[0], "√", "×", "√"),
    ("2", MARKETS[1], "√", "", "√"),
    ("3", MARKETS[2], "×", "√", "/"),
)


def table(
    *rows: Sequence[str],
    sheet: str | None = "明细",
    file: str = "测评.xlsx",
    fills: Mapping[Place, Fill] | None = None,
    merged: Sequence[Merge] = (),
    errors: Mapping[Place, str] | None = None,
    hidden: bool = False,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> FieldTable:
    """A table of rows, short ones filled up with blanks; merged ranges say the same in each cell."""
    width = max(map(len, rows))
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    for one in merged:
        for row in range(one.top, one.bottom + 1):
            for column in range(one.left, one.right + 1):
                cells[row][column] = cells[one.top][one.left]
    return FieldTable(
        file,
        sheet,
        tuple(map(tuple, cells)),
        hidden=hidden,
        fills=fills or {},
        merged=tuple(merged),
        errors=errors or {},
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def long_table(**options: object) -> FieldTable:
    """One row, one answer."""
    return table(LONG, *LONG_ROWS, **options)  # type: ignore[arg-type]


def wide_table(**options: object) -> FieldTable:
    """Markets down, items across."""
    return table(WIDE, *WIDE_ROWS, **options)  # type: ignore[arg-type]


def vocabulary(**options: object) -> Vocabulary:
    """The register and the organisations of the field workbooks, and a round."""
    places = tuple(
        KnownPlace(one.site_id, one.name, one.site_type, one.street, one.community, one.unit)
        for one in register()
    )
    units = tuple(one.name for one in organisations() if one.kind != "街道")
    streets = tuple(one.name for one in organisations() if one.kind == "街道")
    known = {"places": places, "units": units, "streets": streets, "round_name": ROUND, **options}
    return Vocabulary(framework(), **known)  # type: ignore[arg-type]
