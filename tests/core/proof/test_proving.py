"""What the proof finds in tables as offices lay them out, and where it says that it cannot tell."""

import csv
import io

import pytest

from dabiao.core.defects import BadInput
from dabiao.core.proof.check import Verdict
from dabiao.core.proof.figures import Rounding
from dabiao.core.proof.proving import prove
from dabiao.core.proof.roles import read_roles
from dabiao.core.proof.table import PrintedTable


def table_of(text, merged=()):
    rows = list(csv.reader(io.StringIO(text.strip().replace(" ", ""))))
    width = max(map(len, rows))
    return PrintedTable(
        "表.csv", None, tuple(tuple(row) + ("",) * (width - len(row)) for row in rows), merged
    )


def checks(text, *roles, merged=()):
    (proof,) = prove([table_of(text, merged)], read_roles(roles))
    worst = (Verdict.HOLDS, Verdict.UNCHECKABLE, Verdict.FAILS)
    return {check.cell: check for check in sorted(proof.checks, key=lambda check: worst.index(check.verdict))}


def verdicts(text, *roles, merged=()):
    return {cell: check.verdict.value for cell, check in checks(text, *roles, merged=merged).items()}


def test_a_title_above_and_two_levels_of_headings_are_understood():
    text = """
    8月测评情况表,,,,
    街道,检查情况,检查情况,检查情况,符合率
    街道,总数,符合,不符合,符合率
    甲,20,18,2,90.0%
    乙,30,29,1,96.7%
    丙,40,31,8,77.5%
    """
    found = checks(text)
    assert {cell for cell, one in found.items() if one.verdict is Verdict.FAILS} == {"B6"}
    assert found["B6"].formula == "检查情况/符合+检查情况/不符合"
    assert (found["B6"].label, found["B6"].expected) == ("丙", "39")


def test_subtotals_and_the_grand_total_are_added_up():
    text = """
    社区,问题
    东一,3
    东二,4
    小计,7
    西一,5
    西二,6
    小计,12
    总计,18
    """
    found = checks(text)
    assert found["B4"].verdict is Verdict.HOLDS
    assert (found["B7"].verdict, found["B7"].expected) == (Verdict.FAILS, "11")
    assert found["B8"].verdict is Verdict.HOLDS


def test_rows_named_among_them_are_not_added_twice():
    assert verdicts("项目,件数\n上报,30\n其中：热线,12\n巡查,20\n合计,50") == {"B5": "成立"}


def test_numbered_headings_over_their_items_are_not_added_twice():
    assert verdicts("项目,件数\n一、环境,30\n1.垃圾,12\n2.污水,18\n二、秩序,5\n1.停车,5\n合计,35") == {
        "B7": "成立"
    }


def test_deductions_are_taken_off_whether_printed_with_a_sign_or_not():
    """济南 2016: 94.65, five points off for an event on the negative list, 89.65."""
    assert verdicts("市,测评得分,负面清单扣分,总分\n济南,94.65,5,89.65") == {"D2": "成立"}
    assert verdicts("市,测评得分,负面清单扣分,总分\n济南,94.65,-5,89.65") == {"D2": "成立"}
    assert verdicts("市,测评得分,负面清单扣分,总分\n济南,94.65,5,90.65") == {"D2": "不成立"}


def test_full_marks_beside_the_parts_are_no_part():
    assert verdicts("街道,满分,实地,问卷,总分\n甲,100,60.5,30.1,90.6") == {"E2": "成立"}


def test_a_cut_off_rate_holds_and_says_so():
    found = checks("街道,问题数,已整改,整改率\n甲,452,410,90.70%\n乙,57,28,49.12%")
    assert found["D2"].rounding is Rounding.TRUNCATED
    assert found["D3"].rounding is Rounding.HALF_UP


def test_rates_printed_without_their_sign_are_per_cent():
    assert set(verdicts("街道,问题数,已整改,整改率(%)\n甲,452,410,90.71\n乙,57,28,49.12").values()) == {
        "成立"
    }
    assert set(verdicts("街道,问题数,已整改,整改率\n甲,452,410,0.907\n乙,57,28,0.491").values()) == {"成立"}


