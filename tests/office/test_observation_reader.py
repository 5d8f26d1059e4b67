"""创建办 hands in the inspectors' workbooks: everything in them arrives, in whatever shape it was written."""

from dataclasses import replace
from datetime import date
from itertools import islice

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCHEMA, UNSTATED
from dabiao.office import xlsx_source
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.observation_reader import read_observations

FROM_FILES = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows_of(path, framework, **options):
    return read_observations([path], framework, **options).observations.table.to_pylist()


def test_a_full_row_arrives_field_by_field(framework, workbook, row):
    full = row(
        社区="一社区", 经度=120.123456, 纬度=30.5, 测评方法="实地", 结果="不符合", 数量=3, 数值=18.18, 基数=100,
        问题描述="摊位外\n有垃圾", 照片="a.jpg;b.jpg",
    )  # fmt: skip
    result = read_observations([workbook([full])], framework)
    assert result.observations.table.schema == SCHEMA
    assert result.observations.table.to_pylist() == [
        {
            "round": "第1轮",
            "date": date(2026, 3, 5),
            "site_id": "P001",
            "site_name": "东门市场",
            "site_type": "market",
            "lon": 120.123456,
            "lat": 30.5,
            "street": "东街",
            "community": "一社区",
            "unit": "城管局",
            "standard_id": "1.1",
            "item": "1.1-1",
            "method": "实地",
            "result": FAILING,
            "count": 3,
            "value": 18_180_000,
            "base": 100_000_000,
            "problem": "摊位外\n有垃圾",
            "inspector": "测评员甲",
            "photo": "a.jpg;b.jpg",
            "source_row": 2,
        }
    ]
    assert (result.rows_read, result.files, result.bad_rows) == (1, ("观测.xlsx",), ())
    assert result.observations.warnings == ()


def test_what_is_not_written_is_null_and_the_method_is_field_inspection(framework, workbook, row):
    (seen,) = rows_of(
        workbook([row(日期="", 点位名称="", 街道="", 责任单位="", 检查项="", 测评员="")]), framework
    )
    blank = ("date", "site_name", "street", "unit", "item", "inspector", "lon", "count", "value", "problem")
    assert {name: seen[name] for name in blank} == dict.fromkeys(blank)
    assert seen["method"] == "实地"


def test_a_figure_without_a_result_is_left_to_the_rule(framework, workbook, row):
    assert rows_of(workbook([row(结果="", 数值=95)]), framework)[0]["result"] == UNSTATED


def test_english_headings_below_merged_titles_are_understood(framework, workbook, row):
    english = {HEADINGS[name]: name for name in HEADINGS}
    plain = row()
    headings = [english[name] for name in plain]
    grid = [["2026年第一季度实地测评", *[""] * 5], [], headings, list(plain.values())]
    (seen,) = rows_of(workbook([], grid=grid), framework)
    assert seen["source_row"] == 4
    assert seen["site_type"] == "market"


def test_headings_with_stars_hints_and_both_names_are_understood(framework, workbook, row):
    plain = row()
    headings = [f"{name}*" if name == "结果" else f"{name}（必填）" for name in plain]
    headings[0] = "轮次 round"
    assert len(rows_of(workbook([], grid=[headings, list(plain.values())]), framework)) == 1


def test_a_second_heading_row_further_down_is_not_a_row(framework, workbook, row):
    plain = row()
    grid = [list(plain), list(plain.values()), list(plain), list(row(点位编号="P002").values())]
    assert [one["source_row"] for one in rows_of(workbook([], grid=grid), framework)] == [2, 4]


def test_blank_rows_and_a_first_blank_column_are_passed_over(framework, workbook, row):
    plain = row()
    second = row(点位编号="P002")
    grid = [["", *plain], [], ["", *plain.values()], [], [], ["", *second.values()]]
    seen = rows_of(workbook([], grid=grid), framework)
    assert [(one["site_id"], one["source_row"]) for one in seen] == [("P001", 3), ("P002", 6)]


