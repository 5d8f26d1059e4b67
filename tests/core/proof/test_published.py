"""Figures that were published, held to what they say. One of them does not add up, and the proof finds it."""

import csv
from pathlib import Path

import pytest

from dabiao.core.proof.check import Verdict
from dabiao.core.proof.proving import prove
from dabiao.core.proof.roles import read_roles
from dabiao.core.proof.table import PrintedTable

PUBLISHED = Path(__file__).parents[2] / "data" / "published"


def proof_of(name, *roles):
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        rows = tuple(tuple(row) for row in csv.reader(file))
    (proof,) = prove([PrintedTable(name, None, rows)], read_roles(roles))
    return proof


def found(proof, verdict):
    return {check.cell: check for check in proof.checks if check.verdict is verdict}


def test_jining_august_2017_holds_in_every_weighted_score_and_total():
    proof = proof_of("jining_2017_08.csv")
    assert proof.count(Verdict.HOLDS) == 57
    assert {check.formula for check in proof.checks} == {
        "field_raw×0.85",
        "survey_raw×0.15",
        "field_weighted_85+survey_weighted_15",
    }
    assert proof.inputs == 38
    assert not found(proof, Verdict.FAILS)


def test_shenzhen_july_2023_index_is_the_weighted_mean_of_its_four_parts():
    (check,) = proof_of("shenzhen_2023_07_markets.csv").checks
    assert check.verdict is Verdict.HOLDS
    assert check.expected == "90.11"
    assert check.working == "96.20×0.2+95.67×0.12+90.79×0.58+67.30×0.1"


def test_zhenjiang_2021_round_3_mean_is_the_simple_mean_of_its_districts():
    checks = found(proof_of("zhenjiang_2021_3.csv"), Verdict.HOLDS)
    assert checks["B7"].formula == "各行的简单平均"


def test_longhua_2021_q1_district_score_cannot_be_told_from_its_streets_alone():
    checks = found(proof_of("longhua_2021_q1.csv"), Verdict.UNCHECKABLE)
    assert "合并计算" in checks["B8"].reason


def test_jiangmen_rate_is_410_of_452():
    checks = found(proof_of("jiangmen.csv"), Verdict.HOLDS)
    assert checks["D2"].formula == "已整改÷交办问题"


def test_chuxiong_parts_make_57_and_the_rate_follows():
    proof = proof_of("chuxiong.csv", "问题数=已完成+未完成", "完成率=已完成/问题数")
    assert proof.count(Verdict.HOLDS) == 2
    assert proof_of("chuxiong.csv").count(Verdict.HOLDS) == 2


def test_yichang_2019_q2_total_is_the_sum_of_survey_and_field():
    assert set(found(proof_of("yichang_2019_q2.csv"), Verdict.HOLDS)) == {"D2"}


def test_zhanjiang_october_2019_states_5647_where_its_parts_make_5695():
    proof = proof_of("zhanjiang_2019_10.csv")
    (check,) = found(proof, Verdict.FAILS).values()
    assert (check.cell, check.stated, check.expected) == ("B4", "5647", "5695")
    assert check.working == "4984+711"


def test_shijingshan_2018_overall_is_785_where_its_parts_make_789():
    proof = proof_of("shijingshan_2018.csv")
    (check,) = found(proof, Verdict.FAILS).values()
    assert (check.cell, check.stated, check.expected) == ("B2", "785", "789")


@pytest.mark.parametrize("row", range(1, 20))
def test_a_wrong_total_in_the_jining_table_would_be_found(row):
    with (PUBLISHED / "jining_2017_08.csv").open(encoding="utf-8", newline="") as file:
        rows = [list(line) for line in csv.reader(file)]
    rows[row][6] = f"{float(rows[row][6]) + 0.3:.2f}"
    (proof,) = prove([PrintedTable("济宁.csv", None, tuple(map(tuple, rows)))])
    assert set(found(proof, Verdict.FAILS)) == {f"G{row + 1}"}
