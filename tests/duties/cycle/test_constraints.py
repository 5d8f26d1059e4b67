"""What the database itself refuses, whoever writes to it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle.models import CalendarEntry, Cycle, EntryChange, Feed, GateOutcome
from dabiao.people.models import Organisation


def refuses(name: str):
    return pytest.raises(IntegrityError, match=rf"{name}|UNIQUE constraint failed")


def write(cycle: Cycle, **given: object) -> CalendarEntry:
    plain: dict[str, object] = {
        "kind": CalendarKind.TEST.value,
        "title": "测评",
        "since": date(2026, 8, 1),
        "until": date(2026, 8, 31),
        "revised_at": timezone.now(),
    }
    with transaction.atomic():
        return CalendarEntry.objects.create(cycle=cycle, **(plain | given))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"until": date(2026, 7, 31)}, "entry_ends_after_it_began"),
        ({"until": None}, "entry_ends_after_it_began"),
        ({"kind": "阶段", "until": date(2026, 8, 31)}, "entry_ends_after_it_began"),
        ({"kind": "节日"}, "entry_kind_is_known"),
        ({"title": ""}, "entry_has_a_title"),
        ({"kind": "会议", "minutes": 30}, "entry_that_asks_is_one_day"),
        ({"kind": "期限", "until": date(2026, 8, 1)}, "entry_that_asks_is_one_day"),
        ({"at": timezone.now()}, "entry_time_only_where_it_asks"),
        ({"lasts": 30}, "entry_only_a_meeting_lasts"),
        ({"measure": "annual", "at_least": Decimal(80)}, "entry_limit_belongs_to_a_gate"),
        ({"kind": "关口", "measure": "annual"}, "entry_limit_belongs_to_a_gate"),
        ({"kind": "关口", "at_least": Decimal(80)}, "entry_limit_belongs_to_a_gate"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(cycle: Cycle, given: dict[str, object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        write(cycle, **given)


def test_two_stages_of_a_cycle_do_not_begin_on_one_day(cycle: Cycle) -> None:
    stage = {"kind": CalendarKind.STAGE.value, "until": None}
    with refuses("stage_begins_once"):
        write(cycle, **stage, since=date(2025, 1, 1))
    cycle.entries.filter(kind=CalendarKind.STAGE.value, since=date(2025, 1, 1)).update(
        withdrawn_at=timezone.now()
    )
    write(cycle, **stage, since=date(2025, 1, 1))


def test_only_materials_and_gates_follow_a_test(cycle: Cycle) -> None:
    test = cycle.entries.filter(kind=CalendarKind.TEST.value)[0]
    write(cycle, kind=CalendarKind.COVERAGE.value, follows=test)
    with pytest.raises(IntegrityError, match="entry_of_a_kind_that_follows"):
        write(cycle, kind=CalendarKind.FILING.value, follows=test)


@pytest.mark.parametrize("weights", [(1500, 2500, 5999), (1500, 2500, 6001), (0, 0, 0)])
def test_weights_make_a_whole(cycle: Cycle, weights: tuple[int, int, int]) -> None:
    first, second, third = weights
    with pytest.raises(IntegrityError, match="cycle_weights_make_a_whole"):
        Cycle.objects.filter(pk=cycle.pk).update(first_weight=first, second_weight=second, third_weight=third)


def test_one_cycle_is_current(cycle: Cycle) -> None:
    with refuses("cycle_current_once"):
        Cycle.objects.create(
            title="另一个", pack_id="p", pack_edition="1", first_year=2027, is_current=True,
            first_weight=1500, second_weight=2500, third_weight=6000, weights_source="",
        )  # fmt: skip


def test_a_move_has_a_reason_and_a_result_a_source(cycle: Cycle, cast: object) -> None:
    entry = cycle.entries.all()[0]
    someone = entry.changes.model._meta.get_field("made_by").related_model.objects.all()[0]
    with pytest.raises(IntegrityError, match="moving_and_withdrawing_have_a_reason"), transaction.atomic():
        EntryChange.objects.create(
            entry=entry, sequence=1, change="改期", since_before=entry.since, since_after=entry.since,
            title_before="", made_by=someone, made_at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="outcome_has_a_source"), transaction.atomic():
        GateOutcome.objects.create(
            entry=entry, state="未定", source="", made_by=someone, made_at=timezone.now()
        )


def test_a_feed_is_a_units_or_a_persons_and_each_has_one_that_works(cycle: Cycle, cast: object) -> None:
    street = Organisation.objects.get(name="东湖街道")
    someone = street.posts.all()[0].account
    rest = {"made_by": someone, "made_at": timezone.now()}
    for owner in ({}, {"organisation": street, "account": someone}):
        with pytest.raises(IntegrityError, match="feed_of_a_unit_or_a_person"), transaction.atomic():
            Feed.objects.create(digest="0", **owner, **rest)
    Feed.objects.create(digest="1", organisation=street, **rest)
    with refuses("feed_once_a_unit"), transaction.atomic():
        Feed.objects.create(digest="2", organisation=street, **rest)
    Feed.objects.create(digest="3", organisation=street, revoked_at=timezone.now(), **rest)
