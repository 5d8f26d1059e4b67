"""From a score down to its cells."""

from decimal import Decimal

import pytest

from dabiao.core.assess import assess
from dabiao.core.framework import Method
from dabiao.core.rubric import BonusRule, ConformityRateRule, NegativeListRule
from dabiao.core.trace import cells_under, leaves_under


@pytest.fixture(scope="module")
def pack(framework, standard, node):
    both = {Method.FIELD: ConformityRateRule(), Method.DOCUMENT: ConformityRateRule()}
    beside = {Method.NEGATIVE: NegativeListRule(Decimal(5)), Method.BONUS: BonusRule(Decimal(3))}
    return framework(
        node("一", standard("A", methods=both, points=10)),
        standard("B"),
        standard("旁", methods=beside, points=0),
    )


@pytest.fixture(scope="module")
def found(pack, observed):
    rows = [
        {"result": "-"},
        {"street": "西街", "site_id": "P2"},
        {"method": "材料"},
        {"standard_id": "B", "method": "问卷"},
        {"standard_id": "旁", "method": "负面", "result": "-"},
        {"standard_id": "旁", "method": "加分", "result": "?", "value": 2},
    ]
    return assess(pack, observed(rows), frames={}, groups={})


def test_a_lost_point_walks_down_to_the_cell_it_was_lost_in(pack, found):
    (field, document) = found.scores.children[0].children[0].children
    assert [
        cell.street for cell in cells_under(pack, field, found.cells) if cell.places_ok < cell.places
    ] == ["东街"]
    assert [cell.method for cell in cells_under(pack, document, found.cells)] == ["材料"]


def test_what_no_rule_scores_is_under_no_node(pack, found):
    below = cells_under(pack, found.scores, found.cells)
    assert {(cell.standard_id, cell.method) for cell in below} == {("A", "实地"), ("A", "材料")}


def test_a_deduction_and_a_bonus_of_one_standard_are_kept_apart(pack, found):
    deduction, bonus = found.scores.children[-2:]
    assert list(leaves_under(pack, deduction)) == [("旁", "负面")]
    assert list(leaves_under(pack, bonus)) == [("旁", "加分")]
