"""The circular says what the assessment found, states the base of every figure, and owns up to what is not known."""

import dataclasses
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.assessment import StabilityClass
from dabiao.office import circular_gaps
from dabiao.office.circular import CircularHeading, write_circular
from dabiao.office.circular_gaps import gaps
from dabiao.office.circular_text import opening, period_of, sections
from dabiao.office.numbers import percent_of, shown

LONGEST = 4000
"""字 of a circular on one subject, by the 2024 rules against formalism; tables apart."""


@pytest.fixture
def write(framework, tmp_path):
    def written(assessment, framework=framework, **heading):
        path = tmp_path / "通报.docx"
        write_circular(assessment, framework, path, heading=CircularHeading(**heading))
        return docx.Document(str(path))

    return written


def words(document):
    return "\n".join(one.text for one in document.paragraphs)


def said(assessment, framework):
    parts = (part for section in sections(assessment, framework, "4月1日") for part in section.parts)
    return "\n".join(paragraph for part in parts for paragraph in part.paragraphs)


def test_it_reads_from_head_to_foot_in_the_order_of_a_circular(write, assessment):
    text = words(write(assessment))
    order = ["文件", "〔2026〕", "关于2026年1月至3月", "各街道办事处", "现将有关情况通报如下", "一、总体情况",
             "二、测评标准达标情况", "（四）证据不足的标准", "三、街道和责任单位情况", "四、突出短板",
             "五、主要问题", "六、整改要求", "七、有关说明", "附件：1. ", "2026年3月5日", "附件1"]  # fmt: skip
    places = [text.index(one) for one in order]
    assert places == sorted(places)


def test_the_score_stands_with_its_interval_and_its_base(assessment, framework):
    text, base = said(assessment, framework), assessment.scores.base
    assert f"综合得分{shown(assessment.scores.points)}分，满分3分" in text
    assert f"{base.rows}项次，其中符合{base.rows_ok}项次，符合率{percent_of(base.rows_ok, base.rows)}" in text
    assert f"{shown(assessment.score_interval[0])}分至{shown(assessment.score_interval[1])}分" in text


def test_the_change_between_rounds_is_that_of_the_figures_shown(assessment, framework):
    text = said(assessment, framework)
    before, last = (Decimal(shown(one.score)) for one in assessment.rounds[-2:])
    change = abs(last - before)
    assert change == 0 or f"{'提高' if last > before else '下降'}{change}分" in text


def test_classes_are_counted_and_what_cannot_be_told_is_no_failure(assessment, framework):
    text = said(assessment, framework)
    classes = [one.stability.stability_class for one in assessment.standards]
    assert "、".join(f"{kind}{classes.count(kind)}条" for kind in StabilityClass) in text
    undecided = classes.count(StabilityClass.INSUFFICIENT)
    assert "本期没有证据不足的标准" in text if not undecided else "证据不足不等于不达标" in text


def test_streets_are_named_tier_by_tier_with_score_and_base(assessment, framework):
    text = said(assessment, framework)
    for one in assessment.streets:
        assert f"{one.name}{shown(one.score)}分（{one.n}点次）" in text
    for one in assessment.units:
        assert f"{one.name}{shown(one.score)}%（{one.n}项次）" in text
    assert "误差以内" in text


def test_the_worst_gap_comes_first_with_what_was_lost_and_what_cures_it(assessment, framework):
    node = framework.tree[0]
    cured = tuple(
        dataclasses.replace(one, fix="增加清扫频次。", lead_department="城管局") for one in node.children
    )
    known = dataclasses.replace(framework, tree=(dataclasses.replace(node, children=cured),))
    text = said(assessment, known)
    worst, scored = gaps(assessment)[0]
    assert f"1. {worst.title}（{worst.standard_id}）：得{shown(scored.points)}分" in text
    assert "牵头单位：城管局。建议：增加清扫频次。" in text
    lost = [Fraction(node.maximum) - node.points for _, node in gaps(assessment)]
    assert lost == sorted(lost, reverse=True)


def test_problems_met_again_at_the_same_place_are_counted(assessment, framework):
    seen = {}
    for one in assessment.problems:
        seen.setdefault((one.site_id, one.standard_id, one.item), set()).add(one.round)
    again = sum(len(rounds) > 1 for rounds in seen.values())
    assert again
    assert f"两轮以上都不符合的有{again}处" in said(assessment, framework)


