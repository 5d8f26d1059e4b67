"""Organisations change from a day on: what was before stays, nothing goes round in circles, nothing is lost."""

from datetime import date, timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.models import (
    Account,
    FormerName,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    Role,
    Succession,
)
from dabiao.people.organisations.actions import (
    OrganisationEntry,
    describe_organisation,
    dissolve_organisation,
    found_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
    split_organisation,
)
from dabiao.people.reach import below, reached

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def office(cast: Cast) -> Account:
    return cast.创建办


def found(
    office: Account, kind: OrganisationKind, name: str, parent: Organisation | None = None, code: str = ""
) -> Organisation:
    parents = {Line.TERRITORY: parent.pk} if parent else {}
    return found_organisation(office, OrganisationEntry(kind, name, code, parents=parents), JANUARY)


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name, closed_on=None)


def refused(*words: str):
    return pytest.raises(BadInput, match=".*".join(words))


def test_a_tree_is_built_from_the_district_down(office: Account) -> None:
    street = found(office, OrganisationKind.STREET, "北苑街道", named("示范区"), "620102001000")
    community = found(office, OrganisationKind.COMMUNITY, "和平社区", street, "620102001001")
    grid = found(office, OrganisationKind.GRID, "第一网格", community)
    assert below([named("示范区").pk], MARCH) >= {street.pk, community.pk, grid.pk}
    told = AuditEntry.objects.order_by("-number")[0]
    assert (told.action, told.resource_id) == ("change_organisations", str(grid.pk))


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (OrganisationKind.COMMUNITY, "示范区"),
        (OrganisationKind.STREET, "东湖街道"),
        (OrganisationKind.GRID, "东湖街道"),
        (OrganisationKind.DEPARTMENT, "和平社区"),
        (OrganisationKind.CITY, "示范区"),
    ],
)
def test_no_level_is_left_out_or_turned_round(office: Account, kind: OrganisationKind, parent: str) -> None:
    with refused("不能直接放在"):
        found(office, kind, "新单位", named(parent))
    assert not Organisation.objects.filter(name="新单位").exists()


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        (OrganisationKind.STREET, "62010200100", "12 位数字"),
        (OrganisationKind.STREET, "91110000600037341L", "12 位数字"),
        (OrganisationKind.DEPARTMENT, "91110000600037342L", "校验位不对"),
        (OrganisationKind.DEPARTMENT, "620102001000", "18 位"),
    ],
)
def test_a_code_of_the_wrong_kind_or_with_a_slip_is_refused(
    office: Account, kind: OrganisationKind, code: str, said: str
) -> None:
    with refused(said):
        found(office, kind, "新单位", named("示范区"), code)


def test_a_code_belongs_to_one_organisation(office: Account) -> None:
    found(office, OrganisationKind.STREET, "北苑街道", named("示范区"), "620102001000")
    with refused("代码已经属于“北苑街道”"):
        found(office, OrganisationKind.STREET, "南苑街道", named("示范区"), "620102001000")
    with refused("代码已经属于“北苑街道”"):
        describe_organisation(office, named("东湖街道"), "620102001000", "")


def test_two_streets_may_each_have_a_和平社区_but_none_two(office: Account) -> None:
    street = found(office, OrganisationKind.STREET, "北苑街道", named("示范区"))
    found(office, OrganisationKind.COMMUNITY, "和平社区", street)
    with refused("同名"):
        found(office, OrganisationKind.COMMUNITY, "和平社区", street)
    with refused("同名"):
        found(office, OrganisationKind.DEPARTMENT, "北苑街道")


def test_a_new_name_holds_from_its_day_and_the_old_rows_stay(office: Account) -> None:
    street = named("东湖街道")
    rename_organisation(office, street, "东湖新城街道", MARCH)
    rename_organisation(office, street, "湖城街道", MAY)
    assert list(FormerName.objects.values_list("name", "until")) == [
        ("东湖街道", MARCH),
        ("东湖新城街道", MAY),
    ]
    assert reached([street.pk]).streets == {"东湖街道", "东湖新城街道", "湖城街道"}
    with refused("已登记过 2026-05-01 的更名"):
        rename_organisation(office, street, "别的街道", MAY)
    with refused("没有改动"):
        rename_organisation(office, street, "湖城街道")


