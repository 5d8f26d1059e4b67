"""创建办 hands in workbooks of any shape: tables, columns and texts are understood, and doubts are asked about."""

from __future__ import annotations

import pytest
from field_tables import (
    ITEMS,
    LONG,
    LONG_ROWS,
    MARKETS,
    ROUND,
    WIDE,
    WIDE_ROWS,
    long_table,
    table,
    vocabulary,
    wide_table,
)

from dabiao.core.field.mapping import Basis, FieldMapping, Kind, Layout, Role, of_item_target
from dabiao.core.field.propose import propose
from dabiao.core.field.split import split_tables
from dabiao.core.field.table import FieldTable, Fill, Merge
from dabiao.core.field.vocabulary import Vocabulary


def understood(*tables: FieldTable, known: Vocabulary | None = None) -> FieldMapping:
    parts = [part for one in tables for part in split_tables(one)]
    return propose(parts, known or vocabulary())


def roles(mapping: FieldMapping, sheet: int = 0) -> list[str]:
    return [one.role.value for one in mapping.sheets[sheet].columns]


def target(mapping: FieldMapping, kind: Kind, written: str) -> str:
    return next(one.target for one in mapping.matches if one.kind is kind and one.written == written)


def test_a_row_with_one_answer_makes_a_long_table():
    mapping = understood(long_table())
    assert mapping.sheets[0].layout is Layout.LONG
    assert roles(mapping) == [
        "ignored", "site_name", "site_type", "street", "item", "result", "problem", "unit",
    ]  # fmt: skip
    assert mapping.questions == ()


def test_items_across_and_places_down_make_a_wide_table():
    mapping = understood(wide_table())
    assert mapping.sheets[0].layout is Layout.WIDE
    assert roles(mapping) == ["ignored", "site_name", "item_column", "item_column", "item_column"]
    assert [one.written for one in mapping.sheets[0].columns[2:]] == list(ITEMS)


def test_places_across_and_items_down_make_a_wide_table_too():
    mapping = understood(table(("检查内容", *MARKETS), (ITEMS[0], "√", "×", "√"), (ITEMS[1], "√", "√", "×")))
    assert mapping.sheets[0].layout is Layout.WIDE
    assert roles(mapping) == ["item", "site_column", "site_column", "site_column"]


def test_a_list_without_results_is_a_list_of_problems():
    mapping = understood(table(("点位", "问题类别", "问题描述"), (MARKETS[0], ITEMS[0], "公平秤坏了")))
    assert mapping.sheets[0].layout is Layout.PROBLEMS


def test_a_long_table_in_which_everything_failed_is_asked_about():
    rows = [
        (MARKETS[0], ITEMS[0], "不符合"),
        (MARKETS[1], ITEMS[1], "不符合"),
        (MARKETS[2], ITEMS[2], "不符合"),
    ]
    mapping = understood(table(("点位", "检查内容", "结果"), *rows))
    assert mapping.sheets[0].layout is Layout.PROBLEMS
    assert [one.kind for one in mapping.questions] == [Kind.LAYOUT]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((("区创建办",), ("2026年9月测评",)), "封面"),
        (
            (
                ("街道", "符合数", "符合率", "排名"),
                ("东湖街道", "12", "80%", "1"),
                ("柳园街道", "9", "75%", "2"),
            ),
            "汇总",
        ),
        ((("货号", "品名", "单价"), ("A-01", "打印纸", "22.5"), ("A-02", "签字笔", "1.8")), "无关"),
    ],
    ids=["cover", "sums", "stock"],
)
def test_what_holds_no_answers_is_not_read_and_says_why(rows, reason):
    mapping = understood(table(*rows))
    assert mapping.sheets[0].layout is Layout.IGNORED
    assert reason in mapping.sheets[0].reason


def test_a_hidden_sheet_is_not_read():
    assert understood(long_table(hidden=True)).sheets[0].reason == "工作表是隐藏的"


