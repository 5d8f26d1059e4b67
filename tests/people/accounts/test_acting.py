"""Acting in one of several posts: it narrows, it never widens, and it forgets what is not one's own."""

from datetime import timedelta

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.house.models import AuditEntry
from dabiao.people import policy
from dabiao.people.accounts import acting
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.people.policy import Action


@pytest.fixture
def two_posts(cast: Cast) -> Account:
    """街道 who is 责任单位 as well."""
    unit = Organisation.objects.get(name="城管局")
    Post.objects.create(account=cast.街道, role=Role.UNIT, organisation=unit)
    return cast.街道


def act(client: Client, post: Post | str, wanted: str = "/cases/"):
    said = post if isinstance(post, str) else str(post.pk)
    return client.post(reverse("act_in"), {"post": said, "next": wanted}, follow=True)


def page(client: Client, address: str = "/people/me/posts/") -> str:
    return client.get(address).content.decode()


def post_of(account: Account, role: Role) -> Post:
    return account.posts.get(role=role)


def test_whoever_has_one_post_has_no_choice(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    assert 'class="acting"' not in page(client)


def test_the_choice_narrows_what_the_policy_allows_and_all_posts_bring_it_back(
    client: Client, two_posts: Account
) -> None:
    client.force_login(two_posts)
    assert "<summary" in page(client)
    assert "全部岗位</summary>" in page(client)
    act(client, post_of(two_posts, Role.STREET))
    assert "街道 · 东湖街道</summary>" in page(client)
    asker = client.get("/people/me/posts/").wsgi_request.user
    assert policy.require(asker, Action.SEE_PROBLEMS).units == frozenset()
    act(client, "")
    asker = client.get("/people/me/posts/").wsgi_request.user
    scope = policy.require(asker, Action.SEE_PROBLEMS)
    assert (scope.streets, scope.units) == ({"东湖街道"}, {"城管局"})


def test_an_action_of_the_other_post_is_refused_and_leaves_the_menu(client: Client, cast: Cast) -> None:
    Post.objects.create(
        account=cast.测评员, role=Role.STREET, organisation=Organisation.objects.get(name="东湖街道")
    )
    client.force_login(cast.测评员)
    assert client.get("/cases/").status_code == 200
    act(client, post_of(cast.测评员, Role.INSPECTOR))
    assert client.get("/cases/").status_code == 403
    assert "/cases/" not in page(client)


def test_one_goes_back_to_the_list_one_came_from_or_to_the_first_page(client: Client, cast: Cast) -> None:
    Post.objects.create(
        account=cast.测评员, role=Role.STREET, organisation=Organisation.objects.get(name="东湖街道")
    )
    client.force_login(cast.测评员)
    street, inspector = (post_of(cast.测评员, role) for role in (Role.STREET, Role.INSPECTOR))
    for post, wanted, reached in (
        (street, "/cases/?text=垃圾", "/cases/"),
        (inspector, "/cases/", "/standards/"),
        (street, "https://evil.example/", "/me/"),
        (street, "/nowhere/", "/me/"),
        (street, "/people/organisations/1/", "/me/"),
    ):
        assert act(client, post, wanted).request["PATH_INFO"] == reached


def test_another_s_post_and_one_that_ended_are_not_chosen(
    client: Client, two_posts: Account, cast: Cast
) -> None:
    client.force_login(two_posts)
    ended = post_of(two_posts, Role.UNIT)
    Post.objects.filter(pk=ended.pk).update(until=timezone.localdate())
    Post.objects.create(
        account=two_posts, role=Role.COMMUNITY, organisation=Organisation.objects.get(name="和平社区")
    )
    for wrong in (cast.创建办.posts.get(), ended, "999999", "all", "-1", "1 OR 1", "9" * 40):
        said = act(client, wrong).content.decode()
        assert "不是您现在的岗位" in said
        assert acting.KEY not in client.session
    asker = client.get("/people/me/posts/").wsgi_request.user
    assert not policy.may(asker, Action.IMPORT_OBSERVATIONS)


@pytest.mark.parametrize("forged", [0, -1, 10**30, "1", None, [1], True])
def test_a_choice_that_is_no_post_of_one_s_own_is_as_if_there_were_none(
    client: Client, two_posts: Account, cast: Cast, forged: object
) -> None:
    client.force_login(two_posts)
    session = client.session
    session[acting.KEY] = forged
    session.save()
    answer = client.get("/people/me/posts/")
    assert "全部岗位</summary>" in answer.content.decode()
    assert policy.require(answer.wsgi_request.user, Action.SEE_PROBLEMS).units == {"城管局"}


def test_a_post_that_ends_while_one_acts_in_it_is_gone_with_the_next_page(
    client: Client, two_posts: Account
) -> None:
    client.force_login(two_posts)
    unit = post_of(two_posts, Role.UNIT)
    act(client, unit)
    Post.objects.filter(pk=unit.pk).update(until=timezone.localdate())
    asker = client.get("/people/me/posts/").wsgi_request.user
    scope = policy.require(asker, Action.SEE_PROBLEMS)
    assert (scope.streets, scope.units) == ({"东湖街道"}, frozenset())


def test_a_post_that_begins_tomorrow_is_no_choice_yet(client: Client, cast: Cast) -> None:
    unit = Organisation.objects.get(name="城管局")
    Post.objects.create(
        account=cast.街道,
        role=Role.UNIT,
        organisation=unit,
        since=timezone.localdate() + timedelta(days=1),
    )
    client.force_login(cast.街道)
    assert 'class="acting"' not in page(client)


def test_the_choice_ends_with_signing_out(client: Client, two_posts: Account) -> None:
    client.force_login(two_posts)
    act(client, post_of(two_posts, Role.UNIT))
    client.post(reverse("sign_out"))
    client.force_login(two_posts)
    assert "全部岗位</summary>" in page(client)


def test_the_audit_entry_names_the_post_acted_in_when_one_is_chosen(client: Client, cast: Cast) -> None:
    unit = Organisation.objects.get(name="城管局")
    Post.objects.create(account=cast.创建办, role=Role.UNIT, organisation=unit)
    client.force_login(cast.创建办)
    given = {"kind": "部门", "on": timezone.localdate().isoformat()}
    client.post(reverse("organisation_new"), {**given, "name": "住建局"})
    act(client, post_of(cast.创建办, Role.OFFICE))
    client.post(reverse("organisation_new"), {**given, "name": "教育局"})
    first, second = AuditEntry.objects.filter(resource="organisation").order_by("number")
    assert "acting_as" not in first.after
    assert second.after["acting_as"] == "创建办 · 示范区"


def test_choosing_costs_no_question_more(client: Client, two_posts: Account) -> None:
    client.force_login(two_posts)
    counted = []
    for chosen in ("", str(post_of(two_posts, Role.UNIT).pk)):
        act(client, chosen)
        with CaptureQueriesContext(connection) as asked:
            page(client)
        counted.append(len(asked))
    assert counted[0] == counted[1]


class AnyChoice(TestCase):
    """Whatever posts somebody has and whatever the session says."""

    @settings(max_examples=80)
    @given(st.lists(st.sampled_from(list(Role)), max_size=5, unique=True), st.integers(-2, 12))
    def test_a_choice_never_allows_more_than_all_posts_together(self, roles: list[Role], chosen: int) -> None:
        somewhere = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="示范区")
        person, other = (
            Account.objects.create(username=name, display_name=name) for name in ("one", "other")
        )
        Post.objects.create(account=other, role=Role.OFFICE, organisation=somewhere)
        for role in roles:
            Post.objects.create(account=person, role=role, organisation=somewhere)
        everything = Account.objects.get(pk=person.pk)
        narrowed = Account.objects.get(pk=person.pk)
        first = Post.objects.order_by("pk").values_list("pk", flat=True)[0]
        narrowed.acting_post_id = first + chosen
        allowed = {action for action in Action if policy.may(narrowed, action)}
        assert allowed <= {action for action in Action if policy.may(everything, action)}
        if narrowed.acting_post:
            assert allowed == set(policy.TABLE[Role(narrowed.acting_post.role)]) | policy.EVERYBODYS
            assert narrowed.acting_post.account_id == person.pk
        else:
            assert narrowed.held_posts == everything.held_posts
