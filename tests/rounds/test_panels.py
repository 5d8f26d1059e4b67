"""What a standard's page shows of its rounds: figures that add up, for whoever may see results."""

import re

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from imported import stored
from workbooks import round_of, row, upload

from dabiao.rounds.models import Round, StoredCell
from dabiao.rounds.queries import PlaceCounts, standard_counts
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.queries import DEFAULT_PACK

HOSTILE = '<script>alert(1)</script>"&'


def counted(name: str, position: int, places: int, ok: int, **key: str) -> None:
    one, _ = Round.objects.get_or_create(
        pack_id=DEFAULT_PACK, name=name, defaults={"position": position, "sites": places}
    )
    usual = {"standard_id": "1.1.2", "method": "实地", "street": "东湖街道", "site_type": "patriotic_base"}
    StoredCell.objects.create(
        round=one, places=places, places_ok=ok, rows=places, rows_ok=ok, **(usual | key)
    )


def page(client: Client, standard: str = "1.1.2") -> str:
    return client.get(reverse("standard", args=[standard])).content.decode()


def table_rows(page: str, heading: str) -> list[list[str]]:
    """Cells of the table under a heading, as text."""
    part = page[page.index(f"<h2>{heading}") :]
    rows = re.findall(r"<tr>(.*?)</tr>", part[: part.index("</table>")], re.DOTALL)
    return [
        [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", one)] for one in rows[1:]
    ]


def test_the_history_gives_each_round_with_its_base(client: Client, cast: Cast) -> None:
    counted("第9轮", 0, 10, 7)
    counted("第10轮", 1, 4, 4)
    counted("第10轮", 1, 4, 1, street="西湖街道")
    client.force_login(cast.街道)
    assert table_rows(page(client), "历次合格率") == [
        ["第9轮", "10", "7", "70.0%"],
        ["第10轮", "8", "5", "62.5%"],
    ]
    assert "<svg" in page(client).split("历次合格率", 1)[1]


def test_the_parts_add_up_to_the_whole(client: Client, cast: Cast) -> None:
    counted("第1轮", 0, 6, 3)
    counted("第1轮", 0, 2, 2, street="")
    counted("第1轮", 0, 5, 4, street="西湖街道", site_type="museum_of_this_test")
    client.force_login(cast.领导)
    told = page(client)
    assert table_rows(told, "按街道") == [
        ["未注明", "2", "2", "100.0%"],
        ["东湖街道", "6", "3", "50.0%"],
        ["西湖街道", "5", "4", "80.0%"],
    ]
    assert table_rows(told, "按点位类型") == [
        ["museum_of_this_test", "5", "4", "80.0%"],
        ["爱国主义教育基地", "8", "5", "62.5%"],
    ]


def test_only_places_looked_at_on_site_count(cast: Cast) -> None:
    counted("第1轮", 0, 6, 3)
    counted("第1轮", 0, 9, 9, method="材料")
    counted("第1轮", 0, 0, 0, street="西湖街道")
    counted("第1轮", 0, 7, 7, item="1.1.2-1")
    for by in ("round", "street", "site_type"):
        (one,) = standard_counts(cast.领导, DEFAULT_PACK, "1.1.2", by)
        assert (one.places, one.places_ok) == (6, 3)


def test_nothing_looked_at_has_no_rate() -> None:
    assert PlaceCounts("第1轮", 0, 0).rate is None
    assert PlaceCounts("第1轮", 4, 0).rate == 0


def test_a_standard_without_observations_says_so_and_draws_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    told = page(client)
    assert "还没有实地测评记录" in told
    assert "按街道" not in told


@pytest.mark.parametrize("role", ["测评员"])
def test_测评员_sees_the_standard_without_how_it_stands_by_street(
    client: Client, cast: Cast, role: str
) -> None:
    counted("第1轮", 0, 6, 3)
    client.force_login(getattr(cast, role))
    told = page(client)
    assert "怎么评分" in told
    for hidden in ("历次合格率", "按街道", "东湖街道"):
        assert hidden not in told


def test_a_hostile_name_is_only_a_name(client: Client, cast: Cast) -> None:
    counted(HOSTILE, 0, 6, 3, street=HOSTILE)
    client.force_login(cast.创建办)
    told = page(client)
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;" in told


@pytest.mark.django_db(transaction=True)
def test_the_panels_show_what_was_imported(client: Client, cast: Cast, home: HomeFolder) -> None:
    stored(
        cast.创建办,
        upload([*round_of("第1轮", "2026-03-02", failing=2), row(点位编号="P9", 街道="西湖街道")]),
    )
    client.force_login(cast.创建办)
    told = page(client)
    assert table_rows(told, "历次合格率") == [["第1轮", "7", "5", "71.4%"]]
    assert table_rows(told, "按街道") == [["东湖街道", "6", "4", "66.7%"], ["西湖街道", "1", "1", "100.0%"]]
    assert told.count("展牌破损") == 2