def test_titles_labels_and_the_sheet_s_name_speak_for_all_rows():
    mapping = understood(
        table(
            ("农贸市场测评表",),
            (f"点位名称：{MARKETS[0]}", "", "测评日期：2026年9月8日"),
            ("序号", "测评内容", "结果"),
            ("1", ITEMS[0], "√"),
            ("2", ITEMS[1], "×"),
            sheet="东湖",
        )
    )
    sheet = mapping.sheets[0]
    assert (sheet.stated(Role.SITE_NAME), sheet.stated(Role.DATE)) == (MARKETS[0], "2026年9月8日")
    assert (sheet.stated(Role.STREET), sheet.stated(Role.ROUND)) == ("东湖街道", ROUND)


def test_a_title_that_names_several_kinds_of_places_names_none():
    mapping = understood(table(("社区、公厕、工地测评",), LONG[1:2] + LONG[4:6], (MARKETS[0], ITEMS[0], "√")))
    assert mapping.sheets[0].stated(Role.SITE_TYPE) == ""


def test_merged_headings_of_three_rows_and_pairs_of_answers_are_seen_through():
    mapping = understood(
        table(
            ("小区实地测评",),
            ("序号", "小区", "环境卫生", "", "", ""),
            ("", "", "楼道无杂物", "", "垃圾桶不满溢", ""),
            ("", "", "符合", "不符合", "符合", "不符合"),
            ("1", "锦绣花园一期", "√", "", "", "√"),
            ("2", "锦绣花园二期", "√", "", "√", ""),
            merged=[
                Merge(1, 0, 3, 0),
                Merge(1, 1, 3, 1),
                Merge(1, 2, 1, 5),
                Merge(2, 2, 2, 3),
                Merge(2, 4, 2, 5),
            ],
        )
    )
    sheet = mapping.sheets[0]
    assert sheet.header_rows == (2, 3, 4)
    assert [(one.written, one.mark) for one in sheet.columns[2:]] == [
        ("楼道无杂物", "符合"), ("楼道无杂物", "不符合"), ("垃圾桶不满溢", "符合"), ("垃圾桶不满溢", "不符合"),
    ]  # fmt: skip


def test_two_tables_on_one_sheet_are_told_apart():
    schools = ("序号", "学校", "街道", "教室悬挂《守则》", "教室有核心价值观")
    around = ("序号", "校园周边", "街道", "200米内没有网吧", "没有流动摊贩")
    mapping = understood(
        table(
            ("表一 校内",), schools, ("1", "实验小学", "东湖街道", "√", "×"), ("合计", "", "", "1", "0"), ("",),
            ("表二 周边",), around, ("1", "实验小学周边", "东湖街道", "√", "√"),
        )
    )  # fmt: skip
    assert [(one.part, one.header_rows) for one in mapping.sheets] == [(0, (2,)), (1, (7,))]
    assert [one.layout for one in mapping.sheets] == [Layout.WIDE, Layout.WIDE]


@pytest.mark.parametrize("word", ["合计", "小计", "东湖街道小计", "平均", "达标率", "排名", "满分"])
def test_rows_that_sum_up_are_set_aside(word):
    mapping = understood(table(WIDE, *WIDE_ROWS, (word, "", "2", "1", "2"), ("填表人：", "", "审核人：")))
    assert [(one.row, one.why) for one in mapping.sheets[0].skipped] == [(5, "合计行"), (6, "说明或签字行")]


@pytest.mark.parametrize(
    ("written", "standard_id", "item"),
    [
        ("入口处有公平秤并贴有效检定标签", "4.2.1", "4.2.1-1"),
        ("摊主是否亮照经营（抽3户）", "4.2.1", "4.2.1-2"),
        ("4.2.1-4", "4.2.1", "4.2.1-4"),
        ("禁烟区域内没有人吸烟", "5.3.2", "5.3.2-2"),
    ],
)
def test_a_paraphrase_finds_its_item(written, standard_id, item):
    mapping = understood(table(LONG, (*LONG_ROWS[0][:4], written, *LONG_ROWS[0][5:])))
    assert of_item_target(target(mapping, Kind.ITEM, written)) == (standard_id, item)


