"""An open-ended framework takes standards and place types from what was observed."""

from decimal import Decimal

import pytest

from dabiao.core.framework import Method, StabilitySettings
from dabiao.core.open_framework import framework_for, framework_for_cells
from dabiao.core.rubric import ConformityRateRule, QuantifiedRule
from dabiao.core.tally import tally

ROWS = [
    {"standard_id": "卫生"},
    {"standard_id": "交通", "site_type": "路口"},
    {"standard_id": "卫生", "method": "材料"},
]


def test_every_standard_seen_is_plain_pass_or_fail_of_equal_weight(framework, observed):
    settings = StabilitySettings(pass_rate=Decimal("0.85"))
    found = framework_for(framework(open_ended=True, stability=settings), observed(ROWS))
    assert list(found.standards) == ["交通", "卫生"]
    assert {one.points for one in found.standards.values()} == {Decimal(1)}
    assert {one.pass_rate for one in found.standards.values()} == {Decimal("0.85")}
    assert all(isinstance(one.rule, QuantifiedRule) for one in found.standards["卫生"].rules)
    assert {one.method for one in found.standards["卫生"].rules} == {Method.FIELD, Method.DOCUMENT}


def test_new_place_types_are_added_to_those_it_has(framework, observed):
    found = framework_for(framework(open_ended=True), observed(ROWS))
    assert [kind.id for kind in found.site_types] == ["T1", "T2", "T3", "路口"]


def test_standards_it_has_keep_their_rules(framework, standard, observed):
    own = standard("卫生", ConformityRateRule(), points=3)
    found = framework_for(framework(own, open_ended=True), observed(ROWS))
    assert found.standards["卫生"] is own
    assert list(found.standards) == ["卫生", "交通"]


def test_a_closed_framework_stays_as_it_is(framework, standard, observed):
    closed = framework(standard("A"))
    assert framework_for(closed, observed(ROWS)) is closed
    assert framework_for_cells(closed, None) is closed


def test_extending_twice_changes_nothing_more(framework, observed):
    once = framework_for(framework(open_ended=True), observed(ROWS))
    assert framework_for(once, observed(ROWS)) == once


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], []])
def test_cells_tell_the_same_as_the_rows(framework, observed, rows):
    bare, seen = framework(open_ended=True), observed(rows, ("1",))
    extended = framework_for(bare, seen)
    cells = tally(seen, extended, seen.table["result"].to_numpy())
    assert framework_for_cells(bare, cells) == extended
