"""Random districts: trees of organisations, some moved, rows of every room, and somebody with posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cast import make_cast
from django.utils import timezone
from hypothesis import strategies as st
from owned_rows import SINCE, Ground, put_rows

from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role


@dataclass(frozen=True)
class Plan:
    """What a random district is made of: kinds and parents by number, who is moved, and the asker's posts."""

    streets: int
    communities: Sequence[int]
    departments: Sequence[tuple[int, bool]]
    moved: Sequence[int]
    posts: Sequence[tuple[Role, int]]


PLANS = st.builds(
    Plan,
    streets=st.integers(1, 3),
    communities=st.lists(st.integers(0, 9), max_size=5),
    departments=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=4),
    moved=st.lists(st.integers(0, 20), max_size=2),
    posts=st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 20)), min_size=1, max_size=3),
)


def lay(plan: Plan) -> tuple[Ground, Account]:
    """Build the district of ``plan`` with rows of every room, and the asker with the posts."""
    make_cast()
    ground = Ground()
    district = _stand(ground, OrganisationKind.DISTRICT, "临江区", None)
    streets = [_stand(ground, OrganisationKind.STREET, f"第{n}街道", district) for n in range(plan.streets)]
    communities = [
        _stand(ground, OrganisationKind.COMMUNITY, f"和平社区{n % 2}", streets[at % len(streets)])
        for n, at in enumerate(plan.communities)
    ]
    departments: list[Organisation] = []
    for n, (at, sector) in enumerate(plan.departments):
        parent = departments[at % len(departments)] if sector and departments else district
        line = Line.SECTOR if sector else Line.TERRITORY
        departments.append(_stand(ground, OrganisationKind.DEPARTMENT, f"第{n}局", parent, line))
    for at in plan.moved:
        _move(ground, communities, streets, at)
    for one in ground.made:
        put_rows(ground, one, district)
    asker = Account.objects.create(username="asker", display_name="问者")
    for role, at in set(plan.posts):
        Post.objects.get_or_create(
            account=asker, role=role, organisation=ground.made[at % len(ground.made)], since=SINCE
        )
    return ground, asker


def _stand(
    ground: Ground,
    kind: OrganisationKind,
    name: str,
    parent: Organisation | None,
    line: Line = Line.TERRITORY,
) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name)
    ground.made.append(made)
    if parent is not None:
        Placement.objects.create(organisation=made, parent=parent, line=line, since=SINCE)
        ground.above.setdefault(made.pk, set()).add(parent.pk)
    return made


def _move(ground: Ground, communities: list[Organisation], streets: list[Organisation], at: int) -> None:
    """Move a community to another street since yesterday: the old one no longer reaches it."""
    if not communities:
        return
    one, target = communities[at % len(communities)], streets[at % len(streets)]
    placed = Placement.objects.get(organisation=one, until=None)
    if placed.parent_id == target.pk or placed.since > SINCE:
        return
    yesterday = timezone.localdate() - timedelta(days=1)
    Placement.objects.filter(pk=placed.pk).update(until=yesterday)
    Placement.objects.create(organisation=one, parent=target, line=Line.TERRITORY, since=yesterday)
    ground.above[one.pk] = {target.pk}
