"""Asking: what is refused without a reason, what is written down, and taking it back."""

from datetime import date, timedelta

import pytest
from asked import HERE, ask, here, named, set_clock
from cast import Cast
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.burden import Limit, Load, week_of
from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.burden import actions
from dabiao.people.burden.actions import Request, ask_of, set_burden_limit, withdraw_ask
from dabiao.people.burden.models import Ask, BurdenLimit
from dabiao.people.burden.queries import repeats, too_much
from dabiao.people.models import Organisation, OrganisationKind, Post


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def test_a_request_is_written_down_once_for_each_organisation(cast: Cast) -> None:
    street, community = named("东湖街道"), named("和平社区")
    made = ask(cast.创建办, [street, community, street], "报送点位", minutes=20, due="2026-11-27 18:00")
    assert {one.organisation for one in made} == {street, community}
    one = Ask.objects.get(organisation=street)
    assert (one.title, one.minutes, one.items, one.asked_by) == ("报送点位", 20, 1, cast.创建办)
    assert (one.short_notice, one.over_limit, one.reason, one.withdrawn_at) == (False, False, "", None)
    assert one.asked_at == here("2026-11-25 10:00")


def test_less_than_one_working_day_is_refused_and_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, named("和平社区"), due="2026-11-26 09:59")
    assert "不足一个工作日" in str(refused.value.defects[0])
    assert not Ask.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("asked", "due", "short"),
    [
        ("2026-11-25 10:00", "2026-11-26 10:00", False),
        ("2026-11-25 10:00", "2026-11-26 09:59", True),
        ("2026-11-27 17:00", "2026-11-30 09:00", True),  # Friday evening for Monday morning
        ("2026-11-28 09:00", "2026-11-30 23:59", True),  # on a Saturday for Monday
        ("2026-09-30 09:00", "2026-10-08 09:00", False),
        ("2026-09-30 09:00", "2026-10-07 18:00", True),  # the whole of 国庆 is no working day
        ("2026-11-25 10:00", "2026-11-25 09:00", True),  # registered afterwards
    ],
)
def test_whether_notice_is_short_is_told_by_working_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, asked: str, due: str, short: bool
) -> None:
    Post.objects.update(since=date(2026, 1, 1))
    set_clock(monkeypatch, asked)
    (one,) = ask(cast.创建办, named("和平社区"), due=due, reason="汛情紧急")
    assert one.short_notice is short
    assert one.reason == ("汛情紧急" if short else "")


def test_what_was_due_already_is_told_in_its_own_words(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, named("和平社区"), due="2026-11-25 09:00")
    assert "期限已经过去" in str(refused.value.defects[0])


def test_a_request_without_deadline_is_never_short(cast: Cast) -> None:
    (one,) = ask(cast.创建办, named("和平社区"))
    assert not one.short_notice


def test_a_week_is_full_at_its_limit_and_not_before(cast: Cast) -> None:
    community = named("和平社区")
    ask(cast.创建办, community, minutes=60)
    ask(cast.创建办, community, minutes=60)
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, community, minutes=1)
    assert "和平社区" in str(refused.value.defects[0])
    assert Ask.objects.count() == 2


def test_a_deadline_brought_forward_counts_its_notice_alone(cast: Cast) -> None:
    community = named("和平社区")
    ask(cast.创建办, community, "报送计划", minutes=120, due="2026-11-30 18:00")
    ask(cast.创建办, community, "报送计划", minutes=0, items=0, due="2026-11-27 18:00")
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, community, "报送计划", minutes=0, items=0, due="2026-11-25 18:00")
    assert len(refused.value.defects) == 1
    (hurried,) = ask(
        cast.创建办, community, "报送计划", minutes=0, items=0, due="2026-11-25 18:00", reason="上级提前要"
    )
    assert (hurried.short_notice, hurried.over_limit) == (True, False)
    assert repeats(cast.创建办, *week_of(timezone.localtime())) == []


def test_items_count_as_well_as_minutes(cast: Cast) -> None:
    community = named("和平社区")
    ask(cast.创建办, community, minutes=0, items=5)
    with pytest.raises(BadInput):
        ask(cast.创建办, community, minutes=0)


