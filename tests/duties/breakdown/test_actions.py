"""Writing the breakdown: a change is an end and a new beginning, refused when it cannot be, and told in the chain."""

from datetime import date, timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from duty_rows import SINCE, give

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.defects import BadInput
from dabiao.duties.breakdown import actions
from dabiao.duties.breakdown.actions import Terms
from dabiao.duties.breakdown.models import Duty, Origin
from dabiao.house.models import AuditEntry
from dabiao.people.models import Organisation, OrganisationKind, Post, Role
from dabiao.people.organisations.actions import merge_organisations

CELL = Cell("1.1.2", "实地", "patriotic_base")
LEAD, RESPONSIBLE, ASSISTING = DutyKind


def unit(name: str) -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        name=name,
        defaults={"kind": OrganisationKind.STREET if "街道" in name else OrganisationKind.DEPARTMENT},
    )
    return found


def today() -> date:
    return timezone.localdate()


def open_rows() -> list[tuple[str, str]]:
    return list(Duty.objects.filter(until=None).order_by("pk").values_list("kind", "organisation__name"))


def test_a_duty_begins_on_its_day_and_says_who_gave_it(cast: Cast) -> None:
    actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("东湖街道").pk], on=date(2026, 3, 1))
    duty = Duty.objects.get()
    assert (duty.since, duty.until, duty.added_by, duty.origin) == (
        date(2026, 3, 1),
        None,
        cast.创建办,
        Origin.EDITED,
    )


def test_a_new_lead_takes_over_and_the_old_one_stays_in_the_history(cast: Cast) -> None:
    give(cast.创建办, unit("城管局"), CELL, LEAD)
    actions.assign(cast.创建办, CELL, LEAD, [unit("文旅局").pk], on=date(2026, 6, 1))
    old, new = Duty.objects.order_by("pk")
    assert (old.organisation.name, old.since, old.until) == ("城管局", SINCE, date(2026, 6, 1))
    assert (new.organisation.name, new.since, new.until) == ("文旅局", date(2026, 6, 1), None)
    assert old.ended_by == cast.创建办


def test_several_units_are_given_a_duty_at_once(cast: Cast) -> None:
    streets = [unit(name).pk for name in ("东湖街道", "西湖街道", "北苑街道")]
    give(cast.创建办, unit("东湖街道"), CELL)
    assert actions.assign(cast.创建办, CELL, RESPONSIBLE, streets) == 2
    assert len(open_rows()) == 3


def test_changed_terms_end_the_duty_and_begin_it_anew(cast: Cast) -> None:
    duty = give(cast.创建办, unit("东湖街道"), CELL)
    actions.amend(cast.创建办, duty, Terms(cast.街道.pk, "每周看一次", date(2026, 12, 31)))
    old, new = Duty.objects.order_by("pk")
    assert (old.until, old.requirement) == (today(), "")
    assert (new.person, new.requirement, new.deadline) == (cast.街道, "每周看一次", date(2026, 12, 31))


def test_even_a_change_on_the_very_first_day_leaves_its_mark(cast: Cast) -> None:
    actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("东湖街道").pk])
    actions.release(cast.创建办, Duty.objects.get())
    duty = Duty.objects.get()
    assert duty.since == duty.until == today()


@pytest.mark.parametrize(
    ("kind", "names", "said"),
    [
        (LEAD, ("城管局", "文旅局"), "只能有一个"),
        (RESPONSIBLE, (), "请选择现有的单位"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, kind: DutyKind, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        actions.assign(cast.创建办, CELL, kind, [unit(name).pk for name in names])
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell("9.9.9", "实地"), "没有这一条标准"),
        (Cell("1.1.2", "问卷"), "没有“问卷”这种测评方法"),
        (Cell("1.1.2", "实地", "moon_base"), "不是标准包里的点位类型"),
        (Cell("1.1.1", "材料", "park"), "不是标准包里的点位类型"),
    ],
)
def test_a_cell_the_pack_does_not_have_is_refused(cast: Cast, cell: Cell, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        actions.assign(cast.创建办, cell, RESPONSIBLE, [unit("东湖街道").pk])


def test_a_day_to_come_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="还没有到"):
        actions.assign(cast.创建办, CELL, LEAD, [unit("城管局").pk], on=today() + timedelta(days=1))


def test_history_is_not_written_anew(cast: Cast) -> None:
    give(cast.创建办, unit("城管局"), CELL, LEAD)
    actions.assign(cast.创建办, CELL, LEAD, [unit("文旅局").pk], on=date(2026, 6, 1))
    with pytest.raises(BadInput, match="才开始"):
        actions.assign(cast.创建办, CELL, LEAD, [unit("住建局").pk], on=date(2026, 5, 1))
    actions.release(cast.创建办, Duty.objects.get(until=None), on=date(2026, 7, 1))
    with pytest.raises(BadInput, match="不能改写历史"):
        actions.assign(cast.创建办, CELL, LEAD, [unit("住建局").pk], on=date(2026, 6, 15))
    actions.assign(cast.创建办, CELL, LEAD, [unit("住建局").pk], on=date(2026, 7, 1))
    assert Duty.objects.count() == 3


