"""What a mapping yields passes the checks of the canonical workbook, and every defect names the cell handed in."""

from __future__ import annotations

import pytest
from field_scores import answered, framework, mapped
from field_scores import vocabulary as known_to
from field_tables import ITEMS, LONG, LONG_ROWS, MARKETS, long_table, table, vocabulary
from field_workbooks import field_workbooks

from dabiao.core.defects import BadInput
from dabiao.core.field.canonical import Converted
from dabiao.core.field.convert import convert
from dabiao.core.field.propose import propose
from dabiao.core.observation import CONFORMING, FAILING, SCHEMA
from dabiao.office.field_import import observations_of
from dabiao.office.field_profile import from_json


def converted(*tables) -> Converted:
    known = vocabulary()
    return convert(tables, propose(tables, known), known)


def test_rows_arrive_as_observations_with_the_rows_of_the_file():
    observations = observations_of(converted(long_table()), framework())
    rows = observations.table.to_pylist()
    assert observations.table.schema == SCHEMA
    assert [(one["item"], one["result"], one["source_row"]) for one in rows[:2]] == [
        ("4.2.1-1", CONFORMING, 2), ("4.2.1-4", FAILING, 3),
    ]  # fmt: skip
    assert observations.rounds == ("2026年9月第三方测评",)


@pytest.mark.parametrize("workbook", field_workbooks("open"), ids=lambda one: one.path.name)
def test_every_open_workbook_passes_the_checks(workbook):
    tables, mapping = mapped(workbook)
    found = convert(tables, answered(workbook, mapping), known_to(workbook))
    if not workbook.expected:
        with pytest.raises(BadInput, match="只列了问题"):
            observations_of(found, framework())
        return
    assert len(observations_of(found, framework())) == len(found.rows)


def test_a_figure_nobody_can_read_is_refused_at_its_row():
    heads = ("点位", "检查内容", "结果", "实测值")
    rows = [(MARKETS[0], ITEMS[0], "√", "3"), (MARKETS[1], ITEMS[0], "√", "三处多"), (MARKETS[2], ITEMS[0], "√", "2"),
            (MARKETS[0], ITEMS[1], "√", "4")]  # fmt: skip
    with pytest.raises(BadInput) as refused:
        observations_of(converted(table(heads, *rows)), framework())
    assert [(one.sheet, one.row, one.field) for one in refused.value.defects] == [("明细", 3, "C 数值")]


def test_defects_of_the_conversion_refuse_the_whole():
    rows = [LONG_ROWS[0], (*LONG_ROWS[1][:4], "食堂明厨亮灶", *LONG_ROWS[1][5:])]
    with pytest.raises(BadInput, match="食堂明厨亮灶"):
        observations_of(converted(table(LONG, *rows)), framework())


def test_nothing_at_all_says_what_to_look_at():
    rows = [(MARKETS[0], ITEMS[0], "未查")] * 2
    with pytest.raises(BadInput, match="没有得到一条观察"):
        observations_of(converted(table(("点位", "检查内容", "结果"), *rows)), framework())


@pytest.mark.parametrize("text", ["", "{}", '{"sheets": 1}', "不是"])
def test_a_profile_that_is_none_is_refused_by_name(text):
    with pytest.raises(BadInput, match="方案一"):
        from_json(text, "方案一")