def test_nothing_assigned_is_no_rate():
    found = checks("街道,问题数,已整改,整改率\n甲,452,410,90.71%\n乙,0,0,100%\n丙,8,4,50%")
    assert found["D3"].verdict is Verdict.UNCHECKABLE
    assert "分母是 0" in found["D3"].reason


def test_a_rate_in_the_total_row_may_be_pooled_or_the_mean_but_nothing_else():
    rows = "街道,问题数,已整改,整改率\n甲,10,9,90.00%\n乙,90,45,50.00%\n丙,20,10,50.00%\n合计,120,64,{}"
    assert verdicts(rows.format("53.33%"))["D5"] == "成立"
    assert verdicts(rows.format("63.33%"))["D5"] == "成立"
    assert verdicts(rows.format("60.00%"))["D5"] == "不成立"


def test_integers_are_counts_and_must_add_up_exactly():
    assert verdicts("类别,件数\n甲,28\n乙,29\n合计,58")["B4"] == "不成立"


def test_measured_quantities_may_have_been_rounded():
    assert verdicts("项目,面积（公顷）\n甲,28\n乙,29\n合计,58")["B4"] == "成立"
    assert verdicts("单位：万元,\n项目,投入\n甲,28\n乙,29\n合计,58")["B5"] == "成立"


def test_shares_of_the_whole_add_up_to_100_per_cent():
    rows = "类别,件数,占比\n甲,1,33.33%\n乙,1,33.33%\n丙,1,33.33%\n合计,3,{}"
    assert verdicts(rows.format("100%"))["C5"] == "成立"
    assert verdicts(rows.format("98.00%"))["C5"] == "不成立"


def test_an_empty_cell_among_the_parts_leaves_the_total_open():
    found = checks("街道,问题\n甲,28\n乙,\n丙,10\n合计,57")
    assert found["B5"].verdict is Verdict.UNCHECKABLE
    assert verdicts("街道,问题\n甲,28\n乙,—\n丙,29\n合计,57")["B5"] == "成立"


def test_a_whole_district_outside_all_knowledge_is_not_called_wrong():
    assert verdicts("街道,得分\n甲,96.2\n乙,94.1\n全区,95.0")["B4"] == "不能核对"


def test_ranks_within_groups_shared_and_ordinal_hold():
    text = "组,单位,得分,名次\n甲,一,95.0,{}\n甲,二,95.0,{}\n甲,三,90.0,{}\n乙,四,99.0,{}\n乙,五,80.0,{}\n乙,六,70.0,{}"
    for ranks in ((1, 1, 3, 1, 2, 3), (1, 2, 3, 1, 2, 3), (2, 1, 3, 1, 2, 3), (1, 1, 2, 1, 2, 3)):
        assert set(verdicts(text.format(*ranks)).values()) == {"成立"}, ranks
    assert verdicts(text.format(1, 1, 3, 1, 3, 2))["D6"] == "不成立"


def test_each_rank_is_held_against_the_score_it_is_named_after():
    text = "街道,实地得分,实地名次,问卷得分,问卷名次\n甲,90.5,1,80.1,3\n乙,88.0,3,85.0,1\n丙,88.2,2,83.3,{}"
    assert set(verdicts(text.format(2)).values()) == {"成立"}
    assert verdicts(text.format(4))["E4"] == "不成立"


def test_growth_is_the_change_by_the_earlier_figure():
    text = (
        "指标,2016年,2017年,增长率\n上报,100,120,20.00%\n立案,80,90,12.50%\n结案,60,75,25.00%\n其他,10,12,{}"
    )
    assert set(verdicts(text.format("20%")).values()) == {"成立"}
    assert verdicts(text.format("22%"))["D5"] == "不成立"


