"""Observations → assessment, end to end on a small district."""

import dataclasses
import random
from datetime import date
from decimal import Decimal

import pytest

from dabiao.core.assess import assess
from dabiao.core.framework import Method, Pooling
from dabiao.core.rubric import ConformityRateRule, NegativeListRule

STREETS = ("东街", "西街", "南街")


def district(seed=1, rounds=3):
    """Three streets with eight places each, two standards, three rounds."""
    chance = random.Random(seed)
    quality = dict(zip(STREETS, (0.95, 0.8, 0.5), strict=True))
    return [
        {
            "round": f"第{at}轮",
            "date": date(2026, at, 3 + n),
            "street": street,
            "site_id": f"{street}{n}",
            "site_type": f"T{n % 2 + 1}",
            "standard_id": standard,
            "unit": "城管局" if standard == "A" else "住建局",
            "result": "+" if chance.random() < quality[street] else "-",
            "problem": "有垃圾",
        }
        for at in range(1, rounds + 1)
        for street in STREETS
        for n in range(8)
        for standard in "AB"
    ]


@pytest.fixture(scope="session")
def pack(framework, standard):
    return framework(standard("A", points=60), standard("B", ConformityRateRule(), points=40), standard("C"))


@pytest.fixture(scope="session")
def assessed(pack, observed):
    def result(rows, with_pack=pack, **given):
        return assess(with_pack, observed(rows), **({"frames": {"T1": 50, "T2": 60}, "groups": {}} | given))

    return result


def test_a_district_is_scored_compared_and_classed(assessed):
    found = assessed(district())
    assert [one.standard_id for one in found.standards] == ["A", "B"]
    assert found.scores.base.rows == 144
    assert found.score_interval[0] < found.scores.points < found.score_interval[1]
    assert [one.name for one in found.streets] == list(STREETS)
    assert found.streets[0].tier < found.streets[2].tier
    assert {one.name for one in found.units} == {"城管局", "住建局"}
    assert len(found.problems) == 144 - found.scores.base.rows_ok
    assert found.scores.without_data == ("C",)
    assert found.excluded == ()


def test_the_same_file_gives_the_same_result(assessed):
    assert assessed(district()) == assessed(district())


def test_a_changed_row_changes_score_ranking_problems_and_stability_alike(assessed):
    rows = district()
    changed = [dict(row) for row in rows]
    changed[0]["result"] = "-" if rows[0]["result"] == "+" else "+"
    before, after = assessed(rows), assessed(changed)
    assert before.scores.points != after.scores.points
    assert {one.name: one.score for one in before.streets} != {one.name: one.score for one in after.streets}
    assert {one.name: one.score for one in before.units} != {one.name: one.score for one in after.units}
    assert abs(len(before.problems) - len(after.problems)) == 1
    assert before.standards[0].stability.rate != after.standards[0].stability.rate
    assert before.standards[1].base == after.standards[1].base


def test_rounds_carry_their_own_dates_places_and_scores(assessed):
    rounds = assessed(district()).rounds
    assert [one.name for one in rounds] == ["第1轮", "第2轮", "第3轮"]
    assert (rounds[1].first_date, rounds[1].last_date) == (date(2026, 2, 3), date(2026, 2, 10))
    assert [one.sites for one in rounds] == [24, 24, 24]
    assert sum(one.base.rows for one in rounds) == 144
    alone = assessed([row for row in district() if row["round"] == "第2轮"])
    assert rounds[1].score == alone.scores.points


def test_cells_add_up_to_every_base_that_is_shown(assessed):
    found = assessed(district())
    for one in found.streets:
        own = [cell for cell in found.cells if cell.street == one.name]
        assert (one.base.places, one.base.rows_ok) == (
            sum(cell.places for cell in own),
            sum(cell.rows_ok for cell in own),
        )
    for standard in found.standards:
        own = [cell for cell in found.cells if cell.standard_id == standard.standard_id]
        assert standard.n == sum(cell.places for cell in own)


