"""Posts: where a role fits, from which day, who must not hold it, and how it goes to somebody else."""

from datetime import date, timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.accounts.actions import close_account, open_account
from dabiao.people.accounts.appointing import (
    FITTING,
    appoint,
    deputise,
    end_post,
    hand_over,
    settle,
)
from dabiao.people.door.separation import APART
from dabiao.people.models import (
    Account,
    HandOver,
    HandOverKind,
    Organisation,
    OrganisationKind,
    Post,
    Role,
    open_on,
)
from dabiao.people.organisations.actions import merge_organisations


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def at(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def held(account: Account) -> set[str]:
    return {post.role for post in Account.objects.get(pk=account.pk).open_posts}


def test_安全管理员_appoints_and_the_post_counts_at_once(cast: Cast) -> None:
    made = appoint(cast.安全管理员, cast.外人, Role.STREET, at("东湖街道"))
    assert held(cast.外人) == {Role.STREET}
    assert made.since == today()
    told = AuditEntry.objects.get()
    assert (told.actor, told.action, told.resource, told.resource_id) == (
        "security_administrator",
        "appoint",
        "post",
        str(made.pk),
    )
    assert told.after["account"] == "stranger"


def test_nobody_else_appoints_ends_or_hands_over(cast: Cast) -> None:
    post = cast.街道.posts.get()
    for name, person in vars(cast).items():
        if name == "安全管理员":
            continue
        for attempt in (
            lambda actor=person: appoint(actor, cast.外人, Role.STREET, at("东湖街道")),
            lambda actor=person: end_post(actor, post),
            lambda actor=person: hand_over(actor, post, cast.外人),
            lambda actor=person: deputise(actor, post, cast.外人, today(), today(3)),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
    assert held(cast.街道) == {Role.STREET}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_role_fits_some_kinds_of_organisation_and_the_others_are_refused_in_words(
    cast: Cast, role: Role, kind: OrganisationKind
) -> None:
    organisation, _ = Organisation.objects.get_or_create(kind=kind, name=f"另一个{kind.value}")
    if kind in FITTING[role]:
        assert appoint(cast.安全管理员, cast.外人, role, organisation).role == role
        return
    with pytest.raises(BadInput, match=f"不能设在{kind.value}") as refused:
        appoint(cast.安全管理员, cast.外人, role, organisation)
    assert role.value in str(refused.value)
    assert held(cast.外人) == set()


def test_the_kinds_are_those_of_the_issue() -> None:
    assert FITTING[Role.STREET] == {OrganisationKind.STREET}
    assert FITTING[Role.COMMUNITY] == {OrganisationKind.COMMUNITY, OrganisationKind.GRID}
    assert FITTING[Role.UNIT] == {OrganisationKind.DEPARTMENT}
    assert set(FITTING) == set(Role)
    assert all(OrganisationKind.DISTRICT in FITTING[role] for role in APART)


def test_an_organisation_that_was_merged_away_takes_nobody(cast: Cast) -> None:
    Organisation.objects.filter(name="东湖街道").update(closed_on=today(-1))
    with pytest.raises(BadInput, match="撤并"):
        appoint(cast.安全管理员, cast.外人, Role.STREET, at("东湖街道"))


def test_a_closed_account_takes_no_post(cast: Cast) -> None:
    close_account(cast.系统管理员, cast.外人, {})
    with pytest.raises(BadInput, match="已停用"):
        appoint(cast.安全管理员, cast.外人, Role.STREET, at("东湖街道"))


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [(-1, None, "不能早于今天"), (0, 0, "最后一天早于"), (5, 5, "最后一天早于"), (5, 4, "最后一天早于")],
)
def test_days_that_cannot_be_are_refused(cast: Cast, since: int, until: int | None, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        appoint(
            cast.安全管理员,
            cast.外人,
            Role.STREET,
            at("东湖街道"),
            today(since),
            None if until is None else today(until),
        )


def test_the_same_post_is_not_given_twice_for_the_same_days(cast: Cast) -> None:
    street = at("东湖街道")
    appoint(cast.安全管理员, cast.外人, Role.STREET, street, today(), today(10))
    with pytest.raises(BadInput, match="已经担任"):
        appoint(cast.安全管理员, cast.外人, Role.STREET, street, today(9))
    assert appoint(cast.安全管理员, cast.外人, Role.STREET, street, today(10)).since == today(10)


def test_whoever_administers_runs_no_campaign_not_even_from_next_week(cast: Cast) -> None:
    with pytest.raises(BadInput, match="不能由同一个人担任"):
        appoint(cast.安全管理员, cast.系统管理员, Role.AUDIT_ADMINISTRATOR, at("示范区"))
    with pytest.raises(BadInput, match="不能由同一个人担任"):
        appoint(cast.安全管理员, cast.创建办, Role.SYSTEM_ADMINISTRATOR, at("示范区"), today(7))
    appoint(cast.安全管理员, cast.外人, Role.SYSTEM_ADMINISTRATOR, at("示范区"), today(7), today(14))
    with pytest.raises(BadInput, match="不能由同一个人担任"):
        appoint(cast.安全管理员, cast.外人, Role.OFFICE, at("示范区"), today(), today(8))
    appoint(cast.安全管理员, cast.外人, Role.OFFICE, at("示范区"), today(), today(7))
    assert held(cast.外人) == {Role.OFFICE}


def test_安全管理员_does_not_appoint_itself(cast: Cast) -> None:
    with pytest.raises(BadInput, match="不能任命自己"):
        appoint(cast.安全管理员, cast.安全管理员, Role.LEADER, at("示范区"))


def test_a_post_ends_today_or_on_a_day_to_come_and_stays_in_the_history(cast: Cast) -> None:
    end_post(cast.安全管理员, cast.街道.posts.get(), today(3))
    assert held(cast.街道) == {Role.STREET}
    end_post(cast.安全管理员, cast.街道.posts.get())
    assert held(cast.街道) == set()
    assert cast.街道.posts.get().until == today()


def test_an_end_is_not_written_into_the_past_nor_twice_nor_later_than_it_was(cast: Cast) -> None:
    with pytest.raises(BadInput, match="不能倒填"):
        end_post(cast.安全管理员, cast.街道.posts.get(), today(-1))
    end_post(cast.安全管理员, cast.街道.posts.get(), today(3))
    with pytest.raises(BadInput, match="不能填得更晚"):
        end_post(cast.安全管理员, cast.街道.posts.get(), today(4))
    end_post(cast.安全管理员, cast.街道.posts.get())
    with pytest.raises(BadInput, match="已经结束"):
        end_post(cast.安全管理员, cast.街道.posts.get())


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_the_last_administrator_who_is_needed_does_not_leave(cast: Cast, role: Role) -> None:
    post = Post.objects.get(role=role)
    with pytest.raises(BadInput, match="请先任命另一位"):
        end_post(cast.安全管理员, post)
    appoint(cast.安全管理员, cast.外人, role, at("示范区"), today(), today(30))
    with pytest.raises(BadInput, match="请先任命另一位"):
        end_post(cast.安全管理员, post)
    other = open_account(cast.系统管理员, "wangmin", "王敏")
    appoint(cast.安全管理员, other, role, at("示范区"))
    end_post(cast.安全管理员, post)
    assert post.account_id not in Post.objects.filter(role=role, until=None).values_list("account", flat=True)


def test_离岗交接_ends_one_post_and_begins_the_other_on_the_same_day(cast: Cast) -> None:
    done = hand_over(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(), "台账在二楼")
    assert held(cast.街道) == set()
    assert held(cast.外人) == {Role.STREET}
    assert (done.kind, done.post.account, done.successor, done.note) == (
        HandOverKind.SUCCESSION,
        cast.街道,
        cast.外人,
        "台账在二楼",
    )
    assert done.new_post is not None
    assert done.new_post.since == cast.街道.posts.get().until == today()
    assert "二楼" not in str(list(AuditEntry.objects.values())), (
        "what people write to each other is not sealed"
    )


def test_a_hand_over_of_next_week_leaves_today_as_it_is(cast: Cast) -> None:
    hand_over(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(7))
    assert held(cast.街道) == {Role.STREET}
    assert held(cast.外人) == set()


def test_a_hand_over_that_cannot_be_changes_nothing(cast: Cast) -> None:
    post = cast.街道.posts.get()
    for successor, said in ((cast.街道, "不能交给本人"), (cast.安全管理员, "不能任命自己")):
        with pytest.raises(BadInput, match=said):
            hand_over(cast.安全管理员, post, successor)
    with pytest.raises(BadInput, match="手机号"):
        hand_over(cast.安全管理员, post, cast.外人, note="打 13800138000")
    office = cast.创建办.posts.get()
    with pytest.raises(BadInput, match="不能由同一个人担任"):
        hand_over(cast.安全管理员, office, cast.系统管理员)
    assert held(cast.街道) == {Role.STREET}
    assert held(cast.创建办) == {Role.OFFICE}
    assert not HandOver.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_only_安全管理员_hands_over_to_a_successor(cast: Cast) -> None:
    hand_over(cast.安全管理员, cast.安全管理员.posts.get(), cast.外人)
    assert held(cast.外人) == {Role.SECURITY_ADMINISTRATOR}
    assert held(cast.安全管理员) == set()


def test_临时代理_ends_by_itself_and_the_other_stays(cast: Cast) -> None:
    done = deputise(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(), today(3), "产假")
    assert held(cast.街道) == held(cast.外人) == {Role.STREET}
    Post.objects.filter(pk=done.new_post_id).update(since=today(-3), until=today())
    assert held(cast.外人) == set()
    assert held(cast.街道) == {Role.STREET}


def test_whoever_stands_in_goes_with_the_post(cast: Cast) -> None:
    post = cast.街道.posts.get()
    deputise(cast.安全管理员, post, cast.外人, today(), today(30))
    other = open_account(cast.系统管理员, "wangmin", "王敏")
    hand_over(cast.安全管理员, post, other)
    assert held(cast.外人) == set()
    assert held(other) == {Role.STREET}


def test_who_stands_in_for_a_deputy_or_took_over_from_one_goes_with_the_post_too(cast: Cast) -> None:
    post = cast.街道.posts.get()
    first = deputise(cast.安全管理员, post, cast.外人, today(), today(30)).new_post
    second, third = (open_account(cast.系统管理员, name, "王敏") for name in ("wangmin", "wangmin2"))
    assert first is not None
    deputise(cast.安全管理员, first, second, today(), today(30))
    hand_over(cast.安全管理员, first, third)
    assert held(second) == set(), "a deputy's deputy goes with the deputy"
    assert held(third) == {Role.STREET}
    end_post(cast.安全管理员, post)
    assert [held(one) for one in (cast.外人, second, third)] == [set(), set(), set()]
    assert AuditEntry.objects.latest("number").after["deputies_ended"] == 1


def test_a_successor_named_at_the_closing_of_an_account_does_not_hold_a_post_for_longer(cast: Cast) -> None:
    deputy = deputise(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(), today(30)).new_post
    assert deputy is not None
    other = open_account(cast.系统管理员, "wangmin", "王敏")
    close_account(cast.系统管理员, cast.外人, {deputy.pk: other})
    asked = HandOver.objects.get(kind=HandOverKind.SUCCESSION)
    made = settle(cast.安全管理员, asked, appointed=True).new_post
    assert made is not None
    assert made.until == today(30)
    end_post(cast.安全管理员, cast.街道.posts.get())
    assert held(other) == set(), "and goes with the post it stood in for"


def test_nobody_stands_in_for_longer_than_the_post(cast: Cast) -> None:
    end_post(cast.安全管理员, cast.街道.posts.get(), today(3))
    with pytest.raises(BadInput, match="不能比岗位本身更久"):
        deputise(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(), today(4))


def test_a_merger_does_not_make_a_deputy_permanent(cast: Cast) -> None:
    other = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    deputise(cast.安全管理员, cast.街道.posts.get(), cast.外人, today(), today(30))
    merge_organisations(cast.创建办, [at("东湖街道")], other)
    there = Post.objects.get(account=cast.外人, organisation=other)
    assert there.until == today(30)
    assert Post.objects.get(account=cast.外人, organisation__name="东湖街道").until == today()
    assert Post.objects.get(account=cast.街道, organisation=other).until is None


def test_安全管理员_appoints_or_declines_whom_系统管理员_named(cast: Cast) -> None:
    unit, street = cast.责任单位.posts.get(), cast.街道.posts.get()
    close_account(cast.系统管理员, cast.责任单位, {unit.pk: cast.外人})
    close_account(cast.系统管理员, cast.街道, {street.pk: cast.外人})
    first, second = HandOver.objects.order_by("pk")
    settle(cast.安全管理员, first, appointed=True)
    settle(cast.安全管理员, second, appointed=False)
    assert held(cast.外人) == {Role.UNIT}
    second.refresh_from_db()
    assert second.declined_at is not None
    for one in (first, second):
        with pytest.raises(BadInput, match="已经处理过"):
            settle(cast.安全管理员, one, appointed=True)


def test_a_successor_who_must_not_is_refused_by_安全管理员_s_step_too(cast: Cast) -> None:
    close_account(cast.系统管理员, cast.创建办, {cast.创建办.posts.get().pk: cast.系统管理员})
    with pytest.raises(BadInput, match="不能由同一个人担任"):
        settle(cast.安全管理员, HandOver.objects.get(), appointed=True)
    assert HandOver.objects.get().is_waiting


steps = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "end", "hand_over", "deputise"]),
        st.integers(0, 3),
        st.integers(0, 30),
        st.sampled_from(list(Role)),
        st.integers(0, 20),
        st.none() | st.integers(0, 20),
    ),
    max_size=12,
)