def test_the_same_duty_twice_is_refused_in_words_and_by_the_database(cast: Cast) -> None:
    give(cast.创建办, unit("东湖街道"), CELL)
    with pytest.raises(BadInput, match="已经有这项职责"):
        actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("东湖街道").pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        give(cast.创建办, unit("东湖街道"), CELL)
    give(cast.创建办, unit("城管局"), CELL, LEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(cast.创建办, unit("文旅局"), CELL, LEAD)


def test_a_person_must_work_there(cast: Cast) -> None:
    duty = give(cast.创建办, unit("城管局"), CELL)
    with pytest.raises(BadInput, match="没有岗位"):
        actions.amend(cast.创建办, duty, Terms(cast.街道.pk))
    actions.amend(cast.创建办, duty, Terms(cast.责任单位.pk))
    assert Duty.objects.get(until=None).person == cast.责任单位


def test_unchanged_terms_and_ended_duties_are_not_changed(cast: Cast) -> None:
    duty = give(cast.创建办, unit("城管局"), CELL)
    with pytest.raises(BadInput, match="没有改动"):
        actions.amend(cast.创建办, duty, Terms())
    actions.release(cast.创建办, duty)
    for write in (
        lambda: actions.release(cast.创建办, duty),
        lambda: actions.amend(cast.创建办, duty, Terms(None, "x")),
    ):
        with pytest.raises(BadInput, match="刚刚已经结束"):
            write()


def test_what_the_pack_asks_anyway_is_not_stored_a_second_time(cast: Cast) -> None:
    from dabiao.duties.breakdown.cells import pack_asks  # noqa: PLC0415
    from dabiao.standards.queries import framework_in_use  # noqa: PLC0415

    asked = pack_asks(framework_in_use(), CELL)
    assert asked
    actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("东湖街道").pk], Terms(None, f"  {asked} "))
    assert Duty.objects.get().requirement == ""


def test_a_requirement_of_a_page_is_enough(cast: Cast) -> None:
    with pytest.raises(BadInput, match="最多 2000 字"):
        actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("东湖街道").pk], Terms(None, "字" * 2001))


def test_the_chain_tells_of_every_write_by_numbers_without_names(cast: Cast) -> None:
    actions.assign(cast.创建办, CELL, RESPONSIBLE, [unit("城管局").pk])
    actions.amend(cast.创建办, Duty.objects.get(), Terms(cast.责任单位.pk))
    actions.release(cast.创建办, Duty.objects.get(until=None))
    entries = AuditEntry.objects.filter(action="change_duties")
    assert entries.count() == 3
    told = "".join(f"{one.before}{one.after}" for one in entries)
    assert cast.责任单位.display_name not in told
    assert cast.责任单位.username not in told


@pytest.mark.parametrize("who", ["领导", "责任单位", "街道", "社区", "测评员", "外人"])
def test_only_the_office_divides_the_work(cast: Cast, who: str) -> None:
    duty = give(cast.创建办, unit("东湖街道"), CELL)
    actor = getattr(cast, who)
    for write in (
        lambda: actions.assign(actor, CELL, ASSISTING, [unit("东湖街道").pk]),
        lambda: actions.amend(actor, duty, Terms(None, "x")),
        lambda: actions.release(actor, duty),
        lambda: actions.accept_proposal(actor),
        lambda: actions.hand_on(actor, unit("东湖街道"), unit("西湖街道")),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert open_rows() == [("责任", "东湖街道")]


def test_a_successor_takes_on_what_a_merged_unit_had(cast: Cast) -> None:
    old, new = unit("西湖街道"), unit("东湖街道")
    other = Cell("1.1.3", "实地", "community")
    give(cast.创建办, old, CELL, RESPONSIBLE, requirement="每周看")
    give(cast.创建办, old, other, RESPONSIBLE)
    give(cast.创建办, new, other, RESPONSIBLE)
    merge_organisations(cast.创建办, [old], new)
    assert actions.hand_on(cast.创建办, old, new) == 2
    assert not Duty.objects.filter(organisation=old, until=None).exists()
    taken = Duty.objects.get(organisation=new, until=None, standard_id="1.1.2")
    assert (taken.origin, taken.requirement, taken.since) == (Origin.SUCCEEDED, "每周看", today())
    assert Duty.objects.filter(organisation=new, until=None, standard_id="1.1.3").count() == 1
    with pytest.raises(BadInput, match="没有要移交的"):
        actions.hand_on(cast.创建办, old, new)


def test_only_a_successor_takes_on_duties(cast: Cast) -> None:
    give(cast.创建办, unit("西湖街道"), CELL)
    with pytest.raises(BadInput, match="不是它的承接单位"):
        actions.hand_on(cast.创建办, unit("西湖街道"), unit("东湖街道"))


def test_accepting_all_leaves_nothing_and_overwrites_nothing(cast: Cast) -> None:
    give(cast.创建办, unit("文旅局"), CELL, LEAD)
    number = actions.accept_proposal(cast.创建办, on=date(2026, 2, 1))
    assert number == Duty.objects.filter(origin=Origin.PROPOSED, since=date(2026, 2, 1)).count() > 200
    assert Duty.objects.get(standard_id="1.1.2", kind=LEAD).organisation.name == "文旅局"
    assert actions.accept_proposal(cast.创建办) == 0


def test_accepting_one_line_begins_only_that(cast: Cast) -> None:
    where = Cell("1.1.3", "实地", "community")
    assert actions.accept_proposal(cast.创建办, {(where, RESPONSIBLE)}) == 1
    assert open_rows() == [("责任", "东湖街道")]


def test_a_post_is_needed_on_the_day_it_is_asked(cast: Cast) -> None:
    duty = give(cast.创建办, unit("城管局"), CELL)
    Post.objects.filter(account=cast.责任单位, role=Role.UNIT).update(until=today())
    with pytest.raises(BadInput, match="没有岗位"):
        actions.amend(cast.创建办, duty, Terms(cast.责任单位.pk))