def test_several_files_and_sheets_make_one_set_of_rounds(framework, workbook, table, row):
    first = workbook([row(轮次="第二轮", 日期="2026-05-01")])
    second = table([row(轮次="第一轮", 日期="2026-03-01")])
    observations = read_observations([first, second], framework).observations
    assert observations.rounds == ("第一轮", "第二轮")
    assert len(observations) == 2


def test_other_sheets_and_unknown_columns_are_left_alone_and_named(framework, tmp_path, row):
    book = openpyxl.Workbook()
    book.active.title = "填写说明"
    book.active.append(["请先看这里"])
    page = book.create_sheet("观测")
    plain = row() | {"天气": "晴"}
    page.append(list(plain))
    page.append(list(plain.values()))
    hidden = book.create_sheet("旧数据")
    hidden.append(list(plain))
    hidden.append(list(plain.values()))
    hidden.sheet_state = "hidden"
    path = tmp_path / "多表.xlsx"
    book.save(path)
    observations = read_observations([path], framework).observations
    assert len(observations) == 1
    assert [warning for warning in observations.warnings if "天气" in warning]
    assert [warning for warning in observations.warnings if "旧数据" in warning and "隐藏" in warning]


def test_ids_stay_text_and_numbers_lose_their_point(framework, workbook, row):
    grid = [
        row(标准编号="001", 点位编号=1, 检查项=""),
        row(标准编号=1.1, 点位编号="００２"),
        row(点位编号="0010"),
    ]
    seen = rows_of(workbook(grid), framework)
    assert [(one["standard_id"], one["site_id"]) for one in seen] == [
        ("001", "1"),
        ("1.1", "002"),
        ("1.1", "0010"),
    ]


def test_item_texts_become_the_packs_ids_and_unknown_items_are_mentioned(framework, workbook, row):
    rows = [row(检查项="地面没有垃圾"), row(检查项="自加的一项")]
    observations = read_observations([workbook(rows)], framework).observations
    assert observations.table["item"].to_pylist() == ["1.1-1", "自加的一项"]
    assert "自加的一项" in "".join(observations.warnings)


def test_an_open_framework_takes_any_standard_and_place_type(framework, workbook, row):
    opened = replace(framework, open_ended=True)
    (seen,) = rows_of(workbook([row(标准编号="X-9", 点位类型="码头")]), opened)
    assert (seen["standard_id"], seen["site_type"]) == ("X-9", "码头")