class AnySteps(TestCase):
    """Whatever is asked in whatever order."""

    @settings(max_examples=150)
    @given(steps)
    def test_no_day_ever_joins_what_must_be_apart_and_no_post_is_lost(
        self, asked: list[tuple[str, int, int, Role, int, int | None]]
    ) -> None:
        district = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="示范区")
        guard = Account.objects.create(username="guard", display_name="安全管理员")
        Post.objects.create(account=guard, role=Role.SECURITY_ADMINISTRATOR, organisation=district)
        keeper = Account.objects.create(username="keeper", display_name="系统管理员")
        Post.objects.create(account=keeper, role=Role.SYSTEM_ADMINISTRATOR, organisation=district)
        people = [keeper, *(Account.objects.create(username=f"p{n}", display_name="人") for n in range(3))]
        seen: set[int] = set()
        for verb, who, which, role, since, until in asked:
            posts = list(Post.objects.order_by("pk"))
            chosen = posts[which % len(posts)]
            begin, end = today(since), None if until is None else today(until)
            try:
                if verb == "appoint":
                    appoint(guard, people[who], role, district, begin, end)
                elif verb == "end":
                    end_post(guard, chosen, begin)
                elif verb == "hand_over":
                    hand_over(guard, chosen, people[who], begin)
                else:
                    deputise(guard, chosen, people[who], begin, end or today(21))
            except BadInput:
                pass
            now = set(Post.objects.values_list("pk", flat=True))
            assert seen <= now, "no post is deleted"
            seen = now
        for person in people:
            for day in range(25):
                roles = {
                    one.role
                    for one in person.posts.all()
                    if one.since <= today(day) and (one.until is None or one.until > today(day))
                }
                assert len(roles & APART) <= 1, f"{person.username} on day {day}: {roles}"
        for day in range(25):
            in_force = Post.objects.filter(open_on(today(day)))
            assert in_force.filter(role=Role.SECURITY_ADMINISTRATOR).exists()
            assert in_force.filter(role=Role.SYSTEM_ADMINISTRATOR).exists()
