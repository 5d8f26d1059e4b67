"""The tables the program comes with: they fit the shipped packs, and every word on a page can be translated."""

from dabiao.core.breakdown_cells import DutyKind, cells_of
from dabiao.core.breakdown_proposal import propose
from dabiao.core.unit_names import Basis, Unit
from dabiao.duties.breakdown.change_views import BASES
from dabiao.duties.breakdown.models import Kind
from dabiao.duties.breakdown.proposal_rules import proposal_rules
from dabiao.standards.pack_files import built_in_packs, load_pack


def test_rules_speak_of_groups_and_place_types_that_packs_have() -> None:
    packs = built_in_packs()
    groups = {one.group for pack in packs for one in pack.site_types}
    kinds = {one.id for pack in packs for one in pack.site_types}
    rules = proposal_rules().rules
    assert {rule.group for rule in rules} - {""} <= groups
    assert {rule.site_type for rule in rules} - {""} <= kinds
    assert set(proposal_rules().off_site.groups) <= groups


def test_no_two_rules_say_who_with_the_same_weight() -> None:
    keys = [(one.kind, one.method, one.group, one.site_type) for one in proposal_rules().rules]
    assert len(keys) == len(set(keys))


def test_every_cell_of_every_pack_is_proposed_to_somebody_or_told_as_a_gap() -> None:
    street = Unit(0, "东湖街道", "街道")
    for pack in built_in_packs():
        cells = cells_of(pack, proposal_rules().off_site)
        names = sorted({one.lead_department for one in pack.standards.values()})
        units = [street, *(Unit(at, name, "部门") for at, name in enumerate(names, 1))]
        found = propose(pack, units, proposal_rules())
        told = {(one.cell, one.kind) for one in (*found.duties, *found.unfound)}
        for kind in (DutyKind.LEAD, DutyKind.RESPONSIBLE):
            assert {(cell, kind) for cell in cells} <= told


def test_no_place_of_the_practice_pack_is_off_site() -> None:
    pack = load_pack("district-practice")
    cells = cells_of(pack, proposal_rules().off_site)
    assert not {cell.site_type for cell in cells} & {"filed_materials", "household_survey", "statistics"}
    assert len({cell.site_type for cell in cells} - {""}) == 57


def test_words_of_the_core_are_known_to_the_pages() -> None:
    assert set(BASES) == {one.value for one in Basis}
    assert set(Kind.values) == {one.value for one in DutyKind}
