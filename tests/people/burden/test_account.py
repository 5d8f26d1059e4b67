"""The account: week by week, in the order of the tree, within the asker's reach, and what stands out in it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from asked import ask, here, named, set_clock
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.burden import Limit, Load, week_of
from dabiao.people import policy
from dabiao.people.burden import queries
from dabiao.people.burden.account import WEEKS_BEFORE, burden_account, organisation_weeks
from dabiao.people.burden.actions import set_burden_limit, withdraw_ask
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.people.policy import Action

PRESENT = week_of(here("2026-11-25 10:00"))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    set_clock(monkeypatch, "2026-08-03 08:00")
    return lambda text: set_clock(monkeypatch, text)


@pytest.fixture
def district(cast: Cast, clock: Callable[[str], object]) -> Cast:
    """Three weeks of requests; the present day is 2026-11-25."""
    Placement.objects.create(
        organisation=named("东湖街道"), parent=named("示范区"), line=Line.TERRITORY, since=date(2026, 1, 1)
    )
    clock("2026-11-10 09:00")
    ask(cast.创建办, named("和平社区"), "报送充电设施数量", minutes=45)
    clock("2026-11-17 09:00")
    ask(cast.创建办, [named("和平社区"), named("城管局")], "核对台账", minutes=100)
    ask(cast.创建办, named("和平社区"), "核对楼道", minutes=40, due="2026-11-17 18:00", reason="专项检查")
    clock("2026-11-25 10:00")
    ask(cast.创建办, named("和平社区"), "报送 充电设施数量", minutes=30)
    return cast


def line_of(account: object, name: str):
    return next(one for one in account.lines if one.organisation.name == name)  # type: ignore[attr-defined]


def test_each_week_has_what_was_asked_in_it(district: Cast) -> None:
    account = burden_account(district.创建办)
    assert len(account.weeks) == WEEKS_BEFORE + 1
    assert account.weeks[-1] == PRESENT[0]
    weeks = line_of(account, "和平社区").weeks
    assert [one.load for one in weeks[-3:]] == [Load(1, 45), Load(2, 140), Load(1, 30)]
    assert [one.is_over for one in weeks[-3:]] == [False, True, False]
    assert (weeks[-2].short, weeks[-2].sent_over, weeks[-2].requests) == (1, 1, 2)
    assert all(one.load == Load() for one in weeks[:-3])


def test_the_order_is_that_of_the_tree_and_nobody_is_ranked(district: Cast) -> None:
    names = [one.organisation.name for one in burden_account(district.领导).lines]
    assert names.index("东湖街道") + 1 == names.index("和平社区")
    assert "示范区" not in names, "the district asks; nothing is asked of it"
    depths = {one.organisation.name: one.depth for one in burden_account(district.领导).lines}
    assert (depths["东湖街道"], depths["和平社区"]) == (1, 2)


def test_those_who_were_asked_nothing_are_there_and_count_in_the_average(district: Cast) -> None:
    quiet = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name="安静社区")
    account = burden_account(district.创建办)
    assert line_of(account, quiet.name).is_empty
    assert dict(account.average_minutes("社区"))[PRESENT[0]] == 15
    assert dict(account.average_minutes("网格"))[PRESENT[0]] is None, "no denominator, no figure"


def test_a_week_is_measured_by_the_limit_at_its_end(district: Cast, clock: Callable[[str], object]) -> None:
    clock("2026-11-20 12:00")
    set_burden_limit(district.创建办, OrganisationKind.COMMUNITY, Limit(9, 240), "试行")
    clock("2026-11-25 10:00")
    weeks = line_of(burden_account(district.创建办), "和平社区").weeks
    assert [one.limit.minutes for one in weeks[-3:]] == [120, 240, 240]
    assert not weeks[-2].is_over


def test_a_request_that_was_taken_back_is_nowhere(district: Cast) -> None:
    taken = Ask.objects.get(title="核对楼道")
    with transaction.atomic():
        withdraw_ask(taken.resource, taken.resource_id)
    weeks = line_of(burden_account(district.创建办), "和平社区").weeks
    assert (weeks[-2].load, weeks[-2].short, weeks[-2].sent_over) == (Load(1, 100), 0, 0)
    assert queries.sent_anyway(district.创建办, PRESENT[0] - timedelta(days=7), PRESENT[0]) == []


def test_an_organisation_that_is_gone_keeps_its_line(district: Cast) -> None:
    Organisation.objects.filter(name="城管局").update(closed_on=date(2026, 11, 20))
    assert line_of(burden_account(district.创建办), "城管局").weeks[-2].load == Load(1, 100)


def test_an_evening_hour_counts_in_the_week_people_live_in(
    cast: Cast, clock: Callable[[str], object]
) -> None:
    clock("2026-11-23 00:30")  # Monday here, still Sunday in UTC
    ask(cast.创建办, named("和平社区"), minutes=10)
    clock("2026-11-25 10:00")
    weeks = organisation_weeks(cast.创建办, named("和平社区"))
    assert [one.load.minutes for one in weeks[-2:]] == [0, 10]


# ---- what stands out


def test_what_was_sent_anyway_is_told_once_with_its_reason_and_who_asked(district: Cast) -> None:
    (told,) = queries.sent_anyway(district.创建办, PRESENT[0] - timedelta(days=7), PRESENT[0])
    assert (told.title, told.reason, told.asked_by) == ("核对楼道", "专项检查", "创建办")
    assert (told.organisations, told.short, told.over, told.minutes) == (1, 1, 1, 40)


def test_what_was_sent_anyway_follows_the_kind_that_is_looked_at(district: Cast) -> None:
    time = (PRESENT[0] - timedelta(days=7), PRESENT[0])
    with_it = [kind for kind in OrganisationKind if queries.sent_anyway(district.创建办, *time, kind)]
    asked = Ask.objects.get(title="核对楼道", short_notice=True).organisation.kind
    assert with_it == [asked]


def test_what_was_asked_twice_within_thirty_days_is_told(district: Cast) -> None:
    (told,) = queries.repeats(district.领导, *PRESENT)
    assert (told.again.title, told.first.title, told.organisations) == (
        "报送 充电设施数量",
        "报送充电设施数量",
        1,
    )


@pytest.mark.parametrize(("days", "repeated"), [(0, True), (30, True), (31, False)])
def test_thirty_days_are_the_bound(
    cast: Cast, clock: Callable[[str], object], days: int, repeated: bool
) -> None:
    first = here("2026-11-25 10:00") - timedelta(days=days)
    clock(f"{first:%Y-%m-%d %H:%M}")
    ask(cast.创建办, named("和平社区"), minutes=1)
    clock("2026-11-25 10:00")
    ask(cast.创建办, named("和平社区"), minutes=1)
    assert bool(queries.repeats(cast.创建办, *PRESENT)) is repeated


def test_other_people_and_other_titles_and_what_was_taken_back_are_no_repeats(
    cast: Cast, clock: Callable[[str], object]
) -> None:
    clock("2026-11-24 10:00")
    ask(cast.创建办, named("和平社区"), "报送点位", minutes=1, resource_id="gone")
    ask(cast.创建办, named("城管局"), "报送点位", minutes=1)
    with transaction.atomic():
        withdraw_ask("notice", "gone")
    ask(cast.创建办, named("和平社区"), "报送点位", minutes=1)
    ask(cast.创建办, named("和平社区"), "报送台账", minutes=1)
    assert queries.repeats(cast.创建办, *PRESENT) == []


# ---- within reach


def test_a_liaison_reads_the_account_of_its_own_and_of_what_stands_below(district: Cast) -> None:
    for person, names in ((district.社区, {"和平社区"}), (district.街道, {"东湖街道", "和平社区"})):
        account = burden_account(person)
        assert {one.organisation.name for one in account.lines} == names
        assert not account.everything
    assert {one.organisation.name for one in burden_account(district.责任单位).lines} == {"城管局"}


def test_nobody_learns_how_many_others_were_asked(district: Cast) -> None:
    since = PRESENT[0] - timedelta(days=7)
    ask(district.创建办, [named("城管局"), named("和平社区")], "一起问", minutes=500, reason="统一部署")
    (own,) = [one for one in queries.sent_anyway(district.社区, since, PRESENT[1]) if one.title == "一起问"]
    assert own.organisations == 1
    assert queries.repeats(district.责任单位, *PRESENT) == []


def test_those_without_a_post_for_it_read_nothing(district: Cast) -> None:
    for stranger in (district.外人, district.测评员, district.审核, district.系统管理员):
        for read in (burden_account, queries.standing_asks, queries.limits_set):
            with pytest.raises(PermissionDenied):
                read(stranger)


def test_an_organisation_elsewhere_is_as_unknown_as_one_that_is_not(district: Cast) -> None:
    for key in (named("城管局").pk, 999_999):
        with pytest.raises(Organisation.DoesNotExist):
            queries.organisation_seen(district.社区, key)


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_read_returns_a_row_from_outside_the_askers_subtree(cast: Cast, data: st.DataObject) -> None:
    with transaction.atomic():
        made = [Organisation.objects.create(kind=OrganisationKind.STREET, name="甲街道")]
        for number in range(data.draw(st.integers(1, 6))):
            parent = data.draw(st.sampled_from(made[:3]))
            kind = (
                OrganisationKind.COMMUNITY
                if parent.kind == OrganisationKind.STREET
                else OrganisationKind.GRID
            )
            one = Organisation.objects.create(kind=kind, name=f"第{number}")
            if data.draw(st.booleans()):
                Placement.objects.create(
                    organisation=one, parent=parent, line=Line.TERRITORY, since=date(2026, 1, 1)
                )
            made.append(one)
        asker = Account.objects.create(username="someone", display_name="某人")
        Post.objects.create(
            account=asker,
            role=data.draw(st.sampled_from([Role.STREET, Role.COMMUNITY, Role.UNIT])),
            organisation=data.draw(st.sampled_from(made)),
        )
        ask(cast.创建办, made, "同一件事", minutes=1, reason="测试")
        ask(cast.创建办, made, "同一件事", minutes=200, reason="测试")
        reach = policy.require(asker, Action.SEE_BURDEN).organisations
        assert {one.organisation_id for one in queries.standing_asks(asker)} == reach & {
            one.pk for one in made
        }
        assert {one.organisation.pk for one in burden_account(asker).lines} <= reach
        since, until = week_of(here("2026-08-03 08:00"))
        assert {one.organisations for one in queries.sent_anyway(asker, since, until)} <= {len(reach)}
        assert {one.organisations for one in queries.repeats(asker, since, until)} <= {len(reach)}
        transaction.set_rollback(True)


def test_an_account_of_many_costs_as_many_questions_as_one_of_few(district: Cast) -> None:
    counted = []
    for number in (1, 80):
        made = Organisation.objects.bulk_create(
            Organisation(kind=OrganisationKind.COMMUNITY, name=f"第{number}-{at}社区") for at in range(number)
        )
        ask(district.创建办, made, f"第{number}件", minutes=10)
        with CaptureQueriesContext(connection) as asked:
            burden_account(district.创建办)
            queries.sent_anyway(district.创建办, *PRESENT)
            queries.repeats(district.创建办, *PRESENT)
        counted.append(len(asked))
    assert counted[0] == counted[1]
