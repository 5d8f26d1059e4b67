"""小单位模式: four people hold all roles of a district, because the office said why; and only as long as it does."""

import pytest
from cast import Cast
from confirmed import confirmed
from django.urls import reverse

from dabiao.core.defects import BadInput
from dabiao.people import policy
from dabiao.people.accounts.actions import open_account
from dabiao.people.accounts.appointing import appoint, end_post, hand_over
from dabiao.people.accounts.founding import First, found_administrators
from dabiao.people.accounts.queries import joined_posts
from dabiao.people.door import security
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.people.policy import Action

REASON = "创建办只有四名工作人员"

WHO_HOLDS_WHAT = {
    "linwei": (Role.OFFICE, Role.SYSTEM_ADMINISTRATOR, Role.REVIEWER),
    "zhouli": (Role.LEADER, Role.SECURITY_ADMINISTRATOR),
    "hemiao": (Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR, Role.UNIT),
    "wumin": (Role.STREET, Role.COMMUNITY),
}

PLACES = {Role.UNIT: "城管局", Role.STREET: "东湖街道", Role.COMMUNITY: "和平社区"}


@pytest.fixture
def district(db: None) -> dict[str, Account]:
    """A district on its first day: two administrators, two more people, a street, a community, a unit."""
    found_administrators("示范区", First("linwei", "林薇"), First("zhouli", "周莉"))
    for kind, name in (
        (OrganisationKind.STREET, "东湖街道"),
        (OrganisationKind.COMMUNITY, "和平社区"),
        (OrganisationKind.DEPARTMENT, "城管局"),
    ):
        Organisation.objects.create(kind=kind, name=name)
    keeper = Account.objects.get(username="linwei")
    for username, shown in (("hemiao", "何苗"), ("wumin", "吴敏")):
        open_account(keeper, username, shown)
    return {one.username: one for one in Account.objects.all()}


def give_all(people: dict[str, Account]) -> list[str]:
    """Give everybody what they are to hold; says what was refused."""
    refused = []
    for username, roles in WHO_HOLDS_WHAT.items():
        for role in roles:
            held = Post.objects.filter(account=people[username], role=role, until=None)
            if held.exists():
                continue
            try:
                appoint(
                    Account.objects.get(username="zhouli"),
                    people[username],
                    role,
                    Organisation.objects.get(name=PLACES.get(role, "示范区")),
                )
            except BadInput as bad:
                refused.append(f"{username} {role.value} {bad}")
    return refused


def test_four_people_hold_every_role_once_the_office_said_why(district: dict[str, Account]) -> None:
    security.set_security(district["zhouli"], {"small_office": True, "small_office_reason": REASON})
    assert give_all(district) == []
    people = [Account.objects.get(pk=one.pk) for one in district.values()]
    assert len(people) == 4
    assert {post.role for person in people for post in person.open_posts} == set(Role)
    for action in Action:
        assert any(policy.may(person, action) for person in people), action


def test_without_it_the_same_appointments_are_refused(district: dict[str, Account]) -> None:
    refused = give_all(district)
    assert [one.split()[:2] for one in refused] == [["linwei", "创建办"], ["zhouli", "领导"]]
    assert "小单位模式" in refused[0]
    assert "不能任命自己" in refused[1]


def test_it_is_not_chosen_without_a_reason(district: dict[str, Account]) -> None:
    page = confirmed(district["zhouli"])
    given = {name: getattr(security.current(), name) for name in security.RULES}
    answer = page.post(reverse("security"), {**given, "small_office": "on", "small_office_reason": "  "})
    assert answer.status_code == 400
    assert "要写明理由" in answer.content.decode()
    answer = page.post(
        reverse("security"), {**given, "small_office": "on", "small_office_reason": "问 13800138000"}
    )
    assert answer.status_code == 400
    assert "不能写手机号" in answer.content.decode()
    assert not security.current().small_office
    answer = page.post(reverse("security"), {**given, "small_office": "on", "small_office_reason": REASON})
    assert answer.status_code == 302
    assert security.current().small_office


def test_switched_off_again_the_joined_posts_are_told_until_they_are_mended(
    district: dict[str, Account],
) -> None:
    security.set_security(district["zhouli"], {"small_office": True, "small_office_reason": REASON})
    give_all(district)
    guard = Account.objects.get(username="zhouli")
    assert joined_posts(guard) == []
    security.set_security(guard, {"small_office": False})
    told = {one.account.username: {post.role for post in one.posts} for one in joined_posts(guard)}
    assert told == {"linwei": {Role.OFFICE, Role.SYSTEM_ADMINISTRATOR}}
    page = confirmed(guard)
    for name in ("posts", "security"):
        assert "有 1 人" in page.get(reverse(name)).content.decode(), name
    assert "林薇" in page.get(reverse("posts")).content.decode()

    office = Post.objects.get(account=district["linwei"], role=Role.OFFICE)
    hand_over(guard, office, district["wumin"])
    assert joined_posts(guard) == []
    for name in ("posts", "security"):
        assert "兼任" not in page.get(reverse(name)).content.decode().split("<form")[0], name


def test_a_post_that_joins_only_from_next_week_is_told_too(district: dict[str, Account]) -> None:
    security.set_security(district["zhouli"], {"small_office": True, "small_office_reason": REASON})
    give_all(district)
    guard = Account.objects.get(username="zhouli")
    office = Post.objects.get(account=district["linwei"], role=Role.OFFICE)
    end_post(guard, office)
    assert joined_posts(guard) == []
    security.set_security(guard, {"small_office": False})
    assert joined_posts(guard) == []


def test_only_安全管理员_is_told(cast: Cast) -> None:
    assert "兼任了" not in confirmed(cast.系统管理员).get(reverse("posts")).content.decode()