def test_the_same_words_mean_another_item_at_another_kind_of_place():
    mapping = understood(
        table(
            ("点位", "检查内容", "结果"),
            (MARKETS[0], "公益广告不少于5处", "√"),
            ("万家福超市东湖店", "公益广告不少于5处", "×"),
        )
    )
    found = {one.context: one.target for one in mapping.matches if one.kind is Kind.ITEM}
    assert found == {"farmers_market": "1.3.2|1.3.2-1", "mall": "1.3.2|1.3.2-5"}


def test_two_columns_do_not_take_one_item_without_saying_so():
    mapping = understood(
        table(("点位", "无人吸烟", "没有人抽烟"), (MARKETS[0], "√", "×"), (MARKETS[1], "√", "√"))
    )
    items = [one for one in mapping.matches if one.kind is Kind.ITEM]
    assert len({one.target for one in items if one.settled}) == len([one for one in items if one.settled])
    assert [one.note for one in items if not one.settled] == ["与同表另一项相近，请核对"]


@pytest.mark.parametrize("text", ["其他", "食堂明厨亮灶", "叫号系统与手机端同步"])
def test_a_text_that_means_nothing_of_the_pack_gets_no_item(text):
    assert (
        target(understood(table(LONG, (*LONG_ROWS[0][:4], text, *LONG_ROWS[0][5:]))), Kind.ITEM, text) == ""
    )


@pytest.mark.parametrize(
    ("written", "street", "site_id"),
    [
        ("文化路一市场", "东湖街道", "NM01"),
        ("文化路第二市场", "东湖街道", "NM02"),
        ("锦绣花园（二期）", "东湖街道", "XQ02"),
        ("锦绣花园1期", "东湖", "XQ01"),
        ("三中", "柳园街道", "XX03"),
        ("朝阳社区（柳园）", "柳园街道", "SQ03"),
    ],
)
def test_a_place_is_found_under_the_names_it_goes_by(written, street, site_id):
    row = ("1", written, "", street, ITEMS[2], "符合", "", "")
    assert target(understood(table(LONG, row)), Kind.SITE, written) == site_id


def test_a_place_outside_the_register_is_asked_about():
    row = ("1", "南屏花鸟市场", "农贸市场", "南屏街道", ITEMS[0], "符合", "", "")
    [question] = [one for one in understood(table(LONG, row)).questions if one.kind is Kind.SITE]
    assert (question.written, question.context) == ("南屏花鸟市场", "南屏街道")


def test_without_a_register_a_name_with_its_street_is_the_place():
    mapping = understood(long_table(), known=vocabulary(places=()))
    assert target(mapping, Kind.SITE, MARKETS[0]) == f"东湖街道·{MARKETS[0]}"


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (Kind.UNIT, "市监局", "市场监督管理局"),
        (Kind.UNIT, "东湖街道办", "东湖街道"),
        (Kind.STREET, "柳园", "柳园街道"),
        (Kind.SITE_TYPE, "集贸市场", "farmers_market"),
        (Kind.SITE_TYPE, "居民小区", "compound"),
    ],
)
def test_names_of_units_streets_and_kinds_are_understood(kind, written, meant):
    row = ["1", MARKETS[0], "农贸市场", "东湖街道", ITEMS[0], "符合", "", "市监局"]
    row[{Kind.UNIT: 7, Kind.STREET: 3, Kind.SITE_TYPE: 2}[kind]] = written
    assert target(understood(table(LONG, row)), kind, written) == meant


