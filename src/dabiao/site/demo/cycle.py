"""The demo's cycle: proposed from the pack, adjusted, with what is asked next."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle.actions import (
    Move,
    add_entry,
    move_entry,
    propose_cycle,
    settle_entries,
)
from dabiao.duties.cycle.drafts import CyclePlan, EntryDraft
from dabiao.duties.cycle.forms import first_year_around
from dabiao.duties.cycle.models import Cycle
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.standards.queries import framework_in_use

TEST_MONTH = 9


def build_cycle(office: Account) -> None:
    """Make the three years around today."""
    today = timezone.localdate()
    framework = framework_in_use()
    cycle = propose_cycle(office, CyclePlan(framework.id, first_year_around(today), TEST_MONTH), framework)
    settle_entries(
        office, cycle, cycle.entries.exclude(since__year=cycle.years[-1]).values_list("pk", flat=True)
    )
    _move(office, cycle, CalendarKind.STAGE, date(cycle.years[-1], 3, 1), None, "等全市动员会开过再启动")
    _move(
        office,
        cycle,
        CalendarKind.TEST,
        date(cycle.years[-1], 10, 12),
        date(cycle.years[-1], 10, 23),
        "上级通知正式测评推迟到十月中旬",
    )
    _this_month(office, cycle, today)


def _move(
    office: Account, cycle: Cycle, kind: CalendarKind, since: date, until: date | None, reason: str
) -> None:
    entry = cycle.entries.filter(kind=kind.value, since__year=cycle.years[-1]).get()
    move_entry(office, entry, Move(since, until, None, reason, entry.sequence))


def _this_month(office: Account, cycle: Cycle, today: date) -> None:
    """Something under way, something to come to and something to hand in, whenever the demo is built."""
    streets = Organisation.objects.filter(kind=OrganisationKind.STREET, closed_on=None)
    units = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, closed_on=None)
    for draft in (
        EntryDraft(
            CalendarKind.OTHER_WINDOW,
            "问题整改“回头看”",
            today - timedelta(days=5),
            working_day_after(today, 18),
            source="创建办工作安排",
        ),
        EntryDraft(
            CalendarKind.MEETING,
            "创建工作月度推进会",
            working_day_after(today, 5),
            begins=time(14, 30),
            lasts=60,
            minutes=60,
            organisations=tuple(streets),
        ),
        EntryDraft(
            CalendarKind.DEADLINE,
            "报送下一步工作安排",
            working_day_after(today, 8),
            minutes=30,
            organisations=tuple(units),
        ),
    ):
        add_entry(office, cycle, draft)