def test_one_organisation_over_the_limit_holds_the_whole_request_back(cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), minutes=100)
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, [named("和平社区"), named("东湖街道")], minutes=30)
    assert "东湖街道" not in str(refused.value.defects[0])
    assert Ask.objects.count() == 1


def test_with_a_reason_it_goes_out_and_only_those_over_it_bear_it(cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), minutes=100)
    made = ask(cast.创建办, [named("和平社区"), named("东湖街道")], minutes=30, reason=" 迎接复检 ")
    told = {one.organisation.name: (one.over_limit, one.reason) for one in made}
    assert told == {"和平社区": (True, "迎接复检"), "东湖街道": (False, "")}


def test_blanks_are_no_reason_and_a_novel_is_none_either(cast: Cast) -> None:
    with pytest.raises(BadInput):
        ask(cast.创建办, named("和平社区"), minutes=500, reason="  \n ")
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, named("和平社区"), minutes=500, reason="急" * 201)
    assert "200 个字" in str(refused.value.defects[0])
    assert ask(cast.创建办, named("和平社区"), minutes=500, reason="急" * 200)


def test_both_faults_are_told_at_once(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        ask(cast.创建办, named("和平社区"), minutes=500, due="2026-11-25 12:00")
    assert len(refused.value.defects) == 2


def test_a_new_week_is_empty_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-29 23:59")
    ask(cast.创建办, named("和平社区"), minutes=120)
    with pytest.raises(BadInput):
        ask(cast.创建办, named("和平社区"), minutes=120)
    set_clock(monkeypatch, "2026-11-30 00:00")
    assert ask(cast.创建办, named("和平社区"), minutes=120)


def test_a_long_title_is_kept_short_and_still_recognised(cast: Cast) -> None:
    (one,) = ask(cast.创建办, named("和平社区"), "报" * 300)
    assert len(one.title) == 200
    assert one.title.endswith("…")
    assert len(one.likeness) == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"items": -1}, "no less than nothing"),
        ({"minutes": -1}, "no less than nothing"),
        ({"address": "https://elsewhere.example/"}, "page of this site"),
        ({"address": "//elsewhere.example/"}, "page of this site"),
        ({"due": here("2026-11-27 18:00").replace(tzinfo=None)}, "time zone"),
    ],
)
def test_what_no_form_lets_through_is_a_fault_of_the_program(wrong: dict[str, object], said: str) -> None:
    given_ = {"resource": "notice", "resource_id": "1", "title": "事", "address": "/", "minutes": 5}
    with pytest.raises(ValueError, match=said):
        Request(**{**given_, **wrong})  # type: ignore[arg-type]


def test_the_same_thing_is_asked_of_the_same_organisation_once(cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), resource_id="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(cast.创建办, named("和平社区"), resource_id="same")


