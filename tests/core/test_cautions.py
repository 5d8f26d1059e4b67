"""What a reader is told beside the figures: each caution when it applies, and only then."""

from decimal import Decimal

import pytest

from dabiao.core.cautions import MOST_NAMES, cautions
from dabiao.core.fairness import ranked, streets
from dabiao.core.framework import Method, Pooling, Ranking
from dabiao.core.grouping import Grouping
from dabiao.core.rubric import NegativeListRule
from dabiao.core.score import score
from dabiao.core.tally import tally


@pytest.fixture(scope="session")
def told(framework, standard, observed):
    def said(rows, *tree, frames=None, groups=None, **fields):
        pack = framework(*(tree or (standard("A"),)), **fields)
        seen = observed(rows)
        cells = tally(seen, pack, seen.table["result"].to_numpy())
        compared = ranked(streets(pack, cells, 1).contenders, Grouping(groups or {}, Ranking()))
        return list(
            cautions(pack, cells, {"T1": 99} if frames is None else frames, score(pack, cells), compared)
        )

    return said


def test_where_all_is_well_nothing_is_said(told):
    assert told([{}]) == []


def test_a_veto_comes_before_everything_else(told, standard):
    veto = standard("负", methods={Method.NEGATIVE: NegativeListRule(Decimal(10), veto=True)}, points=0)
    rows = [{}, {"standard_id": "负", "method": "负面", "result": "-"}]
    first, *others = told(rows, standard("A"), veto, frames={})
    assert "“标准负”触发一票否决" in first
    assert others
    assert not any("否决" in line for line in told([{}, rows[1] | {"result": "+"}], standard("A"), veto))


def test_rows_of_a_method_without_a_rule_are_counted(told):
    (line,) = told([{}, {"method": "问卷"}, {"method": "问卷", "site_id": "P2"}])
    assert "标准 A 没有“问卷”的评分规则，2 行观察未计入得分" in line


def test_standards_nobody_looked_at_are_counted_and_not_called_zero(told, standard):
    (line,) = told([{}], standard("A"), standard("B"), standard("C"))
    assert "共有 3 条标准，其中 2 条没有观察" in line
    assert "不计零分" in line


def test_rows_without_a_street_matter_only_to_a_mean_of_streets(told):
    rows = [{}, {"street": None, "site_id": "P2"}]
    assert told(rows) == []
    (line,) = told(rows, pooling=Pooling.MEAN_OF_MEANS)
    assert "1 行检查没有写街道" in line
    assert told([rows[1]], pooling=Pooling.MEAN_OF_MEANS) == []


def test_place_types_without_a_total_are_named_and_many_are_counted(told):
    rows = [{"site_id": f"P{n}", "site_type": f"类{n:02}"} for n in range(MOST_NAMES + 3)]
    (line,) = told(rows, frames={"类00": 5})
    assert "类01、" in line
    assert "类00" not in line
    assert f"等 {MOST_NAMES + 2} 个" in line


def test_totals_concern_places_inspected_and_no_documents(told, standard):
    both = standard("A", methods={Method.DOCUMENT: standard("A").rules[0].rule})
    assert told([{"method": "材料"}], both, frames={}) == []


@pytest.mark.parametrize(("total", "wrong"), [(2, True), (3, False)])
def test_a_total_is_wrong_only_below_what_one_round_saw(told, total, wrong):
    rows = [{"site_id": f"P{n}", "round": at} for n in range(3) for at in ("1", "2")]
    assert bool(told(rows, frames={"T1": total})) is wrong


def test_agreement_is_told_with_its_base(told):
    rows = [{"inspector": name, "result": mark} for name, mark in zip("甲乙丙丁", "++-+", strict=True)]
    (line,) = told(rows)
    assert "3 行" in line
    assert "2 行结论相同，一致率 66.7%" in line


def test_whoever_the_groups_forgot_is_named(told):
    rows = [{}, {"street": "西街", "site_id": "P2"}]
    (line,) = told(rows, groups={"东街": "主城区"})
    assert "西街" in line
    assert "东街" not in line
