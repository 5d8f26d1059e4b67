"""The policy: who may do what, and how far it reaches."""

import pytest
from cast import Cast
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from dabiao.people import policy
from dabiao.people.models import Organisation, OrganisationKind, Post, Role
from dabiao.people.policy import Action, Scope


def test_the_table_names_every_role() -> None:
    assert set(policy.TABLE) == set(Role)


def test_创建办_may_do_everything(cast: Cast) -> None:
    assert all(policy.require(cast.创建办, action).everything for action in Action)


@pytest.mark.parametrize("action", Action)
def test_外人_may_do_nothing(cast: Cast, action: Action) -> None:
    for stranger in (cast.外人, AnonymousUser()):
        assert not policy.may(stranger, action)
        with pytest.raises(PermissionDenied):
            policy.require(stranger, action)


def test_街道_and_责任单位_see_their_own_problems_only(cast: Cast) -> None:
    assert policy.require(cast.街道, Action.SEE_PROBLEMS) == Scope(streets=frozenset({"东湖街道"}))
    assert policy.require(cast.责任单位, Action.SEE_PROBLEMS) == Scope(units=frozenset({"城管局"}))


def test_two_posts_add_up(cast: Cast) -> None:
    other = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    Post.objects.create(account=cast.责任单位, role=Role.STREET, organisation=other)
    scope = policy.require(cast.责任单位, Action.SEE_PROBLEMS)
    assert scope == Scope(streets=frozenset({"西湖街道"}), units=frozenset({"城管局"}))


@pytest.mark.parametrize(
    "action", [Action.IMPORT_OBSERVATIONS, Action.DRAFT_CIRCULAR, Action.CHOOSE_PACK, Action.REGISTER_SITES]
)
def test_only_创建办_writes(cast: Cast, action: Action) -> None:
    others = (cast.领导, cast.街道, cast.责任单位, cast.测评员, cast.外人)
    assert not any(policy.may(person, action) for person in others)


def test_测评员_does_not_learn_how_a_street_stands(cast: Cast) -> None:
    assert not policy.may(cast.测评员, Action.SEE_RESULTS)
    assert not policy.may(cast.测评员, Action.SEE_PROBLEMS)


def test_an_account_that_was_closed_may_do_nothing(cast: Cast) -> None:
    cast.创建办.is_active = False
    cast.创建办.save()
    assert not any(policy.may(cast.创建办, action) for action in Action)
