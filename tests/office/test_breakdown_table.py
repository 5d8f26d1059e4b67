"""任务分解表 as a file: the headings of real tables in any order, a sheet for each method, cells that say nothing."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.defects import BadInput
from dabiao.core.framework import Method
from dabiao.office.breakdown_table import (
    BreakdownLine,
    find_headings,
    is_heading,
    read_breakdown,
    write_breakdown,
)

LEAD, RESPONSIBLE, ASSISTING = DutyKind


def book(folder: Path, **sheets: list[tuple[object, ...]]) -> Path:
    path = folder / "分解.xlsx"
    with xlsxwriter.Workbook(str(path)) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(at, column, cell)
    return path


def test_the_columns_of_real_tables_are_known(tmp_path: Path) -> None:
    material = (
        "序号",
        "测评项目",
        "指标名称",
        "测评内容",
        "测评标准",
        "上报材料和检查提示",
        "牵头单位",
        "责任单位",
    )
    field = ("测评项目", "指标名称", "测评内容", "测评标准", "实地考察点位及标准", "责任单位")
    survey = ("测评项目", "指标名称", "测评内容", "测评标准", "问卷主要内容", "牵头单位")
    path = book(
        tmp_path,
        甲=[
            ("附件：任务分解表",),
            material,
            (1, "精神文明", "理论", "宣讲", "1.1.1 宣讲", "讲稿", "宣传部", "各街道"),
        ],
        乙=[field, ("环境", "卫生", "道路", "道路整洁", "主次干道：无垃圾", "东湖街道")],
        丙=[survey, ("评价", "满意", "满意度", "居民满意", "对环境满意吗", "创建办")],
    )
    rows = read_breakdown(path).rows
    assert [(one.method, one.asked) for one in rows] == [
        (Method.DOCUMENT, "讲稿"),
        (Method.FIELD, "主次干道：无垃圾"),
        (Method.SURVEY, "对环境满意吗"),
    ]
    assert rows[0].units == {LEAD: "宣传部", RESPONSIBLE: "各街道"}
    assert rows[1].units == {RESPONSIBLE: "东湖街道"}, "a column that is not there says nothing, not nobody"
    assert (rows[0].source.sheet, rows[0].source.row) == ("甲", 3)


def test_columns_stand_in_any_order_and_under_other_names(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        材料审核=[("责任部门", "完成时间", "标准", "协助单位"), ("甲局", "2026年12月1日", "宣讲", "乙局")],
    )
    (row,) = read_breakdown(path).rows
    assert (row.method, row.standard, row.deadline) == (Method.DOCUMENT, "宣讲", date(2026, 12, 1))
    assert row.units == {RESPONSIBLE: "甲局", ASSISTING: "乙局"}
    assert (row.asked, row.people, row.says_deadline) == (None, None, True)


def test_a_column_of_methods_decides_row_by_row(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        总表=[
            ("标准编号", "测评方法", "责任单位"),
            ("1", "网上申报", "甲"),
            ("2", "暗访", "乙"),
            ("3", "", "丙"),
        ],
    )
    table = read_breakdown(path)
    assert [one.method for one in table.rows] == [Method.DOCUMENT, Method.FIELD]
    assert [(one.row, one.field) for one in table.defects] == [(4, "测评方法")]


def test_an_impossible_day_is_told(tmp_path: Path) -> None:
    path = book(tmp_path, 材料=[("标准编号", "责任单位", "完成时限"), ("1", "甲", "年底前")])
    (fault,) = read_breakdown(path).defects
    assert (fault.sheet, fault.row, fault.field) == ("材料", 2, "完成时限")


def test_a_sheet_without_the_headings_is_named_and_one_without_rows_is_no_fault(tmp_path: Path) -> None:
    heading = ("标准编号", "责任单位")
    table = read_breakdown(book(tmp_path, 封面=[("任务分解",)], 材料=[heading, ("1", "甲")], 问卷=[heading]))
    assert table.skipped == ("封面",)
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("名称", "类别"), ("甲", "乙")], "没有找到任务分解表的表头"),
        ([("标准编号", "责任单位")], "没有内容"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, rows: list[tuple[str, ...]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_breakdown(book(tmp_path, 材料=rows))


def test_the_heading_row_is_found_for_handing_back() -> None:
    rows = [("任务分解表",), (), ("测评标准", "牵头单位*"), ("1.1", "甲")]
    assert find_headings(rows) == 2
    assert find_headings([("任务分解表",)]) is None
    assert is_heading({"测评标准", "配合单位"})
    assert not is_heading({"测评标准", "完成时限"})


def test_what_could_run_as_a_formula_goes_out_as_text(tmp_path: Path) -> None:
    line = BreakdownLine(
        Method.DOCUMENT, "1.1", "甲", "乙", "丙", "丁", "=HYPERLINK(1)", {LEAD: ["+局"], RESPONSIBLE: ["@社"]}
    )
    write_breakdown([line], "任务分解表", "说明", tmp_path / "out.xlsx")
    (row,) = read_breakdown(tmp_path / "out.xlsx").rows
    assert row.asked == "=HYPERLINK(1)"
    assert row.units == {LEAD: "+局", RESPONSIBLE: "@社", ASSISTING: ""}


def test_nothing_to_write_is_still_a_form(tmp_path: Path) -> None:
    write_breakdown([], "任务分解表", "说明", tmp_path / "out.xlsx")
    with pytest.raises(BadInput, match="没有内容"):
        read_breakdown(tmp_path / "out.xlsx")