def test_a_move_leaves_the_days_before_it_alone(office: Account) -> None:
    street = found(office, OrganisationKind.STREET, "北苑街道", named("示范区"))
    community = named("和平社区")
    move_organisation(office, community, street, Line.TERRITORY, MAY)
    assert community.pk in below([named("东湖街道").pk], MAY - timedelta(days=1))
    assert community.pk in below([street.pk], MAY)
    with refused("已登记过 2026-05-01 的调整"):
        move_organisation(office, community, named("东湖街道"), Line.TERRITORY, MARCH)


def test_moving_twice_on_a_day_keeps_the_last(office: Account) -> None:
    streets = [found(office, OrganisationKind.STREET, name, named("示范区")) for name in ("甲街道", "乙街道")]
    for street in streets:
        move_organisation(office, named("和平社区"), street, Line.TERRITORY, MAY)
    assert Placement.objects.filter(organisation=named("和平社区")).count() == 2
    assert named("和平社区").pk in below([streets[1].pk], MAY)


def test_nothing_stands_below_itself(office: Account) -> None:
    bureau = found(office, OrganisationKind.DEPARTMENT, "市容处", named("城管局"))
    with refused("就在它的下面"):
        move_organisation(office, named("城管局"), bureau, Line.SECTOR)
    with refused("就在它的下面"):
        move_organisation(office, bureau, bureau, Line.SECTOR)


def test_a_merged_street_hands_on_its_communities_its_people_and_its_past(
    office: Account, cast: Cast
) -> None:
    into = found(office, OrganisationKind.STREET, "北苑街道", named("示范区"))
    old = named("东湖街道")
    Post.objects.filter(account=cast.街道).update(since=JANUARY)
    merge_organisations(office, [old], into, MAY)
    old.refresh_from_db()
    assert old.closed_on == MAY
    assert named("和平社区").pk in below([into.pk], MAY)
    assert named("和平社区").pk in below([old.pk], MAY - timedelta(days=1))
    posts = (
        Post.objects.filter(account=cast.街道)
        .order_by("pk")
        .values_list("organisation__name", "since", "until")
    )
    assert list(posts) == [("东湖街道", JANUARY, MAY), ("北苑街道", MAY, None)]
    assert reached([into.pk]).streets == {"北苑街道", "东湖街道"}


def test_merging_what_cannot_be_is_refused_whole(office: Account) -> None:
    street, before = named("东湖街道"), Placement.objects.count()
    for merged, into, said in (
        ([street], street, "不能并入自己"),
        ([], street, "请选择"),
        ([named("城管局")], street, "同一类别"),
    ):
        with refused(said):
            merge_organisations(office, merged, into)
    assert Placement.objects.count() == before
    assert not Succession.objects.exists()


def test_a_split_waits_until_what_stood_below_has_its_place(office: Account) -> None:
    street = found(office, OrganisationKind.STREET, "北苑街道", named("示范区"))
    old = named("东湖街道")
    with refused("还有 1 个单位"):
        split_organisation(office, old, ["东湖东街道", "东湖西街道"], MAY)
    move_organisation(office, named("和平社区"), street, Line.TERRITORY, MARCH)
    Placement.objects.create(organisation=old, parent=named("示范区"), line=Line.TERRITORY, since=JANUARY)
    made = split_organisation(office, old, ["东湖东街道", "东湖西街道"], MAY)
    assert {one.pk for one in made} <= below([named("示范区").pk], MAY)
    for part in made:
        assert reached([part.pk]).streets == {part.name, "东湖街道"}
    with refused("已在 2026-05-01 撤并"):
        rename_organisation(office, old, "新街道")


@pytest.mark.parametrize("names", [[], ["甲街道"], ["甲街道", "甲街道"], ["甲街道", "甲街道", "乙街道"]])
def test_a_split_makes_at_least_two(office: Account, names: list[str]) -> None:
    with refused("两个不同的新名称"):
        split_organisation(office, named("城管局"), names)


def test_what_still_has_people_or_parts_is_not_dissolved(office: Account) -> None:
    with refused("1 个下级单位、1 个岗位"):
        dissolve_organisation(office, named("东湖街道"))
    empty = found(office, OrganisationKind.DEPARTMENT, "旧局")
    dissolve_organisation(office, empty)
    found(office, OrganisationKind.DEPARTMENT, "旧局")


def test_no_day_to_come_can_be_written_down(office: Account) -> None:
    with refused("还没有到"):
        rename_organisation(office, named("东湖街道"), "新街道", timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.OFFICE, Role.SYSTEM_ADMINISTRATOR)]
)
def test_only_创建办_and_系统管理员_change_the_trees(cast: Cast, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        rename_organisation(getattr(cast, role.value), named("东湖街道"), "新街道")
    assert named("东湖街道")
