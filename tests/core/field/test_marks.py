"""Ticks, crosses, words, colours and the notes that explain them."""

import pytest
from field_tables import table
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.marks import (
    CONFORMING,
    FAILING,
    FILL_SENSES,
    KNOWN,
    MARKS,
    NOT_APPLICABLE,
    NOT_INSPECTED,
    OPEN,
    USUAL,
    MarkSense,
    fill_legend,
    fill_mark,
    folded,
    legend_of,
    mark_of,
    reads_two_ways,
)
from dabiao.core.field.table import Fill


@pytest.mark.parametrize(
    ("written", "result", "confidence"),
    [
        ("✓", CONFORMING, KNOWN), ("√", CONFORMING, KNOWN), ("☑", CONFORMING, KNOWN), ("符 合", CONFORMING, KNOWN),
        ("是", CONFORMING, KNOWN), ("合格", CONFORMING, KNOWN), ("达标。", CONFORMING, KNOWN),
        ("ＯＫ", CONFORMING, KNOWN), ("1", CONFORMING, USUAL), ("T", CONFORMING, USUAL),
        ("基本符合", CONFORMING, OPEN), ("○", CONFORMING, OPEN), ("✗", FAILING, KNOWN), ("×", FAILING, KNOWN),
        ("不 符 合；", FAILING, KNOWN), ("否", FAILING, KNOWN), ("X", FAILING, USUAL), ("Ｘ", FAILING, USUAL),
        ("0", FAILING, USUAL), ("无", FAILING, OPEN), ("△", FAILING, OPEN), ("不涉及", NOT_APPLICABLE, KNOWN),
        ("N/A", NOT_APPLICABLE, KNOWN), ("Ｎ／Ａ", NOT_APPLICABLE, KNOWN), ("/", NOT_APPLICABLE, USUAL),
        ("——", NOT_APPLICABLE, USUAL), ("＼", NOT_APPLICABLE, OPEN), ("未查", NOT_INSPECTED, KNOWN),
        ("未开门", NOT_INSPECTED, KNOWN), ("…", NOT_INSPECTED, OPEN), ("？", NOT_INSPECTED, OPEN),
    ],
)  # fmt: skip
def test_a_mark_means_what_it_usually_means_and_as_surely(
    written: str, result: str, confidence: float
) -> None:
    assert mark_of(written) == MarkSense(result, confidence)


@pytest.mark.parametrize(
    "written", ["", "  ", "。", "18.18%", "100%", "1.0", "2", "甲", "合格项", "楼道有杂物", "符合" * 500]
)
def test_what_is_no_mark_means_nothing(written: str) -> None:
    assert mark_of(written) is None


@given(
    st.sampled_from(sorted({*MARKS} - {"..."})),
    st.sampled_from(["", " ", "\u3000", "\n"]),
    st.sampled_from(["", "。", "，", "；"]),
)
def test_blanks_and_a_stop_behind_change_no_mark(mark: str, blank: str, stop: str) -> None:
    assert mark_of(blank + mark.upper() + blank + stop) == MARKS[mark]


@given(st.text(alphabet="√×符合不Ｙｙ 。.;；,，…—/\t", max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_a_stop_alone_stays_what_it_is() -> None:
    assert folded(" 。") == "。"


@pytest.mark.parametrize(
    ("value", "asked", "two_ways"),
    [
        ("是", "垃圾桶是否满溢", True), ("否", "垃圾桶是否满溢", True), ("有", "飞线充电", True),
        ("无", "有无乱堆杂物", True), ("是", "垃圾桶无满溢", False), ("是", "是否设置垃圾桶", False),
        ("是", "灭火器在有效期内", False), ("是", "墙面破损及时修补", False), ("√", "垃圾桶是否满溢", False),
        ("不符合", "飞线充电", False), ("是", "", False),
    ],
)  # fmt: skip
def test_yes_reads_two_ways_where_a_fault_is_asked_for(value: str, asked: str, two_ways: bool) -> None:
    assert reads_two_ways(value, asked) is two_ways


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("注：✓为符合，✗为不符合，—为不涉及", {"✓": CONFORMING, "✗": FAILING, "—": NOT_APPLICABLE}),
        ("注:√为不符合，×为符合，空白为符合", {"√": FAILING, "×": CONFORMING, "": CONFORMING}),
        ("1表示达到要求；0代表未达到", {"1": CONFORMING, "0": FAILING}),
        ("“√”表示符合，“×”表示不符合", {"√": CONFORMING, "×": FAILING}),
        ("甲代表符合、乙代表不符合、丙代表未检查", {"甲": CONFORMING, "乙": FAILING, "丙": NOT_INSPECTED}),
        ("说明：√=不达标 ×=达标 /=当日未查", {"√": FAILING, "×": CONFORMING, "/": NOT_INSPECTED}),
        ("符合打√，不符合打×", {"√": CONFORMING, "×": FAILING}),
        ("符合记1，不符合记0", {"1": CONFORMING, "0": FAILING}),
        ("Ａ：合格；Ｂ：不合格", {"a": CONFORMING, "b": FAILING}),
        ("绿底符合、红底不符合", {"填充色:绿": CONFORMING, "填充色:红": FAILING}),
        ("浅绿色表示达标，粉色为未达标", {"填充色:绿": CONFORMING, "填充色:红": FAILING}),
        ("灰色为不涉及", {"填充色:灰": NOT_APPLICABLE}), ("△为基本符合", {}), ("填表人：张三，审核人：李四", {}),
        ("", {}), ("为" * 2000, {}),
    ],
)  # fmt: skip
def test_a_legend_says_what_its_marks_mean(note: str, said: dict[str, str]) -> None:
    assert legend_of([note]) == said


def test_the_last_of_several_notes_holds() -> None:
    assert legend_of(["√为符合", "√为不符合"]) == {"√": FAILING}


def test_the_value_of_a_colour_is_found_in_the_legend_of_colours() -> None:
    for fill in Fill:
        assert legend_of([f"{fill.value}色为符合"]) == {folded(fill_mark(fill)): CONFORMING}


def test_no_colour_means_enough_by_itself_to_be_used_unasked() -> None:
    assert set(FILL_SENSES) == set(Fill)
    assert max(one.confidence for one in FILL_SENSES.values()) == 0.85
    assert (FILL_SENSES[Fill.GREEN].result, FILL_SENSES[Fill.RED].result) == (CONFORMING, FAILING)


def test_filled_cells_explain_their_colour_within_or_before_the_word() -> None:
    fills = {(0, 0): Fill.GREEN, (1, 0): Fill.RED, (2, 0): Fill.YELLOW, (3, 0): Fill.BLUE, (3, 1): Fill.GREY}
    found = table(("符合", ""), ("", "不符合"), ("", "基本符合"), ("", "未检查"), ("", ""), fills=fills)
    assert fill_legend(found, range(5)) == {
        Fill.GREEN: CONFORMING,
        Fill.RED: FAILING,
        Fill.GREY: NOT_INSPECTED,
    }
    assert fill_legend(found, [1]) == {Fill.RED: FAILING}


@given(st.text(max_size=40))
def test_no_note_is_too_strange(note: str) -> None:
    assert set(legend_of([note]).values()) <= {CONFORMING, FAILING, NOT_APPLICABLE, NOT_INSPECTED}
