"""Sheets of frameworks in the shapes they come in: what is read, what is named as left out, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.column_letters import column_letters
from dabiao.core.exact_shares import equal_shares
from dabiao.core.framework import Method
from dabiao.core.framework_book.columns import STATED_CONFIDENCE, propose_sheet
from dabiao.core.framework_book.fields import HEADINGS, Field
from dabiao.core.framework_book.reading import read_framework
from dabiao.core.framework_book.sheet import Place, SheetText
from dabiao.core.framework_book.standards import ToldFramework
from dabiao.core.framework_book.tables import FrameworkTables, Reference, framework_tables

TYPES = {"社区": {"id": "community", "title": "社区"}, "公园": {"id": "park", "title": "公园"}}


def sheet(*rows: Sequence[str], name: str = "表", merged: Sequence[tuple[Place, Place]] = ()) -> SheetText:
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    origins: dict[Place, Place] = {}
    for (top, left), (bottom, right) in merged:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    origins[row, column] = (top, left)
                    filled[row - 1][column] = filled[top - 1][left]
    return SheetText(name, tuple(map(tuple, filled)), origins)


def read(*sheets: SheetText) -> ToldFramework:
    return read_framework("x.xlsx", sheets, {one.name: propose_sheet(one) for one in sheets})


def made(*sheets: SheetText) -> FrameworkTables:
    return framework_tables(read(*sheets), Reference(TYPES), "x.xlsx")


@pytest.mark.parametrize("field", [one for one in HEADINGS if one is not Field.REMARK])
def test_every_usual_heading_is_known_for_sure(field: Field) -> None:
    for name in HEADINGS[field]:
        other = "测评标准" if field is not Field.TEXT else "测评方法"
        found = propose_sheet(sheet((name, other), ("甲", "乙")))
        assert found.columns[0].field is field, name
        assert found.columns[0].sure


def test_blanks_brackets_and_width_do_not_matter_in_a_heading() -> None:
    found = propose_sheet(sheet(("测 评\n标 准", "分　值（分）", "测评方法："), ("甲", "2", "实地")))
    assert [one.field for one in found.columns] == [Field.TEXT, Field.POINTS, Field.METHOD]
    assert all(one.sure for one in found.columns)


def test_a_heading_nobody_knows_is_offered_by_its_content_and_never_taken_for_sure() -> None:
    found = propose_sheet(
        sheet(
            ("测评标准", "测评方法", "由谁负责"),
            ("甲", "实地", "城管局"),
            ("乙", "材料", "教育局"),
            ("丙", "实地", "区委办"),
        )
    )
    column = found.columns[2]
    assert column.field is Field.RESPONSIBLE
    assert column.confidence < STATED_CONFIDENCE
    assert not column.sure


def test_a_column_that_counts_rows_is_nothing() -> None:
    found = propose_sheet(sheet(("序号", "测评标准", "测评方法"), ("1", "甲", "实地"), ("2", "乙", "实地")))
    assert found.columns[0].field is None


def test_headings_may_stand_below_titles_and_in_two_rows() -> None:
    found = sheet(
        ("某县测评体系", "", "", ""),
        ("测评标准", "测评方法", "单位", ""),
        ("", "", "牵头单位", "责任单位"),
        ("整洁", "实地", "城管局", "各街道"),
        merged=(((1, 0), (1, 3)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 2), (2, 3))),
    )
    told = read(found)
    assert propose_sheet(found).heading_rows == (2, 3)
    assert [(one.text, one.lead) for one in told.standards] == [("整洁", "城管局")]
    assert [(one.cell, one.text) for one in told.not_taken] == [("A1", "某县测评体系"), ("D4", "各街道")]


def test_a_sheet_without_headings_is_named_cell_by_cell() -> None:
    told = read(
        sheet(("测评标准", "测评方法"), ("甲", "实地")), sheet(("请核对",), ("", "谢谢"), name="说明")
    )
    assert [(one.sheet, one.cell) for one in told.not_taken] == [("说明", "A1"), ("说明", "B2")]


def test_categories_span_rows_whether_merged_or_left_blank() -> None:
    rows = (
        ("测评项目", "测评内容", "测评标准", "方法"),
        ("一", "甲", "子", "实地"),
        ("", "", "丑", "实地"),
        ("", "乙", "寅", "实地"),
    )
    blank = made(sheet(*rows))
    assert blank.tables == made(sheet(*rows, merged=(((2, 0), (4, 0)), ((2, 1), (3, 1))))).tables
    assert [(one["id"], one.get("parent"), one["title"]) for one in blank.tables["tree"]] == [
        ("1", None, "一"),
        ("1.1", "1", "甲"),
        ("1.2", "1", "乙"),
    ]
    assert [one["id"] for one in blank.tables["standards"]] == ["1.1.1", "1.1.2", "1.2.1"]


def test_one_standard_on_a_sheet_for_each_method_is_one_standard() -> None:
    columns = ("测评项目", "测评标准", "分值")
    found = made(
        sheet((*columns, "上报材料"), ("一", "整洁", "2", "1)台账；2)照片"), name="材料"),
        sheet((*columns, "实地考察点位及标准"), ("一", "整洁", "3", "社区：整洁"), name="实地"),
    )
    (standard,) = found.tables["standards"]
    assert standard["points"] == "5"
    assert [(one["method"], one["points"], one["form"]) for one in found.tables["rules"]] == [
        ("材料", "2", "conformity_rate"),
        ("实地", "3", "quantified"),
    ]
    assert [one["text"] for one in found.tables["items"]] == ["台账", "照片", "整洁"]


def test_a_sheet_for_each_category_gives_its_name() -> None:
    columns = ("测评内容", "测评标准", "测评方法")
    found = made(
        sheet(columns, ("窗口", "文明", "实地"), name="政务环境"),
        sheet(columns, ("街路", "整洁", "实地"), name="生活环境"),
    )
    tops = [one["title"] for one in found.tables["tree"] if one["level"] == "测评项目"]
    assert tops == ["政务环境", "生活环境"]
    assert [one["id"] for one in found.tables["standards"]] == ["1.1.1", "2.1.1"]


def test_points_are_given_else_equal_and_always_sum() -> None:
    rows = [("测评标准", "测评方法"), *((f"标准{n}", "实地、材料、问卷") for n in range(7))]
    found = made(sheet(*rows))
    points = [Decimal(one["points"]) for one in found.tables["standards"]]
    assert sum(points) == 100 == found.points
    assert max(points) - min(points) <= Decimal("0.01")
    for standard in found.tables["standards"]:
        shares = [
            Decimal(one["points"]) for one in found.tables["rules"] if one["standard_id"] == standard["id"]
        ]
        assert sum(shares) == Decimal(standard["points"])


@given(st.decimals(0, 1000, places=3), st.integers(1, 200))
def test_shares_add_up_to_the_whole_exactly(whole: Decimal, count: int) -> None:
    shares = equal_shares(whole, count)
    assert len(shares) == count
    assert sum(shares, Decimal(0)) == whole
    assert max(shares) - min(shares) <= Decimal("0.01")


def test_points_nobody_wrote_are_said() -> None:
    found = made(sheet(("测评标准", "测评方法", "分值"), ("甲", "实地", "60"), ("乙", "实地", "")))
    assert [one["points"] for one in found.tables["standards"]] == ["60", "40"]
    assert any("暂记 40 分" in str(one) for one in found.cautions)


def test_what_is_no_figure_is_named() -> None:
    told = read(sheet(("测评标准", "测评方法", "分值"), ("甲", "实地", "见附件")))
    assert [(one.cell, one.text, one.reason) for one in told.not_taken] == [("C2", "见附件", "不是分值")]


def test_a_standard_without_a_method_is_looked_at_on_the_spot_and_that_is_said() -> None:
    found = made(sheet(("测评标准", "分值"), ("甲", "1")))
    assert [one["method"] for one in found.tables["rules"]] == [Method.FIELD.value]
    assert any("没有写测评方法" in str(one) for one in found.cautions)


def test_totals_repeated_headings_and_notes_are_no_standards() -> None:
    told = read(
        sheet(
            ("测评项目", "测评标准", "测评方法", "分值"),
            ("一", "甲", "实地", "2"),
            ("测评项目", "测评标准", "测评方法", "分值"),
            ("", "乙", "实地", "2"),
            ("合计", "", "", "4"),
            ("注：本表自拟", "", "", ""),
        )
    )
    assert [one.text for one in told.standards] == ["甲", "乙"]
    assert {one.reason for one in told.not_taken} == {
        "重复的表头",
        "合计行，分值由各条标准重新相加",
        "标题或说明，不是标准",
    }


def test_a_new_place_type_is_made_and_said() -> None:
    found = made(
        sheet(("测评标准", "测评方法", "实地考察点位及标准"), ("甲", "实地", "停车场：划线；公园：整洁"))
    )
    assert [one["id"] for one in found.tables["site_types"]] == ["停车场"]
    assert any("停车场" in str(one) for one in found.cautions)


def test_two_items_of_one_text_can_be_told_apart() -> None:
    rows = (
        ("测评标准", "测评方法", "实地考察点位及标准"),
        ("甲", "实地", "社区：整洁"),
        ("乙", "实地", "公园：整洁"),
    )
    found = made(sheet(*rows))
    assert [one["text"] for one in found.tables["items"]] == ["整洁", "整洁（标准 2）"]
    assert any("文字相同" in str(one) for one in found.cautions)


def test_standards_numbered_all_through_do_not_clash_with_their_categories() -> None:
    rows = (
        ("标准编号", "测评项目", "测评标准", "方法"),
        ("1", "一", "甲", "实地"),
        ("2", "二", "乙", "实地"),
    )
    found = made(sheet(*rows))
    assert [one["id"] for one in found.tables["standards"]] == ["1", "2"]
    assert len({one["id"] for one in (*found.tables["tree"], *found.tables["standards"])}) == 4


FIELDS = [one for one in Field if one is not Field.PARENT][:12]
CELLS = st.text("甲乙1)2）；、：实地材料2.5分%\n社区", max_size=12).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6), st.permutations(FIELDS))
def test_of_any_sheet_no_cell_is_lost_and_no_total_breaks(rows: list[list[str]], fields: list[Field]) -> None:
    headings = [one.value for one in fields[:4]]
    found = sheet(["测评标准", *[one for one in headings if one != "测评标准"], "随便"][:5], *rows)
    told = read(found)
    mapping = propose_sheet(found)
    named = {(one.sheet, one.cell) for one in told.not_taken}
    for (row, column), text in found.written():
        taken = (row, column) in told.used.get(found.name, frozenset())
        left_out = (found.name, f"{column_letters(column)}{row}") in named
        assert row in mapping.heading_rows or taken or left_out, (row, column, text)
    tables = framework_tables(told, Reference(TYPES))
    tops = [one for one in tables.tables.get("tree", ()) if "parent" not in one]
    below = [one for one in tables.tables.get("standards", ()) if "parent" not in one]
    total = sum((Decimal(one["points"]) for one in (*tops, *below)), Decimal(0))
    assert total == tables.points
