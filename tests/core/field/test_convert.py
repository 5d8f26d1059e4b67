"""A mapping carried out: every answer ends somewhere, sums never count, and doubts name their cell."""

from __future__ import annotations

import pytest
from field_tables import (
    ITEMS,
    LONG,
    LONG_ROWS,
    MARKETS,
    ROUND,
    WIDE,
    long_table,
    table,
    vocabulary,
    wide_table,
)

from dabiao.core.field.canonical import Converted
from dabiao.core.field.convert import convert
from dabiao.core.field.mapping import (
    LEFT_OUT,
    FieldMapping,
    Kind,
    Layout,
    Role,
    with_column,
    with_layout,
    with_match,
)
from dabiao.core.field.propose import propose, propose_again
from dabiao.core.field.table import FieldTable, Fill, Merge
from dabiao.core.field.vocabulary import NOTHING_LEARNED, Vocabulary


def converted(
    *tables: FieldTable, mapping: FieldMapping | None = None, known: Vocabulary | None = None
) -> Converted:
    known = known or vocabulary()
    return convert(tables, mapping or propose(tables, known), known)


def answers(found: Converted) -> list[tuple[str, str, str]]:
    return [(one.cells["site_id"], one.cells["item"], one.cells["result"]) for one in found.rows]


def messages(found: Converted) -> list[str]:
    return [str(one) for one in found.defects]


def test_a_long_row_becomes_a_canonical_row_with_its_origin():
    first, second = converted(long_table()).rows[:2]
    assert first.cells == {
        "round": ROUND, "site_id": "NM01", "site_name": MARKETS[0], "site_type": "farmers_market", "street": "东湖街道",
        "community": "东湖春晖社区", "unit": "市场监督管理局", "standard_id": "4.2.1", "item": "4.2.1-1",
        "result": "符合",
    }  # fmt: skip
    assert (first.file, first.sheet, first.row, first.column) == ("测评.xlsx", "明细", 2, "F")
    assert second.cells["problem"] == "未张挂"


def test_a_blank_of_a_matrix_makes_no_row():
    found = converted(wide_table())
    assert len(found.rows) == 8
    assert (found.account.read, found.account.blank) == (9, 1)
    assert ("NM02", "4.2.1-4", "符合") not in answers(found)


def test_sums_and_signatures_make_no_row():
    plain = converted(wide_table())
    with_sums = converted(
        table(
            WIDE,
            *(one[:] for one in wide_table().cells[1:]),
            ("合计", "", "2", "1", "2"),
            ("填表人：", "", "审核人："),
        )
    )
    assert answers(with_sums) == answers(plain)
    assert with_sums.totals_skipped == 2


def test_a_red_cell_with_a_text_is_a_failure_with_its_problem():
    fills = {(1, 2): Fill.GREEN, (1, 3): Fill.RED}
    found = converted(
        table(WIDE, ("1", MARKETS[0], "", "未张挂公约"), ("绿底符合，红底不符合",), fills=fills)
    )
    assert [(one.cells["result"], one.cells.get("problem")) for one in found.rows] == [
        ("符合", None), ("不符合", "未张挂公约"),
    ]  # fmt: skip


def test_remarks_of_a_place_go_with_what_failed_there_one_each():
    found = converted(table((*WIDE, "问题说明"), ("1", MARKETS[0], "×", "√", "×", "秤坏了；有人抽烟")))
    assert [one.cells.get("problem") for one in found.rows] == ["秤坏了", None, "有人抽烟"]


def test_places_written_once_over_their_rows_carry_down():
    rows = [LONG_ROWS[0], ("2", "", "", "", *LONG_ROWS[1][4:])]
    assert {one.cells["site_id"] for one in converted(table(LONG, *rows)).rows} == {"NM01"}


def test_section_titles_speak_for_the_rows_below_them():
    found = converted(
        table(
            ("序号", "检查内容", "检查结果"), (f"一、{MARKETS[0]}",), ("1", ITEMS[0], "达标"),
            (f"二、{MARKETS[1]}",), ("1", ITEMS[0], "不达标"),
        )
    )  # fmt: skip
    assert answers(found) == [("NM01", "4.2.1-1", "符合"), ("NM02", "4.2.1-1", "不符合")]