def test_progress_is_told_with_the_total(framework, table, row):
    told = []
    path = table([row(点位编号=f"P{number}") for number in range(30_000)])
    read_observations([path], framework, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (30_000, 30_001)
    assert len(told) == 2


def test_a_place_that_changes_street_between_rounds_is_mentioned_not_refused(framework, workbook, row):
    rows = [row(), row(轮次="第2轮", 日期="2026-05-05", 街道="西街")]
    observations = read_observations([workbook(rows)], framework).observations
    assert len(observations) == 2
    assert "P001" in "".join(observations.warnings)


def test_field_checks_without_a_street_among_others_that_have_one_are_counted(framework, workbook, row):
    rows = [row(), row(点位编号="P2", 街道=""), row(点位编号="P3", 街道="", 测评方法="数据")]
    (warning,) = read_observations([workbook(rows)], framework).observations.warnings
    assert warning.startswith("1 行实地检查没有填写街道")
    assert "合并单元格" in warning
    nobody = [row(街道=""), row(点位编号="P2", 街道="")]
    assert read_observations([workbook(nobody)], framework).observations.warnings == ()


def test_positions_outside_china_are_mentioned_and_half_a_position_is_none(framework, workbook, row):
    rows = [row(经度=30.1, 纬度=60.2), row(点位编号="P002", 经度=120.1)]
    observations = read_observations([workbook(rows)], framework).observations
    assert observations.table["lon"].to_pylist() == [30.1, None]
    assert "经纬度" in "".join(observations.warnings)


def test_bad_rows_can_be_skipped_and_are_listed(framework, workbook, row):
    rows = [row(), row(点位编号="P002", 结果="符台"), row(点位编号="P003"), row(点位编号="P003")]
    result = read_observations([workbook(rows)], framework, skip_bad_rows=True)
    assert result.observations.table["site_id"].to_pylist() == ["P001", "P003"]
    assert [defect.row for defect in result.bad_rows] == [3, 5]
    assert (result.rows_read, result.rows_skipped) == (4, 2)
    assert "跳过了 2 行" in result.observations.warnings[0]


def test_nothing_but_bad_rows_is_refused_even_when_they_may_be_skipped(framework, workbook, row):
    with pytest.raises(BadInput):
        read_observations([workbook([row(结果="符台")])], framework, skip_bad_rows=True)


def test_a_second_inspector_is_overlap_not_a_repeated_row(framework, workbook, row):
    assert len(rows_of(workbook([row(), row(测评员="测评员乙")]), framework)) == 2


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
MEANINGS = {
    CONFORMING: ("符合", "是", "√", 1, "１"),
    FAILING: ("不符合", "否", "×", 0),
    NOT_APPLICABLE: ("不适用", "-", "NA", "—"),
}
RESULTS = st.sampled_from([(word, code) for code, words in MEANINGS.items() for word in words])


@st.composite
def answers(draw):
    result, code = draw(RESULTS)
    day = draw(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
    shape = draw(st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "serial"]))
    written = (day - date(1899, 12, 30)).days if shape == "serial" else day.strftime(shape)
    figure = draw(st.integers(-(10**9), 10**9))
    count = draw(st.integers(0, 1000))
    return {"结果": result, "日期": written, "数值": figure / 1000, "数量": count}, {
        "result": code,
        "date": day,
        "value": figure * 1000,
        "count": count,
    }


@FROM_FILES
@given(st.lists(answers(), min_size=1, max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_values_come_back_as_written_whatever_the_order_of_columns(
    framework, workbook, table, row, written, random, as_text
):
    rows = [row(点位编号=f"P{number}") | cells for number, (cells, _) in enumerate(written)]
    headings = list(rows[0])
    random.shuffle(headings)
    path = (table if as_text else workbook)(rows, headings=headings)
    seen = rows_of(path, framework)
    assert [
        {name: one[name] for name in expected} for one, (_, expected) in zip(seen, written, strict=True)
    ] == [expected for _, expected in written]


@FROM_FILES
@given(st.lists(WORDS, min_size=1, max_size=5, unique=True))
def test_names_survive_a_workbook_and_every_csv_encoding(framework, workbook, table, row, names):
    rows = [row(点位编号=f"P{number}", 点位名称=name) for number, name in enumerate(names)]
    encodings = (("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("utf-16-le", ","))
    read = [rows_of(workbook(rows), framework)]
    read += [rows_of(table(rows, encoding=encoding, separator=sep), framework) for encoding, sep in encodings]
    assert all([one["site_name"] for one in seen] == [one["site_name"] for one in read[0]] for seen in read)


def test_a_sheet_is_the_same_whether_read_whole_or_in_pieces(framework, workbook, row, monkeypatch):
    rows = [row(点位编号=f"P{number}", 日期=date(2026, 3, 1 + number % 28)) for number in range(500)]
    path = workbook(rows)
    whole = rows_of(path, framework)
    monkeypatch.setattr(xlsx_source, "PIECE", 20_000)
    monkeypatch.setattr(xlsx_source, "_STEP", 5_000)
    told = []
    in_pieces = rows_of(path, framework, progress=lambda done, _: told.append(done))
    assert in_pieces == whole
    assert len(told) > 5
    assert [one["source_row"] for one in islice(whole, 3)] == [2, 3, 4]