def test_nothing_is_kept_without_the_write_it_belongs_to(cast: Cast) -> None:
    request = Request("notice", "1", "事", "/", 5)

    class Failure(Exception):
        pass

    with pytest.raises(Failure), transaction.atomic():
        ask_of(cast.创建办, [named("和平社区")], request)
        raise Failure
    assert not Ask.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_asking_outside_a_transaction_is_a_fault_of_the_program(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        ask_of(cast.创建办, [named("和平社区")], Request("notice", "1", "事", "/", 5))
    with pytest.raises(RuntimeError):
        withdraw_ask("notice", "1")


def test_organisations_are_locked_in_one_order_before_anything_is_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = actions._locked({3, 1, 2})
    assert locked.query.select_for_update
    assert locked.query.order_by == ("pk",)
    told: list[str] = []
    real = actions.too_much
    monkeypatch.setattr(actions, "_locked", lambda ids: told.append("lock") or locked.filter(pk__in=ids))
    monkeypatch.setattr(actions, "too_much", lambda *given_: told.append("count") or real(*given_))
    ask(cast.创建办, named("和平社区"))
    assert told == ["lock", "count"]


def test_asking_many_costs_as_many_questions_as_asking_one(cast: Cast) -> None:
    counted = []
    ask(cast.创建办, named("东湖街道"))  # the posts of an account are read once
    for number in (1, 60):
        made = Organisation.objects.bulk_create(
            Organisation(kind=OrganisationKind.COMMUNITY, name=f"第{number}-{at}社区") for at in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            ask(cast.创建办, made)
        counted.append(len(queries))
    assert counted[0] == counted[1]


# ---- taking back


def test_what_was_taken_back_counts_no_longer_and_can_be_asked_again(cast: Cast) -> None:
    community = named("和平社区")
    ask(cast.创建办, community, minutes=120, resource_id="7")
    with transaction.atomic():
        assert withdraw_ask("notice", "7") == 1
        assert withdraw_ask("notice", "7") == 0
    assert ask(cast.创建办, community, minutes=120, resource_id="7")


def test_taking_back_from_one_leaves_the_others(cast: Cast) -> None:
    ask(cast.创建办, [named("和平社区"), named("东湖街道")], resource_id="7")
    with transaction.atomic():
        assert withdraw_ask("notice", "7", [named("和平社区")]) == 1
    assert [one.organisation.name for one in Ask.objects.filter(withdrawn_at=None)] == ["东湖街道"]


# ---- limits


def test_a_limit_holds_for_its_kind_from_now_on(cast: Cast) -> None:
    set_burden_limit(cast.创建办, OrganisationKind.STREET, Limit(10, 300), "街道要汇总")
    assert ask(cast.创建办, named("东湖街道"), minutes=300)
    with pytest.raises(BadInput):
        ask(cast.创建办, named("和平社区"), minutes=300)
    with pytest.raises(BadInput):
        ask(cast.创建办, named("东湖街道"), minutes=1)


def test_the_latest_limit_counts_and_the_older_stay_on_record(cast: Cast) -> None:
    for minutes in (60, 90):
        set_burden_limit(cast.创建办, OrganisationKind.COMMUNITY, Limit(5, minutes), "试行")
    with pytest.raises(BadInput):
        ask(cast.创建办, named("和平社区"), minutes=91)
    assert ask(cast.创建办, named("和平社区"), minutes=90)
    assert BurdenLimit.objects.count() == 2
    told = AuditEntry.objects.filter(action="set_burden_limit").latest("number")
    assert told.before == {"items": 5, "minutes": 60}
    assert told.after == {"kind": "社区", "items": 5, "minutes": 90, "reason": "试行"}


def test_a_limit_is_never_edited(cast: Cast) -> None:
    one = set_burden_limit(cast.创建办, OrganisationKind.COMMUNITY, Limit(4, 60), "试行")
    one.minutes = 600
    with pytest.raises(TypeError):
        one.save()
    with pytest.raises(TypeError):
        one.delete()


@pytest.mark.parametrize(("limit", "reason"), [(Limit(5, 120), "没有变"), (Limit(4, 60), "  ")])
def test_a_limit_without_a_change_or_a_reason_is_refused(cast: Cast, limit: Limit, reason: str) -> None:
    with pytest.raises(BadInput):
        set_burden_limit(cast.创建办, OrganisationKind.COMMUNITY, limit, reason)
    assert not BurdenLimit.objects.exists()


REQUESTS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90)), max_size=8)


@given(REQUESTS)
def test_without_a_reason_no_week_ever_passes_its_limit(wanted: list[tuple[int, int]]) -> None:
    """The rule itself, apart from the database: what is let through adds up to no more than the limit."""
    limit, had = Limit(5, 120), Load()
    for items, minutes in wanted:
        more = Load(items, minutes)
        if not limit.is_passed_by(had + more):
            had = had + more
    assert not limit.is_passed_by(had)


def test_the_database_adds_up_as_the_rule_does(cast: Cast) -> None:
    community, now = named("和平社区"), timezone.localtime()
    ask(cast.创建办, community, minutes=70, items=2)
    ask(cast.创建办, community, minutes=20, items=1)
    for items, minutes, over in ((2, 30, False), (3, 0, True), (1, 31, True), (2, 31, True)):
        assert (too_much([community.pk], items, minutes, now) == {community.pk}) is over
    assert too_much([community.pk], 5, 120, now + timedelta(days=7)) == set()
    assert too_much([999_999], 500, 500, now) == set()
    assert now.tzinfo == HERE