def test_dates_without_a_year_have_the_year_of_the_title():
    found = converted(
        table(("2026年9月测评",), ("点位", "日期", "检查内容", "结果"), (MARKETS[0], "9月8日", ITEMS[0], "√"),
              (MARKETS[1], "2026.9.9", ITEMS[0], "√"))
    )  # fmt: skip
    assert [one.cells["date"] for one in found.rows] == ["2026-09-08", "2026-09-09"]


def test_a_date_nobody_can_read_refuses_its_row():
    days = ("9月31日", "2026-09-09", "2026-09-09")
    rows = [(market, day, ITEMS[0], "√") for market, day in zip(MARKETS, days, strict=True)]
    found = converted(table(("点位", "日期", "检查内容", "结果"), *rows))
    assert messages(found) == [
        "测评.xlsx 工作表“明细” 第 2 行 “D”列：日期“9月31日”认不出来，请写成 2026-03-05 或 2026年3月5日"
    ]


def test_two_sheets_that_disagree_name_both_cells():
    other = (*LONG_ROWS[0][:5], "不符合", "", "市监局")
    found = converted(long_table(sheet="第一组"), table(LONG, other, sheet="第二组"))
    assert messages(found) == [
        "测评.xlsx 工作表“第二组” 第 2 行 “F”列：写的是“不符合”，与 工作表“第一组” F2 的“符合”矛盾："
        "同一轮次、点位和检查项只能有一个结果。请核对后改成一致"
    ]


def test_two_sheets_that_agree_count_once():
    found = converted(long_table(sheet="第一组"), long_table(sheet="第二组"))
    assert (len(found.rows), found.account.repeated, found.defects) == (4, 4, ())


def test_two_inspectors_at_one_place_both_count():
    rows = [(MARKETS[0], ITEMS[0], "√", "甲"), (MARKETS[0], ITEMS[0], "×", "乙")]
    assert len(converted(table(("点位", "检查内容", "结果", "测评员"), *rows)).rows) == 2


def test_an_error_in_a_needed_cell_is_named_and_elsewhere_ignored():
    rows = [[*row, ""] for row in LONG_ROWS]
    rows[0][5] = "#N/A"
    rows[1][8] = "#DIV/0!"
    found = converted(table((*LONG, "符合率"), *rows, errors={(1, 5): "#N/A", (2, 8): "#DIV/0!"}))
    assert messages(found) == [
        "测评.xlsx 工作表“明细” 第 2 行 “F”列：单元格 F2 是公式错误 #N/A。请在 Excel 里改成文字或数，再保存一次"
    ]
    assert (len(found.rows), found.account.refused) == (3, 1)


def test_a_heading_merged_with_the_first_row_is_named():
    found = converted(long_table(merged=[Merge(0, 1, 1, 1)]))
    assert "B 列的表头和这一行合并成了一格" in messages(found)[0]


def test_both_columns_of_a_pair_ticked_refuse_the_answer():
    found = converted(
        table(("点位", "楼道无杂物", ""), ("", "符合", "不符合"), ("锦绣花园一期", "√", "√"), ("锦绣花园二期", "√", ""),
              merged=[Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)])
    )  # fmt: skip
    assert "都打了勾" in messages(found)[0]
    assert len(found.rows) == 1


def test_what_is_not_settled_is_one_defect_with_the_number_that_waits():
    rows = [(MARKETS[0], "食堂明厨亮灶", "√"), (MARKETS[1], "食堂明厨亮灶", "×")]
    found = converted(table(("点位", "检查内容", "结果"), *rows))
    assert messages(found) == [
        "测评.xlsx 工作表“明细” 第 2 行 “C”列：“食堂明厨亮灶”对应哪个检查项还拿不准，2 处在等。请选定，或选“不导入”"
    ]


def test_what_a_person_leaves_out_is_counted_and_not_imported():
    tables = (
        table(("点位", "检查内容", "结果"), (MARKETS[0], "食堂明厨亮灶", "√"), (MARKETS[0], ITEMS[0], "√")),
    )
    mapping = with_match(propose(tables, vocabulary()), Kind.ITEM, "食堂明厨亮灶", LEFT_OUT, "farmers_market")
    found = converted(*tables, mapping=mapping)
    assert (len(found.rows), found.account.left_out, found.defects) == (1, 1, ())


