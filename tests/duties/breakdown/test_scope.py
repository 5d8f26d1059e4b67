"""Who sees which duties: the office and leaders all, liaisons those at or below their own posts, others none."""

from collections.abc import Callable
from datetime import date

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from duty_rows import give
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.duties.breakdown import gap_queries, queries
from dabiao.duties.breakdown.matrix import MatrixFilter, matrix, standard_lines
from dabiao.duties.breakdown.models import Duty
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

CELL = Cell("1.1.3", "实地", "community")
DAY = date(2026, 6, 1)

READS: dict[str, Callable[[Account], object]] = {
    "duties": lambda asker: list(queries.duties(asker, DEFAULT_PACK)),
    "held": lambda asker: queries.held(asker, DEFAULT_PACK),
    "holders": lambda asker: queries.holders(asker, DEFAULT_PACK, ["1.1.3"]),
    "unit_counts": lambda asker: queries.unit_counts(asker, DEFAULT_PACK),
    "cell_history": lambda asker: queries.cell_history(asker, DEFAULT_PACK, CELL),
    "duties_of": lambda asker: queries.duties_of(asker, [1], DEFAULT_PACK, DAY),
    "left_people": lambda asker: list(gap_queries.left_people(asker, DEFAULT_PACK)),
    "double_roles": lambda asker: list(gap_queries.double_roles(asker, DEFAULT_PACK)),
    "closed_units": lambda asker: gap_queries.closed_units(asker, DEFAULT_PACK),
    "idle_units": lambda asker: gap_queries.idle_units(asker, DEFAULT_PACK),
    "choices": queries.choices,
    "matrix": lambda asker: matrix(asker, framework_in_use(), MatrixFilter(), None),
    "standard_lines": lambda asker: standard_lines(asker, framework_in_use(), "1.1.3"),
}


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


@pytest.fixture
def three(cast: Cast) -> Cast:
    """东湖街道, its 和平社区 and 城管局 have a duty each."""
    for name in ("东湖街道", "和平社区", "城管局"):
        give(cast.创建办, named(name), CELL)
    return cast


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("创建办", {"东湖街道", "和平社区", "城管局"}),
        ("领导", {"东湖街道", "和平社区", "城管局"}),
        ("街道", {"东湖街道", "和平社区"}),
        ("社区", {"和平社区"}),
        ("责任单位", {"城管局"}),
    ],
)
def test_everybody_sees_what_is_theirs(three: Cast, who: str, seen: set[str]) -> None:
    asker = getattr(three, who)
    assert {one.organisation.name for one in queries.duties(asker, DEFAULT_PACK)} == seen
    assert {one.name for one in queries.unit_counts(asker, DEFAULT_PACK)} == seen
    assert {one.name for one in queries.holders(asker, DEFAULT_PACK, ["1.1.3"]).holders} == seen
    assert sum(one.number for one in queries.held(asker, DEFAULT_PACK)) == len(seen)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("who", ["测评员", "审核", "系统管理员", "安全管理员", "审计管理员", "外人"])
def test_others_are_told_nothing_at_all(three: Cast, who: str, read: str) -> None:
    with pytest.raises(PermissionDenied):
        READS[read](getattr(three, who))


def test_a_duty_out_of_reach_is_like_one_that_is_not_there(three: Cast) -> None:
    theirs = Duty.objects.get(organisation__name="城管局")
    for missing in (theirs.pk, 10**9):
        with pytest.raises(Duty.DoesNotExist):
            queries.duty(three.街道, missing)
    assert queries.duties_of(three.街道, [named("城管局").pk], DEFAULT_PACK, DAY) == {}
    with pytest.raises(Organisation.DoesNotExist):
        queries.visible_organisation(three.街道, named("城管局").pk)


def test_a_task_table_names_what_a_unit_answered_for_on_a_day(three: Cast) -> None:
    street = named("东湖街道")
    give(three.创建办, street, Cell("1.1.2", "实地", "patriotic_base"), DutyKind.LEAD, requirement="每周看")
    Duty.objects.filter(organisation=street, standard_id="1.1.3").update(
        until=date(2026, 3, 1), ended_by=three.创建办, ended_at="2026-03-01T00:00Z"
    )
    of = lambda day: [  # noqa: E731
        (one.standard_id, one.kind, one.requirement)
        for one in queries.duties_of(three.创建办, [street.pk], DEFAULT_PACK, day).get(street.pk, ())
    ]
    assert of(date(2026, 2, 1)) == [("1.1.2", "牵头", "每周看"), ("1.1.3", "责任", "")]
    assert of(date(2026, 3, 1)) == [("1.1.2", "牵头", "每周看")]
    assert of(date(2025, 12, 31)) == []


class NobodySeesBeyondTheirTree(TestCase):
    """Random trees: a parent for each organisation, posts anywhere, a duty everywhere."""

    @settings(max_examples=30)
    @given(
        parents=st.lists(st.integers(0, 7), min_size=8, max_size=8),
        posts=st.lists(
            st.tuples(
                st.integers(0, 7), st.sampled_from((Role.STREET, Role.COMMUNITY, Role.UNIT, Role.INSPECTOR))
            ),
            min_size=1,
            max_size=3,
            unique=True,
        ),
    )
    def test_no_query_returns_a_row_outside_the_subtree(
        self, parents: list[int], posts: list[tuple[int, Role]]
    ) -> None:
        giver = Account.objects.create(username="giver", display_name="给")
        asker = Account.objects.create(username="asker", display_name="问")
        made = [
            Organisation.objects.create(kind=OrganisationKind.DEPARTMENT, name=f"{n}局") for n in range(8)
        ]
        above = {child: parent for child, parent in enumerate(parents) if parent < child}
        Placement.objects.bulk_create(
            Placement(organisation=made[child], parent=made[parent], line=Line.SECTOR, since=date(2026, 1, 1))
            for child, parent in above.items()
        )
        for one in made:
            give(giver, one, CELL)
        for at, role in posts:
            Post.objects.create(account=asker, role=role, organisation=made[at], since=date(2026, 1, 1))
        roots = {at for at, role in posts if role is not Role.INSPECTOR}
        if not roots:
            with pytest.raises(PermissionDenied):
                queries.duties(asker, DEFAULT_PACK)
            return
        within = {made[n].pk for n in range(8) if any(up in roots for up in line_of(n, above))}
        assert set(queries.duties(asker, DEFAULT_PACK).values_list("organisation", flat=True)) == within
        assert {
            one.organisation_id for one in queries.holders(asker, DEFAULT_PACK, ["1.1.3"]).holders
        } <= within
        assert {one.organisation_id for one in queries.unit_counts(asker, DEFAULT_PACK)} == within
        assert {one.organisation_id for one in queries.cell_history(asker, DEFAULT_PACK, CELL)} == within
        assert set(queries.duties_of(asker, [one.pk for one in made], DEFAULT_PACK, DAY)) == within
        assert {one.pk for one in queries.choices(asker)} == within
        assert sum(one.number for one in queries.held(asker, DEFAULT_PACK)) == len(within)


def line_of(at: int, above: dict[int, int]) -> list[int]:
    found = [at]
    while found[-1] in above:
        found.append(above[found[-1]])
    return found
