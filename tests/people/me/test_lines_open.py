"""Every line of 我的 opens for whoever it is shown to."""

from __future__ import annotations

import pytest
from cast import Cast
from django.test import Client
from owned_rows import Ground, put_rows

from dabiao.house.registries import my_entries
from dabiao.people.models import Organisation, Placement


@pytest.mark.parametrize("who", ["创建办", "领导", "街道", "社区", "责任单位", "外人"])
def test_every_line_of_我的_opens_for_whom_it_is_shown(
    client: Client, cast: Cast, home: object, who: str
) -> None:
    ground = Ground(made=list(Organisation.objects.order_by("pk")))
    for placed in Placement.objects.all():
        ground.above.setdefault(placed.organisation_id, set()).add(placed.parent_id)
    for one in ground.made:
        put_rows(ground, one, Organisation.objects.get(name="示范区"))
    person = getattr(cast, who)
    client.force_login(person)
    shown = my_entries(person)
    assert bool(shown) is (who in {"街道", "社区", "责任单位"})
    for entry in shown:
        assert client.get(entry.address, follow=True).status_code == 200, entry.address