def test_the_day_is_the_one_given_else_that_of_the_last_observation(write, assessment):
    assert "2026年4月2日" in words(write(assessment, date=date(2026, 4, 2)))
    undated = tuple(dataclasses.replace(one, first_date=None, last_date=None) for one in assessment.rounds)
    text = words(write(dataclasses.replace(assessment, rounds=undated)))
    assert "××××年××月××日" in text
    assert "第1轮至第3轮" in text


def test_what_only_the_office_knows_is_plainly_left_to_fill_in(write, assessment):
    text = words(write(assessment))
    assert "××创建办〔2026〕××号" in text
    assert "联系人：×××" in text
    filled = write(
        assessment,
        issuing_office="东城区创建办",
        document_number="东创建办〔2026〕7号",
        contact="联系人：张三",
        deadline="4月30日",
    )
    assert "××" not in words(filled)


def test_it_stays_within_the_length_of_a_circular(assessment, framework):
    text = opening(assessment, "按照安排") + said(assessment, framework)
    assert 500 < len(re.sub(r"\s", "", text)) < LONGEST


def test_the_tables_hold_every_street_unit_and_standard(write, assessment):
    tables = write(assessment).tables
    names = [[row.cells[1].text for row in table.rows][1:] for table in tables[:3]]
    assert names[0] == [one.name for one in assessment.streets]
    assert names[1] == [one.name for one in assessment.units]
    assert names[2] == [one.title for one in assessment.standards]


def test_groups_have_a_column_of_their_own_where_there_are_several(write, assessed, district_rows):
    groups = {"东街街道": "主城区", "西街街道": "主城区", "南街街道": "非主城区"}
    streets, units, _ = write(assessed(district_rows, groups=groups)).tables[:3]
    heading, *rows = [[cell.text for cell in row.cells] for row in streets.rows]
    assert heading[:3] == ["名次", "街道", "分组"]
    assert {row[1]: row[2] for row in rows} == groups
    assert "分组" not in [cell.text for cell in units.rows[0].cells]


def test_a_unit_alone_in_its_group_is_not_compared_with_itself(assessed, district_rows, framework):
    groups = {"东街街道": "主城区", "西街街道": "主城区", "南街街道": "非主城区"}
    text = said(assessed(district_rows, groups=groups), framework)
    alone = next(line for line in text.splitlines() if line.startswith("非主城区1个街道"))
    assert alone.startswith("非主城区1个街道：南街街道")
    assert "误差" not in alone


def test_what_was_measured_without_places_is_not_said_to_have_no_data(write, assessment):
    measured = dataclasses.replace(assessment.standards[0], n=0, y=0, stability=None, grade="B")
    table = write(dataclasses.replace(assessment, standards=(measured,))).tables[2]
    assert [cell.text for cell in table.rows[1].cells][2:] == ["—", "—", "—", "等级B"]


def test_few_gaps_are_counted_and_many_are_said_to_be_the_first(assessment, framework, monkeypatch):
    assert f"有失分的标准共{len(gaps(assessment))}条：" in said(assessment, framework)
    monkeypatch.setattr(circular_gaps, "MOST_GAPS", 1)
    assert f"有失分的标准共{len(gaps(assessment))}条，失分最多的1条是：" in said(assessment, framework)


def test_an_assessment_of_nothing_is_still_an_honest_circular(write, assessment, framework):
    root = dataclasses.replace(
        assessment.scores,
        points=None,
        children=(),
        base=dataclasses.replace(assessment.scores.base, rows=0, rows_ok=0),
    )
    empty = dataclasses.replace(
        assessment,
        rounds=(),
        standards=(),
        streets=(),
        units=(),
        problems=(),
        warnings=(),
        scores=root,
        score_interval=None,
    )
    text = words(write(empty))
    assert "综合得分无数据" in text
    assert "本期没有发现不符合的检查项" in text
    assert "没有可以排名的街道，无数据" in text
    assert period_of(empty) == ""


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE, HOSTILE)
def test_no_word_from_outside_can_break_the_file(write, assessment, name, title):
    street = dataclasses.replace(assessment.streets[0], name=name)
    problem = dataclasses.replace(assessment.problems[0], street=name, site_name=name, item=title)
    found = dataclasses.replace(
        assessment,
        streets=(street,),
        problems=(problem,),
        warnings=(title,),
        standards=(dataclasses.replace(assessment.standards[0], title=title),),
    )
    text = words(write(found, title=title, issuing_office=name))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]", text)
