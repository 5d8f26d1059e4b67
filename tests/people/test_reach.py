"""How far a post reaches: down the tree as it stands that day, under every name rows may carry."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.people.models import FormerName, Line, Organisation, OrganisationKind, Placement, Succession
from dabiao.people.reach import below, reached

DAY = date(2026, 6, 1)


def organisation(kind: OrganisationKind, name: str, parent: Organisation | None = None) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name)
    if parent:
        Placement.objects.create(
            organisation=made, parent=parent, line=Line.TERRITORY, since=date(2026, 1, 1)
        )
    return made


@pytest.fixture
def district(db: None) -> Organisation:
    """示范区 with 东湖街道 (和平社区, 金桥社区) and 北苑街道 (和平社区)."""
    top = organisation(OrganisationKind.DISTRICT, "示范区")
    for street, communities in (("东湖街道", ("和平社区", "金桥社区")), ("北苑街道", ("和平社区",))):
        made = organisation(OrganisationKind.STREET, street, top)
        for community in communities:
            organisation(OrganisationKind.COMMUNITY, community, made)
    return top


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def test_a_district_reaches_every_street_and_a_street_its_own_communities(district: Organisation) -> None:
    assert reached([district.pk], DAY).streets == {"东湖街道", "北苑街道"}
    street = reached([named("东湖街道").pk], DAY)
    assert len(street.organisations) == 3
    assert (street.streets, street.communities) == ({"东湖街道"}, set()), (
        "the street's rows hold its communities'"
    )


def test_a_community_is_known_by_its_street_because_its_name_repeats(district: Organisation) -> None:
    own = Organisation.objects.get(name="和平社区", placements__parent=named("北苑街道"))
    assert reached([own.pk], DAY).communities == {("北苑街道", "和平社区")}


def test_rows_of_a_renamed_street_stay_its_own(district: Organisation) -> None:
    street = named("东湖街道")
    FormerName.objects.create(organisation=street, name="湖东镇", until=date(2026, 3, 1))
    assert reached([street.pk], DAY).streets == {"东湖街道", "湖东镇"}
    own = named("金桥社区")
    assert reached([own.pk], DAY).communities == {("东湖街道", "金桥社区"), ("湖东镇", "金桥社区")}


def test_who_succeeds_a_unit_answers_for_what_it_left(district: Organisation) -> None:
    old, older, new = (
        organisation(OrganisationKind.DEPARTMENT, name) for name in ("城管局", "市容局", "城管委")
    )
    Succession.objects.create(predecessor=older, successor=old, on=date(2025, 1, 1))
    Succession.objects.create(predecessor=old, successor=new, on=date(2026, 1, 1))
    assert reached([new.pk], DAY).units == {"城管局", "市容局", "城管委"}
    assert reached([new.pk], DAY).organisations == {new.pk}
    assert reached([older.pk], DAY).units == {"市容局"}


def test_a_community_that_moved_belongs_to_its_new_street_from_that_day(district: Organisation) -> None:
    community, moved = named("金桥社区"), date(2026, 5, 1)
    Placement.objects.filter(organisation=community).update(until=moved)
    Placement.objects.create(
        organisation=community, parent=named("北苑街道"), line=Line.TERRITORY, since=moved
    )
    for street, day, within in (
        ("东湖街道", moved - timedelta(days=1), True),
        ("东湖街道", moved, False),
        ("北苑街道", moved - timedelta(days=1), False),
        ("北苑街道", moved, True),
    ):
        assert (community.pk in below([named(street).pk], day)) is within


def test_a_unit_in_both_lines_is_reached_from_either(district: Organisation) -> None:
    bureau = organisation(OrganisationKind.DEPARTMENT, "城管局", district)
    station = organisation(OrganisationKind.DEPARTMENT, "东湖城管所", named("东湖街道"))
    Placement.objects.create(organisation=station, parent=bureau, line=Line.SECTOR, since=date(2026, 1, 1))
    assert "东湖城管所" in reached([bureau.pk], DAY).units
    assert "东湖城管所" in reached([named("东湖街道").pk], DAY).units


def test_a_tree_of_five_levels_takes_five_questions_however_wide(
    district: Organisation, django_assert_num_queries: object
) -> None:
    for number in range(50):
        organisation(OrganisationKind.COMMUNITY, f"第{number}社区", named("东湖街道"))
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(below([district.pk], DAY)) == 56


class RandomTrees(TestCase):
    """Against the plain definition: an organisation is below a root if some chain of open placements says so."""

    @settings(max_examples=40)
    @given(
        parents=st.lists(st.integers(0, 30), min_size=1, max_size=25),
        lines=st.lists(st.sampled_from(Line), min_size=25, max_size=25),
        open_=st.lists(st.booleans(), min_size=25, max_size=25),
        root=st.integers(0, 25),
    )
    def test_below_is_what_the_chains_of_open_placements_say(
        self, parents: Sequence[int], lines: Sequence[Line], open_: Sequence[bool], root: int
    ) -> None:
        made = [organisation(OrganisationKind.COMMUNITY, "社区") for _ in range(len(parents) + 1)]
        up: dict[int, int] = {}
        for at, (parent, line, still) in enumerate(zip(parents, lines, open_, strict=False), 1):
            above = made[parent % at]
            until = None if still else DAY
            Placement.objects.create(
                organisation=made[at], parent=above, line=line, since=date(2026, 1, 1), until=until
            )
            if still:
                up[made[at].pk] = above.pk
        top = made[root % len(made)].pk

        def leads_up(one: int) -> bool:
            return one == top or (one in up and leads_up(up[one]))

        assert below([top], DAY) == {one.pk for one in made if leads_up(one.pk)}
