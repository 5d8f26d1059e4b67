"""Proposing the breakdown: cells from the pack, names found in the register, rules that are data, gaps that say why."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pack import write

from dabiao.core.breakdown_cells import Cell, DutyKind, OffSite, asked, cells_of, sort_key
from dabiao.core.breakdown_proposal import LEADER, STREETS, ProposalRules, Rule, by_line, propose
from dabiao.core.framework import Framework
from dabiao.core.unit_names import Basis, Unit
from dabiao.standards.pack_files import load_pack

OFF_SITE = OffSite(("非现场",), {"问卷": ("survey",)})
STREET_A, STREET_B = Unit(1, "东湖街道", "街道"), Unit(2, "西湖街道", "街道")
CITY = Unit(3, "示范区城市管理局", "部门")
OFFICE = Unit(4, "创建办", "部门")
UNITS = (STREET_A, STREET_B, CITY, OFFICE)
RULES = ProposalRules(
    (
        Rule(DutyKind.RESPONSIBLE, (STREETS,), "实地"),
        Rule(DutyKind.RESPONSIBLE, ("城管局",), "实地", site_type="lane"),
        Rule(DutyKind.ASSISTING, ("城管局",), "实地", group="街路"),
        Rule(DutyKind.RESPONSIBLE, (LEADER,), "问卷"),
    ),
    (frozenset({"城管局", "城市管理局"}),),
    OFF_SITE,
)


@pytest.fixture
def framework(tmp_path: Path) -> Framework:
    return load_pack(write(tmp_path / "small"))


def test_every_method_is_a_cell_and_field_inspection_one_for_each_place_type(framework: Framework) -> None:
    assert cells_of(framework, OFF_SITE) == (
        Cell("A1", "实地", "road"),
        Cell("A1", "实地", "lane"),
        Cell("A2", "实地", "road"),
        Cell("A2", "实地", "lane"),
        Cell("B1", "问卷"),
        Cell("B1", "加分"),
    )


def test_what_a_cell_asks_are_the_items_checked_there(framework: Framework) -> None:
    assert (
        asked(framework, [Cell("A1", "实地", "road")], OFF_SITE) == "地面没有垃圾；每 500 米果皮箱不少于 3 个"
    )
    assert asked(framework, [Cell("A1", "实地", "lane")], OFF_SITE) == "地面没有垃圾"
    assert asked(framework, [Cell("A1", "实地")], OFF_SITE) == "地面没有垃圾；每 500 米果皮箱不少于 3 个"
    assert asked(framework, [Cell("B1", "问卷")], OFF_SITE) == "受访者满意"
    assert asked(framework, [Cell("B1", "加分")], OFF_SITE) == "", (
        "two methods without places: the table says whose"
    )


def test_the_pack_names_the_lead_and_rules_name_the_others(framework: Framework) -> None:
    found = by_line(propose(framework, UNITS, RULES).duties)
    road, lane = Cell("A1", "实地", "road"), Cell("A1", "实地", "lane")
    assert [one.unit for one in found[road, DutyKind.LEAD]] == [CITY]
    assert [one.unit for one in found[road, DutyKind.RESPONSIBLE]] == [STREET_A, STREET_B]
    assert [one.unit for one in found[lane, DutyKind.RESPONSIBLE]] == [CITY], "the rule that says more wins"
    assert [one.unit for one in found[Cell("B1", "问卷"), DutyKind.RESPONSIBLE]] == [OFFICE]


def test_a_proposal_says_what_it_rests_on(framework: Framework) -> None:
    found = by_line(propose(framework, UNITS, RULES).duties)
    (lead,) = found[Cell("A1", "实地", "road"), DutyKind.LEAD]
    assert (lead.named, lead.confidence, lead.basis) == ("城管局", 0.9, Basis.OTHER_NAME)
    assert {one.basis for one in found[Cell("A1", "实地", "road"), DutyKind.RESPONSIBLE]} == {Basis.TERRITORY}


def test_who_leads_or_works_in_a_cell_does_not_assist_there_as_well(framework: Framework) -> None:
    found = by_line(propose(framework, UNITS, RULES).duties)
    assert (Cell("A1", "实地", "road"), DutyKind.ASSISTING) not in found, "城管局 leads A1"
    assert (Cell("A2", "实地", "road"), DutyKind.ASSISTING) in found, "公安交警 leads A2"
    assert (Cell("A2", "实地", "lane"), DutyKind.ASSISTING) not in found, "城管局 works in lanes"


def test_who_is_busy_in_a_cell_already_is_not_proposed_to_assist(framework: Framework) -> None:
    where = Cell("A2", "实地", "road")
    found = by_line(propose(framework, UNITS, RULES, busy={(where, CITY.id)}).duties)
    assert (where, DutyKind.ASSISTING) not in found


def test_a_name_nobody_bears_stays_a_gap(framework: Framework) -> None:
    proposal = propose(framework, UNITS, RULES)
    assert {(one.named, one.cell.standard_id) for one in proposal.unfound} == {("公安交警", "A2")}
    assert not [one for one in proposal.duties if one.cell.standard_id == "A2" and one.kind is DutyKind.LEAD]


def test_two_who_may_be_meant_stay_a_gap_that_names_both(framework: Framework) -> None:
    twins = (*UNITS, Unit(5, "开发区城市管理局", "部门"))
    unfound = {one.named: one.rivals for one in propose(framework, twins, RULES).unfound}
    assert unfound["城管局"] == ("示范区城市管理局", "开发区城市管理局")


def test_without_streets_what_falls_to_streets_is_a_gap(framework: Framework) -> None:
    unfound = {(one.named, one.cell) for one in propose(framework, (CITY,), RULES).unfound}
    assert (STREETS, Cell("A1", "实地", "road")) in unfound


def test_what_somebody_holds_is_not_proposed_again(framework: Framework) -> None:
    cell = Cell("A1", "实地", "road")
    found = by_line(propose(framework, UNITS, RULES, {(cell, "牵头"), (cell, "责任")}).duties)
    assert not {(cell, DutyKind.LEAD), (cell, DutyKind.RESPONSIBLE)} & set(found)
    assert (Cell("A1", "实地", "lane"), DutyKind.LEAD) in found


def test_what_somebody_holds_everywhere_is_not_proposed_at_any_place(framework: Framework) -> None:
    found = propose(framework, UNITS, RULES, {(Cell("A1", "实地"), "牵头")}).duties
    assert not [one for one in found if one.cell.standard_id == "A1" and one.kind is DutyKind.LEAD]


@given(st.data())
def test_accepting_in_any_order_ends_with_nothing_left_to_propose(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    framework = load_pack(write(tmp_path_factory.getbasetemp() / "small-any-order"))
    taken: set[tuple[Cell, str]] = set()
    busy: set[tuple[Cell, int]] = set()
    held: Counter[tuple[Cell, str, int]] = Counter()
    while lines := by_line(propose(framework, UNITS, RULES, taken, busy).duties):
        chosen = data.draw(st.sets(st.sampled_from(sorted(lines, key=str)), min_size=1))
        for line in chosen:
            taken.add(line)
            held.update((line[0], line[1], one.unit.id) for one in lines[line])
            if line[1] is not DutyKind.ASSISTING:
                busy |= {(line[0], one.unit.id) for one in lines[line]}
    assert max(held.values()) == 1, "nothing is proposed twice"
    assert Counter(kind for _, kind, _ in held)[DutyKind.LEAD] == 4


def test_the_order_of_the_breakdown_counts_figures_as_numbers() -> None:
    cells = [Cell("1.10.1", "实地"), Cell("1.2.1", "材料"), Cell("1.2.1", "实地", "lane")]
    assert sorted(cells, key=lambda one: sort_key(one, "牵头")) == [cells[2], cells[1], cells[0]]
    assert sort_key(cells[0], "牵头") < sort_key(cells[0], "责任") < sort_key(cells[0], "配合")