@pytest.mark.parametrize(
    ("mark", "meant", "settled"),
    [
        ("√", "符合", True), ("达标", "符合", True), ("Y", "符合", True), ("1", "符合", True), ("×", "不符合", True),
        ("0", "不符合", True), ("/", "不适用", True), ("不涉及", "不适用", True), ("未查", "未检查", True),
        ("基本符合", "符合", False), ("△", "不符合", False), ("甲", "", False),
    ],
)  # fmt: skip
def test_marks_mean_what_they_usually_mean_and_odd_ones_are_asked(mark, meant, settled):
    mapping = understood(table(WIDE, ("1", MARKETS[0], mark, "√", "√"), ("2", MARKETS[1], "√", "√", "×")))
    found = next(one for one in mapping.matches if one.kind is Kind.VALUE and one.written == mark.lower())
    assert (found.target, found.settled) == (meant, settled)


def test_a_legend_goes_before_what_marks_usually_mean():
    mapping = understood(table(WIDE, *WIDE_ROWS, ("注：√为不符合，×为符合，空白为符合",)))
    assert [target(mapping, Kind.VALUE, mark) for mark in ("√", "×", "")] == ["不符合", "符合", "符合"]


def test_colours_are_marks_and_a_legend_explains_them():
    fills = {(2, 2): Fill.GREEN, (2, 3): Fill.RED, (2, 4): Fill.GREEN, (3, 2): Fill.GREEN, (3, 4): Fill.GREY}
    rows = [WIDE, ("1", MARKETS[0]), ("2", MARKETS[1], "", "", "")]
    unexplained = understood(table(("农贸市场",), *rows, fills=fills))
    assert {one.kind for one in unexplained.questions} == {Kind.VALUE}
    explained = understood(table(("绿底符合、红底不符合、灰底不涉及",), *rows, fills=fills))
    assert explained.questions == ()
    assert target(explained, Kind.VALUE, "填充色:灰") == "不适用"


def test_yes_to_a_question_for_a_fault_is_asked_about():
    wide = ("点位", "垃圾桶是否满溢", "灭火器压力正常且在有效期内")
    mapping = understood(table(wide, (MARKETS[0], "是", "是"), (MARKETS[1], "否", "是")))
    assert {(one.written, one.context) for one in mapping.questions if one.kind is Kind.VALUE} == {
        ("是", "垃圾桶是否满溢"), ("否", "垃圾桶是否满溢"),
    }  # fmt: skip


def test_a_column_of_answers_headed_as_a_score_is_asked_about():
    mapping = understood(
        table(("点位", "检查标准", "得分"), (MARKETS[0], ITEMS[0], "1"), (MARKETS[1], ITEMS[0], "0"))
    )
    [question] = mapping.questions
    assert (question.kind, question.written, question.guess) == (Kind.COLUMN, "得分", Role.RESULT)


def test_in_a_table_of_communities_the_community_is_the_place():
    heads = ("街道", "社区", "公示居民公约", "法律顾问信息公示")
    mapping = understood(
        table(heads, ("东湖街道", "东湖春晖社区", "√", "×"), ("柳园街道", "柳园银杏社区", "√", "√"))
    )
    assert roles(mapping) == ["street", "site_name", "item_column", "item_column"]


def test_remarks_beside_answers_that_describe_problems_are_not_dropped_unasked():
    rows = [(MARKETS[0], ITEMS[0], "×", "电子秤没有检定标签"), (MARKETS[1], ITEMS[0], "√", "")]
    mapping = understood(table(("点位", "检查内容", "结果", "备注"), *rows))
    [question] = mapping.questions
    assert (question.written, question.guess) == ("备注", Role.PROBLEM)


def test_numbers_the_register_does_not_know_are_the_sender_s_own():
    own = [(f"P00{at}", *row[1:]) for at, row in enumerate(LONG_ROWS)]
    mapping = understood(table(("点位编号", *LONG[1:]), *own))
    assert mapping.sheets[0].columns[0].role is Role.IGNORED
    assert mapping.questions == ()


def test_every_match_says_what_it_rests_on():
    assert all(one.basis in Basis for one in understood(long_table(), wide_table(sheet="宽")).matches)
