"""A whole cycle from a pack: proposed, weighed, and made current once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied

from dabiao.core.defects import BadInput
from dabiao.duties.cycle.actions import make_current, propose_cycle, settle_entries
from dabiao.duties.cycle.drafts import CyclePlan
from dabiao.duties.cycle.models import CalendarEntry, Cycle, EntryChange
from dabiao.house.models import AuditEntry
from dabiao.people.burden.models import Ask
from dabiao.standards.pack_files import load_pack

PACK = load_pack("district-practice")
PLAN = CyclePlan(PACK.id, 2024, 8)


def weighed(*percents: str) -> CyclePlan:
    return replace(PLAN, weights=tuple(Decimal(one) / 100 for one in percents), weights_source="市文件")


def test_a_proposal_has_the_packs_weights_and_gates_and_every_date_is_only_proposed(
    cast: Cast, cycle: Cycle
) -> None:
    assert cycle.title == "2024—2026 创建周期"
    assert cycle.weights == (Decimal("0.15"), Decimal("0.25"), Decimal("0.6"))
    assert "示范值" in cycle.weights_source
    assert PACK.cycle is not None
    gates = cycle.entries.exclude(pack_gate="")
    assert {(one.pack_gate, one.measure, one.at_least) for one in gates} == {
        (one.id, one.measure, one.at_least) for one in PACK.cycle.gates
    }
    assert gates.count() == 3 * len(PACK.cycle.gates)
    assert not cycle.entries.filter(is_settled=True).exists()


def test_a_proposal_asks_nothing_of_anybody(cycle: Cycle) -> None:
    assert not Ask.objects.exists()


def test_one_write_is_one_entry_of_the_audit(cast: Cast, cycle: Cycle) -> None:
    told = AuditEntry.objects.get()
    assert (told.action, told.resource, told.resource_id) == ("change_cycle", "cycle", str(cycle.pk))


def test_only_创建办_proposes(cast: Cast) -> None:
    for name, person in vars(cast).items():
        if name != "创建办":
            with pytest.raises(PermissionDenied):
                propose_cycle(person, PLAN, PACK)
    assert not Cycle.objects.exists()


def test_weights_may_be_given_with_their_source(cast: Cast) -> None:
    made = propose_cycle(cast.创建办, weighed("20", "30", "50"), PACK)
    assert made.weights == (Decimal("0.2"), Decimal("0.3"), Decimal("0.5"))
    assert made.weights_source == "市文件"


@pytest.mark.parametrize(
    "percents",
    [
        ("15", "25", "59.99"),
        ("15", "25", "60.01"),
        ("50", "50"),
        ("25", "25", "25", "25"),
        ("33.333", "33.333", "33.334"),
    ],
)
def test_weights_that_make_no_whole_are_refused_with_their_sum(cast: Cast, percents: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="合计正好 100%"):
        propose_cycle(cast.创建办, weighed(*percents), PACK)
    assert not Cycle.objects.exists()


def test_a_pack_that_says_nothing_of_weights_needs_them_given(cast: Cast) -> None:
    bare = load_pack("bare")
    with pytest.raises(BadInput, match="自己填写三年的权重"):
        propose_cycle(cast.创建办, replace(PLAN, pack_id="bare"), bare)
    made = propose_cycle(cast.创建办, replace(weighed("15", "25", "60"), pack_id="bare"), bare)
    assert not made.entries.exclude(pack_gate="").exists()


@pytest.mark.parametrize("month", [1, 2, 13])
def test_a_month_that_leaves_no_room_is_refused_in_plain_words(cast: Cast, month: int) -> None:
    with pytest.raises(BadInput, match="测评月份"):
        propose_cycle(cast.创建办, replace(PLAN, test_month=month), PACK)


def test_a_title_is_given_once(cast: Cast, cycle: Cycle) -> None:
    with pytest.raises(BadInput, match="同名的周期"):
        propose_cycle(cast.创建办, PLAN, PACK)


def test_the_first_cycle_is_current_and_another_becomes_it_when_chosen(cast: Cast, cycle: Cycle) -> None:
    other = propose_cycle(cast.创建办, replace(PLAN, first_year=2027), PACK)
    assert [one.pk for one in Cycle.objects.filter(is_current=True)] == [cycle.pk]
    make_current(cast.创建办, other)
    assert [one.pk for one in Cycle.objects.filter(is_current=True)] == [other.pk]
    told = AuditEntry.objects.order_by("-number")[0]
    assert (told.before, told.after) == ({"current": cycle.pk}, {"current": other.pk})


def test_dates_that_were_looked_over_are_settled_at_once_and_only_those_of_the_cycle(
    cast: Cast, cycle: Cycle
) -> None:
    other = propose_cycle(cast.创建办, replace(PLAN, first_year=2027), PACK)
    wanted = CalendarEntry.objects.filter(since__year__in=(2024, 2027))
    of_2024 = cycle.entries.filter(since__year=2024).count()
    assert settle_entries(cast.创建办, cycle, wanted.values_list("pk", flat=True)) == of_2024
    assert cycle.entries.filter(is_settled=True).count() == of_2024
    assert not other.entries.filter(is_settled=True).exists()
    assert settle_entries(cast.创建办, cycle, wanted.values_list("pk", flat=True)) == 0, (
        "what is settled is not settled again"
    )
    assert EntryChange.objects.count() == of_2024
