"""Gaps and overlaps: what the pack asks, held against who answers."""

from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.breakdown_gaps import Finding, Held, coverage

ROAD, LANE, FILED = Cell("A1", "实地", "road"), Cell("A1", "实地", "lane"), Cell("A1", "材料")
CELLS = (ROAD, LANE, FILED)


def held(cell: Cell, kind: DutyKind, organisation: int = 1, number: int = 1) -> Held:
    return Held(cell, kind.value, number, organisation)


def test_without_anyone_every_cell_lacks_both() -> None:
    found = coverage(CELLS, [])
    assert found.cells(Finding.NO_LEAD) == found.cells(Finding.NO_RESPONSIBLE) == list(CELLS)
    assert found.empty_site_types == ("road", "lane")


def test_a_duty_for_all_places_covers_each_of_them_and_no_other_method() -> None:
    everywhere = Cell("A1", "实地")
    found = coverage(CELLS, [held(everywhere, DutyKind.LEAD), held(everywhere, DutyKind.RESPONSIBLE)])
    assert found.cells(Finding.NO_LEAD) == found.cells(Finding.NO_RESPONSIBLE) == [FILED]
    assert found.empty_site_types == ()
    assert found.cells(Finding.NOT_IN_PACK) == []


def test_two_lead_where_one_leads_everywhere_and_another_here() -> None:
    found = coverage(CELLS, [held(ROAD, DutyKind.LEAD, 1), held(Cell("A1", "实地"), DutyKind.LEAD, 2)])
    assert found.cells(Finding.TWO_LEADS) == [ROAD]


def test_the_same_one_leading_twice_is_no_overlap() -> None:
    found = coverage(CELLS, [held(ROAD, DutyKind.LEAD, 1), held(Cell("A1", "实地"), DutyKind.LEAD, 1)])
    assert found.cells(Finding.TWO_LEADS) == []


def test_a_cell_the_pack_does_not_know_is_told() -> None:
    gone = Cell("Z9", "实地", "road")
    found = coverage(CELLS, [held(gone, DutyKind.LEAD)])
    assert found.cells(Finding.NOT_IN_PACK) == [gone]


def test_helping_alone_is_not_answering() -> None:
    found = coverage(CELLS, [held(ROAD, DutyKind.ASSISTING)])
    assert ROAD in found.cells(Finding.NO_RESPONSIBLE)
    assert found.empty_site_types == ("lane",)


kinds = st.sampled_from(list(DutyKind))
places = st.sampled_from((*CELLS, Cell("A1", "实地")))


@given(st.lists(st.tuples(places, kinds, st.integers(1, 3)), max_size=12))
def test_findings_say_what_counting_by_hand_says(rows: list[tuple[Cell, DutyKind, int]]) -> None:
    once = {(cell, kind): organisation for cell, kind, organisation in rows}
    found = coverage(CELLS, [held(cell, kind, one) for (cell, kind), one in once.items()])
    for cell in CELLS:
        leaders = {
            once[one, DutyKind.LEAD] for one in (cell, cell.everywhere) if (one, DutyKind.LEAD) in once
        }
        working = (cell, DutyKind.RESPONSIBLE) in once or (cell.everywhere, DutyKind.RESPONSIBLE) in once
        assert (cell in found.cells(Finding.NO_LEAD)) == (not leaders)
        assert (cell in found.cells(Finding.TWO_LEADS)) == (len(leaders) > 1)
        assert (cell in found.cells(Finding.NO_RESPONSIBLE)) == (not working)