def test_a_problem_names_place_type_item_and_standard_in_words(assessed):
    rows = [row | {"result": "+"} for row in district()]
    rows[5] |= {"result": "-", "item": "I1", "count": 3, "photo": "p1.jpg", "inspector": "乙"}
    (problem,) = assessed(rows).problems
    assert (problem.site_type, problem.item, problem.standard_title) == ("类型1", "检查项一", "标准B")
    assert (problem.text, problem.count, problem.photo) == ("有垃圾", 3, "p1.jpg")
    assert (problem.street, problem.unit, problem.inspector) == ("东街", "住建局", "乙")
    assert (problem.date, problem.source_row) == (date(2026, 1, 5), 7)


def test_the_threshold_is_kept_with_the_result(assessed):
    found = assessed(district(), threshold=Decimal("0.6"))
    assert found.threshold == Decimal("0.6")
    assert {one.pass_rate for one in found.standards} == {Decimal("0.6")}


def test_streets_that_should_have_been_inspected_are_named_and_not_scored(assessed):
    found = assessed(district(), groups=dict.fromkeys([*STREETS, "北街"], "主城区"))
    assert {one.group for one in found.streets} == {"主城区"}
    assert [(one.kind, one.name) for one in found.excluded] == [("street", "北街")]


def warned(found, *words):
    return [line for line in found.warnings if all(word in line for word in words)]


def test_place_types_without_a_total_are_named(assessed):
    assert warned(assessed(district(), frames={"T1": 50}), "点位总数", "类型2")
    assert not warned(assessed(district()), "点位总数")


def test_a_total_below_what_was_seen_in_one_round_is_pointed_out(assessed):
    assert warned(assessed(district(), frames={"T1": 5, "T2": 60}), "类型1", "5", "12")


def test_standards_nobody_looked_at_are_counted(assessed):
    assert warned(assessed(district()), "3 条", "1 条", "无数据")


def test_agreement_of_second_inspectors_is_told(assessed):
    rows = district()
    again = [row | {"inspector": "乙"} for row in rows[:3]]
    again[0]["result"] = "-" if rows[0]["result"] == "+" else "+"
    found = assessed([*rows, *again])
    assert warned(found, "3 行", "66.7%")
    assert found.scores == assessed(rows).scores


def test_a_method_without_a_rule_is_pointed_out(assessed):
    rows = [*district(), {"standard_id": "A", "method": "问卷", "round": "第1轮"}]
    assert warned(assessed(rows), "标准 A", "问卷", "1 行")


def test_a_forgotten_street_is_ranked_apart_and_pointed_out(assessed):
    found = assessed(district(), groups={"东街": "甲组", "西街": "甲组"})
    assert [(one.name, one.group, one.rank) for one in found.streets][-1] == ("南街", "未分组", 1)
    assert warned(found, "南街", "未分组")


def test_a_veto_is_told_first(assessed, framework, standard):
    veto = {Method.NEGATIVE: NegativeListRule(Decimal(10), veto=True)}
    pack = framework(
        standard("A", points=100), standard("B", points=1), standard("负", methods=veto, points=0)
    )
    event = {"standard_id": "负", "method": "负面", "result": "-", "street": None, "round": "第1轮"}
    found = assessed([*district(), event], pack)
    assert "一票否决" in found.warnings[0]
    assert found.scores.points == assessed(district(), pack).scores.points - 10


def test_rows_without_a_street_are_outside_a_mean_of_streets_and_it_says_so(assessed, pack):
    mean = dataclasses.replace(pack, pooling=Pooling.MEAN_OF_MEANS)
    rows = district()
    rows[0] |= {"street": None}
    found = assessed(rows, mean)
    assert warned(found, "1 行", "没有写街道")
    assert found.scores.points == sum(one.score for one in found.streets) / 3 * 101 / 100
    assert found.score_interval[0] < found.scores.points < found.score_interval[1]


def test_an_open_framework_takes_its_standards_from_the_file(assessed, framework):
    found = assessed(district(), framework(open_ended=True), frames={})
    assert [one.standard_id for one in found.standards] == ["A", "B"]
    assert found.scores.maximum == 100
    assert all(one.stability is not None for one in found.standards)


def test_where_nothing_applied_there_is_no_score_and_nobody_is_ranked(assessed):
    found = assessed([row | {"result": "/"} for row in district()])
    assert (found.scores.points, found.score_interval, found.streets, found.units) == (None, None, (), ())
    assert {one.kind for one in found.excluded} == {"street", "unit"}
    assert [one.score for one in found.rounds] == [None, None, None]
