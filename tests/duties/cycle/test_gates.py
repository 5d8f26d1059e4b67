"""Gates: met, missed or open, entered with a source; a figure decides by the pack's limit."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.defects import BadInput
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import record_outcome
from dabiao.duties.cycle.models import CalendarEntry, Cycle, GateOutcome, GateState
from dabiao.house.models import AuditEntry


def gate(cycle: Cycle, name: str, year: int) -> CalendarEntry:
    return cycle.entries.get(pack_gate=name, since__year=year)


def states(cast: Cast, cycle: Cycle) -> dict[tuple[str, int], GateState]:
    found = queries.calendar(cast.街道, cycle).gates
    return {(one.entry.pack_gate, one.entry.since.year): one.state for one in found if one.entry.pack_gate}


@pytest.mark.parametrize(
    ("figure", "at_80", "at_70"),
    [
        ("80", GateState.MET, GateState.MET),
        ("79.999", GateState.MISSED, GateState.MET),
        ("70", GateState.MISSED, GateState.MET),
        ("69.999", GateState.MISSED, GateState.MISSED),
        ("0", GateState.MISSED, GateState.MISSED),
    ],
)
def test_a_figure_is_entered_once_and_decides_every_gate_of_its_year(
    cast: Cast, cycle: Cycle, figure: str, at_80: GateState, at_70: GateState
) -> None:
    record_outcome(cast.创建办, gate(cycle, "annual-80", 2024), GateState.OPEN, Decimal(figure), "省通报")
    found = states(cast, cycle)
    assert (found["annual-80", 2024], found["annual-70", 2024]) == (at_80, at_70)
    assert found["minors-85", 2024] == found["annual-80", 2025] == GateState.OPEN
    assert {one.source for one in GateOutcome.objects.all()} == {"省通报"}


def test_a_state_that_contradicts_its_figure_is_refused(cast: Cast, cycle: Cycle) -> None:
    with pytest.raises(BadInput, match="不一致"):
        record_outcome(cast.创建办, gate(cycle, "annual-80", 2024), GateState.MET, Decimal("79.5"), "省通报")
    assert not GateOutcome.objects.exists()


def test_a_gate_without_a_limit_is_met_or_missed_in_words(cast: Cast, cycle: Cycle) -> None:
    bans = cycle.entries.get(kind=CalendarKind.GATE.value, pack_gate="")
    assert (bans.since, bans.until) == (date(2025, 8, 1), date(2026, 7, 31)), (
        "the twelve months before the test"
    )
    with pytest.raises(BadInput, match="没有分数线"):
        record_outcome(cast.创建办, bans, GateState.MET, Decimal(90), "核查")
    record_outcome(cast.创建办, bans, GateState.MISSED, None, "核查")
    assert queries.entry(cast.街道, bans.pk).line.state is GateState.MISSED


def test_what_was_entered_stays_when_it_is_corrected(cast: Cast, cycle: Cycle) -> None:
    annual = gate(cycle, "annual-80", 2024)
    record_outcome(cast.创建办, annual, GateState.OPEN, Decimal("81"), "初步通报")
    record_outcome(cast.创建办, annual, GateState.OPEN, Decimal("79"), "更正通报")
    record_outcome(cast.创建办, annual, GateState.OPEN, None, "复议中")
    told = queries.entry(cast.街道, annual.pk)
    assert [(one.state, one.source) for one in told.outcomes] == [
        (GateState.OPEN, "复议中"),
        (GateState.MISSED, "更正通报"),
        (GateState.MET, "初步通报"),
    ]
    assert told.line.state is GateState.OPEN
    with pytest.raises(TypeError, match="never changed"):
        told.outcomes[0].save()


def test_a_result_has_a_source_and_belongs_to_a_gate(cast: Cast, cycle: Cycle) -> None:
    with pytest.raises(BadInput, match="出处"):
        record_outcome(cast.创建办, gate(cycle, "annual-80", 2024), GateState.MET, None, " ")
    stage = cycle.entries.filter(kind=CalendarKind.STAGE.value)[0]
    with pytest.raises(BadInput, match="只有关口"):
        record_outcome(cast.创建办, stage, GateState.MET, None, "通报")


def test_only_创建办_enters_results(cast: Cast, cycle: Cycle) -> None:
    for name, person in vars(cast).items():
        if name != "创建办":
            with pytest.raises(PermissionDenied):
                record_outcome(person, gate(cycle, "annual-80", 2024), GateState.MET, None, "通报")
    assert not GateOutcome.objects.exists()


def test_the_years_known_are_weighed_and_the_others_are_no_zero(cast: Cast, cycle: Cycle) -> None:
    assert queries.calendar(cast.街道, cycle).totals.so_far is None
    record_outcome(cast.创建办, gate(cycle, "annual-80", 2024), GateState.OPEN, Decimal("80"), "通报")
    record_outcome(cast.创建办, gate(cycle, "annual-70", 2025), GateState.OPEN, Decimal("90"), "通报")
    record_outcome(cast.创建办, gate(cycle, "minors-85", 2026), GateState.OPEN, Decimal("99"), "通报")
    seen = queries.calendar(cast.街道, cycle)
    assert seen.annual == ((2024, Decimal(80)), (2025, Decimal(90)), (2026, None))
    assert seen.totals.earned == Fraction(80 * 15 + 90 * 25, 100)
    assert (seen.totals.known_weight, seen.totals.total) == (Fraction(40, 100), None)


def test_a_result_is_one_entry_of_the_audit_with_the_gates_it_decided(cast: Cast, cycle: Cycle) -> None:
    before = AuditEntry.objects.count()
    annual = gate(cycle, "annual-80", 2024)
    record_outcome(cast.创建办, annual, GateState.OPEN, Decimal("79.5"), "通报")
    told = AuditEntry.objects.order_by("-number")[0]
    assert AuditEntry.objects.count() == before + 1
    assert told.after["figure"] == "79.5"
    assert len(told.after["gates"]) == 2
