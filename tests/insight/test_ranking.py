"""排名: the order of the result, with how far chance alone could move a name, and who is left out and why."""

import re

import pytest
from cast import Cast
from counted import counted_round
from django.test import Client
from django.urls import reverse

from dabiao.insight.actions import make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.insight.queries import GroupRanking, rankings
from dabiao.office import numbers
from dabiao.people.models import Organisation, OrganisationKind

THREE = (("东湖街道", "城管局", 14), ("西湖街道", "住建局", 20), ("南湖街道", "城管局", 19))


def rows(client: Client) -> list[list[str]]:
    """Cells of all rows with figures, as text."""
    page = client.get(reverse("ranking")).content.decode()
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td.*?>(.*?)</td>", one, re.DOTALL) for one in found]
    return [[re.sub(r"<.*?>", "", cell) for cell in one] for one in cells if one]


def test_the_page_shows_the_rows_of_the_result(client: Client, cast: Cast) -> None:
    counted_round(3, THREE)
    result = make_snapshot(cast.创建办).result
    client.force_login(cast.街道)
    expected = [
        [
            str(one["rank"]),
            one["name"],
            numbers.shown(one["score"]),
            "～".join(numbers.shown(end, 1) for end in one["interval"]),
            f"{one['rank_low']}～{one['rank_high']}",
            str(one["tier"]),
            str(one["n"]),
        ]
        for one in (*result["streets"], *result["units"])
    ]
    assert rows(client) == expected
    assert [row[1] for row in expected] == ["西湖街道", "南湖街道", "东湖街道", "住建局", "城管局"]


def test_cells_without_street_or_unit_are_in_no_ranking(client: Client, cast: Cast) -> None:
    counted_round(3, (*THREE, ("", "", 20)))
    make_snapshot(cast.创建办)
    client.force_login(cast.领导)
    assert {row[1] for row in rows(client)} == {"东湖街道", "西湖街道", "南湖街道", "城管局", "住建局"}


def test_equal_streets_share_a_place_and_a_tier(client: Client, cast: Cast) -> None:
    counted_round(3, tuple((f"{name}街道", "城管局", 18) for name in "甲乙丙"))
    make_snapshot(cast.创建办)
    client.force_login(cast.领导)
    streets = [row for row in rows(client) if row[1].endswith("街道")]
    assert {row[0] for row in streets} == {"1"}
    assert {row[5] for row in streets} == {"1"}


def test_where_nobody_can_be_ranked_the_page_says_so(client: Client, cast: Cast) -> None:
    counted_round(3, (("", "", 12),))
    make_snapshot(cast.创建办)
    client.force_login(cast.领导)
    page = client.get(reverse("ranking")).content.decode()
    assert rows(client) == []
    assert page.count("没有可以排名的单位") == 2


def test_whoever_is_left_out_is_named_with_the_reason(client: Client, cast: Cast) -> None:
    counted_round(3, THREE)
    made = make_snapshot(cast.创建办)
    left_out = [{"name": "<b>乡", "reason": "没有检查"}]
    Snapshot.objects.create(
        pack_id=made.pack_id, pack_edition=made.pack_edition, pack_digest=made.pack_digest,
        rounds=made.rounds, result={**made.result, "excluded": left_out},
    )  # fmt: skip
    client.force_login(cast.领导)
    page = client.get(reverse("ranking")).content.decode()
    assert "没有参加排名的" in page
    assert "&lt;b&gt;乡" in page
    assert "没有检查" in page


@pytest.mark.parametrize("given", [[], [("一组", 2), ("二组", 1), ("一组", 1)]])
def test_each_group_is_ranked_by_itself_in_the_order_it_first_comes(given: list[tuple[str, int]]) -> None:
    entries = [{"group": group, "rank": rank, "name": f"{group}{rank}"} for group, rank in given]
    expected = {
        "一组": GroupRanking("一组", tuple(sorted(entries[::2], key=lambda one: one["rank"]))),
        "二组": GroupRanking("二组", tuple(entries[1:2])),
    }
    assert rankings(entries) == tuple(expected[name] for name in dict.fromkeys(group for group, _ in given))


def test_streets_of_different_groups_are_never_mixed(client: Client, cast: Cast) -> None:
    counted_round(3, THREE)
    for name, group in (("西湖街道", "城区"), ("东湖街道", "镇"), ("南湖街道", "镇")):
        organisation, _ = Organisation.objects.get_or_create(
            name=name, defaults={"kind": OrganisationKind.STREET}
        )
        Organisation.objects.filter(pk=organisation.pk).update(ranking_group=group)
    make_snapshot(cast.创建办)
    client.force_login(cast.领导)
    streets = {row[1]: row[0] for row in rows(client) if row[1].endswith("街道")}
    assert streets == {"西湖街道": "1", "南湖街道": "1", "东湖街道": "2"}
    page = client.get(reverse("ranking")).content.decode()
    assert ">城区</h3>" in page
    assert ">镇</h3>" in page
