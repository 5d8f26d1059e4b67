"""For random trees and posts, no query of any room gives a row of an organisation outside the asker's reach.

What is in reach is worked out a second time, by walking up from each organisation, and compared.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from hypothesis import given, settings
from hypothesis.extra.django import TestCase
from owned_rows import Ground, Keys
from random_district import PLANS, Plan, lay
from scoped_queries import LISTS, ONES

from dabiao.people.models import Account, Post, Role
from dabiao.people.policy import TABLE, Action, Reach


def seen_by(asker: Account, action: Action, ground: Ground, room: str) -> Keys:
    """Rows of ``room`` that the table of the policy lets ``asker`` see."""
    reach: Keys = set()
    for post in Post.objects.filter(account=asker):
        granted = TABLE[Role(post.role)].get(action)
        if granted is Reach.ALL:
            return set(ground.owners[room])
        if granted is Reach.OWN:
            reach |= ground.below(post.organisation_id)
    return {row for row, owners in ground.owners[room].items() if owners & reach}


def given_to(call: Callable[[], Keys]) -> Keys:
    """What a listing gives; nothing when it is refused as a whole."""
    try:
        return call()
    except PermissionDenied:
        return set()


def exists_for(call: Callable[[], object]) -> bool:
    try:
        call()
    except (PermissionDenied, ObjectDoesNotExist):
        return False
    return True


class RandomDistricts(TestCase):
    @settings(max_examples=30)
    @given(plan=PLANS)
    def test_every_list_gives_exactly_what_is_in_reach(self, plan: Plan) -> None:
        ground, asker = lay(plan)
        for name, (room, action, listed) in LISTS.items():
            expected = seen_by(asker, action, ground, room)
            fresh = Account.objects.get(pk=asker.pk)
            assert given_to(lambda: listed(fresh, ground)) == expected, name  # noqa: B023  # called at once

    @settings(max_examples=30)
    @given(plan=PLANS)
    def test_a_thing_out_of_reach_does_not_exist(self, plan: Plan) -> None:
        ground, asker = lay(plan)
        for name, (room, action, one) in ONES.items():
            expected = seen_by(asker, action, ground, room)
            for row in ground.owners[room]:
                found = exists_for(lambda: one(asker, row))  # noqa: B023  # called at once
                assert found is (row in expected), f"{name} of {row}"