def test_a_person_maps_a_table_nobody_recognised():
    tables = (table(("甲", "乙", "丙"), (MARKETS[0], ITEMS[0], "好"), (MARKETS[1], ITEMS[1], "差")),)
    mapping = propose(tables, vocabulary())
    assert mapping.sheets[0].layout is Layout.IGNORED
    mapping = with_layout(mapping, mapping.sheets[0], Layout.LONG)
    for at, role in enumerate((Role.SITE_NAME, Role.ITEM, Role.RESULT)):
        mapping = with_column(mapping, mapping.sheets[0], at, role)
    mapping = propose_again(tables, vocabulary(), NOTHING_LEARNED, mapping)
    assert answers(converted(*tables, mapping=mapping)) == [
        ("NM01", "4.2.1-1", "符合"), ("NM02", "4.2.1-4", "不符合"),
    ]  # fmt: skip


def test_when_nothing_can_be_read_every_sheet_says_why():
    assert "没有读：工作表是隐藏的" in messages(converted(long_table(hidden=True)))[0]


PROBLEMS = table(
    ("点位名称", "问题类别", "问题描述"),
    (MARKETS[0], ITEMS[0], "秤坏了"),
    (MARKETS[0], ITEMS[0], "秤无标签"),
    sheet="问题",
)


def test_problems_alone_form_no_rate_and_say_so():
    found = converted(PROBLEMS)
    assert (found.rows, len(found.problems_only), found.account.problems) == ((), 2, 2)
    assert any("算不出符合率" in one for one in found.warnings)
    assert found.problems_only[0].cells["problem"] == "秤坏了"


def test_with_the_list_of_what_was_inspected_the_rest_was_in_order():
    listed = table(
        ("点位名称", "检查内容"),
        *((market, item) for market in MARKETS[:2] for item in ITEMS[:2]),
        sheet="清单",
    )
    found = converted(PROBLEMS, listed)
    assert answers(found) == [
        ("NM01", "4.2.1-1", "不符合"), ("NM01", "4.2.1-4", "符合"),
        ("NM02", "4.2.1-1", "符合"), ("NM02", "4.2.1-4", "符合"),
    ]  # fmt: skip
    assert (found.rows[0].cells["problem"], found.rows[0].cells["count"]) == ("秤坏了；秤无标签", "2")
    assert found.account.adds_up
    assert found.problems_only == ()


def test_a_problem_at_something_not_on_the_list_is_a_defect():
    listed = table(("点位名称", "检查内容"), (MARKETS[1], ITEMS[0]), sheet="清单")
    found = converted(PROBLEMS, listed)
    assert [one.row for one in found.defects] == [2, 3]
    assert found.account.adds_up


def test_the_register_s_street_counts_and_a_different_one_is_remarked():
    row = ("1", MARKETS[0], "农贸市场", "柳园街道", ITEMS[0], "符合", "", "")
    found = converted(table(LONG, row))
    assert found.rows[0].cells["street"] == "东湖街道"
    assert any("街道" in one for one in found.warnings)


def test_hidden_rows_count_and_are_remarked():
    found = converted(long_table(hidden_rows=[1, 2]))
    assert len(found.rows) == 4
    assert found.warnings == ("“明细”有 2 行是隐藏的（多半是筛选），照常读取",)


@pytest.mark.parametrize("known", [vocabulary(places=()), vocabulary()], ids=["no register", "register"])
def test_a_new_place_has_the_kind_and_street_that_are_written(known):
    row = ("1", "新开的市场", "农贸市场", "东湖街道", ITEMS[0], "符合", "", "")
    tables = (table(LONG, row),)
    mapping = propose(tables, known)
    if known.places:
        mapping = with_match(mapping, Kind.SITE, "新开的市场", "NM99", "东湖街道")
        mapping = propose_again(tables, known, NOTHING_LEARNED, mapping)
    [made] = converted(*tables, mapping=mapping, known=known).rows
    assert (made.cells["site_name"], made.cells["site_type"], made.cells["street"]) == (
        "新开的市场", "farmers_market", "东湖街道",
    )  # fmt: skip
