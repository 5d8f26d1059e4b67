"""The policy: who may do what, and how far it reaches."""

from datetime import timedelta

import pytest
from cast import Cast
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.people import policy
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.people.policy import Action

ADMINISTRATION = {
    Action.SEE_ACCOUNTS,
    Action.CHANGE_ACCOUNTS,
    Action.APPOINT,
    Action.SET_SECURITY,
    Action.SEE_AUDIT,
}

OF_OTHERS = {Action.SIGN_LETTER, Action.ANSWER_NOTICE}
"""Whoever drafts a letter does not sign it, and whoever sends a notice does not answer it."""


def test_the_table_names_every_role() -> None:
    assert set(policy.TABLE) == set(Role)


def test_创建办_may_do_everything_but_administer_sign_and_answer_itself(cast: Cast) -> None:
    for action in set(Action) - ADMINISTRATION - policy.EVERYBODYS - OF_OTHERS:
        assert policy.require(cast.创建办, action).everything
    assert not any(policy.may(cast.创建办, action) for action in ADMINISTRATION | OF_OTHERS)


def test_no_administrator_holds_what_another_watches_over(cast: Cast) -> None:
    held = {
        person: {action for action in ADMINISTRATION if policy.may(getattr(cast, person), action)}
        for person in ("系统管理员", "安全管理员", "审计管理员")
    }
    assert held["系统管理员"] == {Action.SEE_ACCOUNTS, Action.CHANGE_ACCOUNTS}
    assert held["安全管理员"] == {Action.SEE_ACCOUNTS, Action.APPOINT, Action.SET_SECURITY}
    assert held["审计管理员"] == {Action.SEE_AUDIT}


@pytest.mark.parametrize("action", sorted(set(Action) - policy.EVERYBODYS))
def test_外人_may_do_nothing(cast: Cast, action: Action) -> None:
    for stranger in (cast.外人, AnonymousUser()):
        assert not policy.may(stranger, action)
        with pytest.raises(PermissionDenied):
            policy.require(stranger, action)


@pytest.mark.parametrize("action", sorted(policy.EVERYBODYS))
def test_everybody_with_an_account_keeps_it_and_sees_nothing_by_that(cast: Cast, action: Action) -> None:
    for person in vars(cast).values():
        assert policy.may(person, action)
        assert policy.require(person, action) == policy.Scope()
    assert not policy.may(AnonymousUser(), action)


def test_街道_社区_and_责任单位_see_their_own_problems_only(cast: Cast) -> None:
    street = policy.require(cast.街道, Action.SEE_PROBLEMS)
    assert (street.streets, street.communities, street.units) == ({"东湖街道"}, set(), set())
    community = policy.require(cast.社区, Action.SEE_PROBLEMS)
    assert (community.streets, community.communities) == (set(), {("东湖街道", "和平社区")})
    unit = policy.require(cast.责任单位, Action.SEE_PROBLEMS)
    assert (unit.streets, unit.communities, unit.units) == (set(), set(), {"城管局"})


def test_two_posts_add_up(cast: Cast) -> None:
    other = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    Post.objects.create(account=cast.责任单位, role=Role.STREET, organisation=other)
    scope = policy.require(cast.责任单位, Action.SEE_PROBLEMS)
    assert (scope.streets, scope.units) == ({"西湖街道"}, {"城管局"})


def test_a_post_that_ended_allows_nothing_from_its_last_day_on(cast: Cast) -> None:
    today = timezone.localdate()
    for until, allowed in ((today + timedelta(days=1), True), (today, False)):
        cast.街道.posts.update(until=until)
        asker = Account.objects.get(pk=cast.街道.pk)
        assert policy.may(asker, Action.SEE_PROBLEMS) is allowed


def test_a_post_that_begins_tomorrow_allows_nothing_yet(cast: Cast) -> None:
    cast.街道.posts.update(since=timezone.localdate() + timedelta(days=1))
    assert not policy.may(Account.objects.get(pk=cast.街道.pk), Action.SEE_PROBLEMS)


@pytest.mark.parametrize(
    "action", [Action.IMPORT_OBSERVATIONS, Action.DRAFT_CIRCULAR, Action.CHOOSE_PACK, Action.REGISTER_SITES]
)
def test_only_创建办_writes(cast: Cast, action: Action) -> None:
    others = [person for name, person in vars(cast).items() if name != "创建办"]
    assert not any(policy.may(person, action) for person in others)


def test_测评员_does_not_learn_how_a_street_stands(cast: Cast) -> None:
    assert not policy.may(cast.测评员, Action.SEE_RESULTS)
    assert not policy.may(cast.测评员, Action.SEE_PROBLEMS)


def test_an_account_that_was_closed_may_do_nothing(cast: Cast) -> None:
    cast.创建办.is_active = False
    cast.创建办.save()
    assert not any(policy.may(cast.创建办, action) for action in Action)


def test_what_is_asked_of_an_organisation_goes_to_its_own_posts_and_not_to_those_above(cast: Cast) -> None:
    street, community = (Organisation.objects.get(name=name).pk for name in ("东湖街道", "和平社区"))
    assert policy.require(cast.街道, Action.ANSWER_NOTICE).organisations == {street, community}
    assert policy.organisations_of(cast.街道, Action.ANSWER_NOTICE) == {street}
    assert policy.organisations_of(cast.创建办, Action.ANSWER_NOTICE) == set()
    assert policy.organisations_of(AnonymousUser(), Action.ANSWER_NOTICE) == set()