def test_ranks_over_an_unknown_score_cannot_be_checked():
    assert set(verdicts("单位,名次\n一,1\n二,3\n三,2").values()) == {"不能核对"}


def test_fewer_problems_may_rank_first():
    assert set(verdicts("单位,问题数,排名\n一,3,1\n二,5,2\n三,9,3\n四,12,4").values()) == {"成立"}


def test_numbers_of_places_are_no_figures():
    (proof,) = prove([table_of("序号,点位编号,日期,街道\n1,1001,20170801,甲\n2,1002,20170802,乙")])
    assert (proof.figures, proof.checks) == (0, ())


def test_weights_that_do_not_sum_to_one_are_named():
    found = checks(
        "单位,实地（80%）,问卷（15%）,总分\n甲,90.00,80.00,84.00\n乙,95.00,81.00,88.00\n丙,92.00,83.00,86.10"
    )
    assert any("0.8+0.15=0.95" in check.reason for check in found.values())


def test_a_row_of_weights_under_the_headings_counts():
    text = "单位,实地,问卷,总分\n权重,0.85,0.15,\n甲,97.96,96.65,97.76\n乙,96.76,96.72,96.75\n丙,97.60,91.26,96.95"
    found = checks(text)
    assert {cell: found[cell].verdict.value for cell in ("D3", "D4", "D5")} == {
        "D3": "成立",
        "D4": "成立",
        "D5": "不成立",
    }
    assert found["D5"].expected == "96.65"


def test_a_figure_merged_over_several_rows_belongs_to_none_alone():
    text = "街道,社区,问题,办结,总数\n甲,一,3,4,15\n甲,二,5,3,15\n乙,三,2,2,4\n乙,四,1,1,2\n合计,,11,10,21"
    merged = ((1, 0, 2, 0), (1, 4, 2, 4), (3, 0, 4, 0))
    assert "不成立" not in verdicts(text, merged=merged).values()


def test_roles_say_what_headings_do_not():
    text = "期,a,b,c,d\n1,28,29,57,49.12%\n2,10,15,26,40.00%"
    found = checks(text, "c=a+b; d=a/c", "")
    assert {cell: one.verdict.value for cell, one in found.items()} == {
        "D2": "成立",
        "E2": "成立",
        "D3": "不成立",
        "E3": "不成立",
    }


def test_roles_take_weights_means_full_width_signs_and_headings_with_brackets():
    text = "单位,实地测评（85%）,问卷,成绩,均值\n甲,97.96,96.65,97.76,97.31\n乙,96.76,96.72,96.75,96.74"
    found = verdicts(text, "成绩＝0.85×实地测评（85%）＋15%×问卷；均值=mean(实地测评, “问卷”)")
    assert found == {"D2": "成立", "E2": "成立", "D3": "成立", "E3": "成立"}


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("总分", "看不懂"),
        ("总分=实地+", "看不懂"),
        ("总分=实地+问券", "是不是“问卷”"),
        ("总份=实地", "是不是“总分”"),
        ("总分=总分", "同一列"),
        ("总分=" + "(" * 60 + "实地", "太深"),
        ("总分=__import__('os')", "没有"),
        ("总分=实地" + "+1" * 600, "太长"),
        ("总分=实地 问卷", "没有"),
        ("总分=(实地", "看不懂"),
    ],
)
def test_a_role_that_cannot_be_understood_is_refused_by_name(role, said):
    with pytest.raises(BadInput) as refused:
        checks("单位,实地,问卷,总分\n甲,90,80,88", role)
    (defect,) = refused.value.defects
    assert defect.file == "--roles"
    assert said in str(defect)


def test_a_table_of_words_has_nothing_to_prove():
    (proof,) = prove([table_of("街道,问题\n甲,垃圾\n乙,停车")])
    assert (proof.figures, proof.checks) == (0, ())


def test_a_very_wide_table_is_left_alone():
    (proof,) = prove([table_of("\n".join((",".join(f"列{n}" for n in range(500)), ",".join("1" * 500))))])
    assert not proof.checks
