"""Places changed by hand: one entry in the chain each, and nothing half-placed in the database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.places.actions import SiteEntry, add_site, change_site, close_site, register_sites, reopen_site
from dabiao.places.models import Site
from dabiao.places.queries import SiteFilter, frame_sizes, sites

pytestmark = pytest.mark.django_db

PARK = SiteEntry("", "人民公园", "park", "东湖街道", "和平社区", "城管局")
PLACED = SiteEntry(
    "P1", "青年公园", "park", lon=Decimal("120.15"), lat=Decimal("30.27"), coordinate_system="GCJ02"
)


def last() -> AuditEntry:
    return AuditEntry.objects.latest("number")


def test_a_place_without_a_number_gets_the_next_one(cast: Cast) -> None:
    assert [add_site(cast.创建办, PARK).site_id for _ in range(2)] == ["DW00001", "DW00002"]
    assert (last().resource, last().resource_id, last().after["name"]) == ("site", "DW00002", "人民公园")


def test_a_number_that_is_taken_is_refused(cast: Cast) -> None:
    add_site(cast.创建办, PLACED)
    with pytest.raises(BadInput, match="已经有这个编号"):
        add_site(cast.创建办, PLACED)
    assert Site.objects.count() == 1


def test_a_change_tells_only_what_changed_and_keeps_number_and_day(cast: Cast) -> None:
    made = add_site(cast.创建办, PLACED)
    close_site(cast.创建办, made, date(2026, 5, 1))
    change_site(cast.创建办, made, SiteEntry("P2", "青年公园", "park", unit="园林局"))
    made.refresh_from_db()
    assert (made.site_id, made.unit, made.lon, made.closed_on) == ("P1", "园林局", None, date(2026, 5, 1))
    assert set(last().after) >= {"unit", "lon", "lat", "coordinate_system"}
    assert "name" not in last().after


def test_a_closed_place_counts_no_more_from_its_day_and_can_come_back(cast: Cast) -> None:
    register_sites(cast.创建办, [PLACED, SiteEntry("P2", "乙", "park")])
    today = timezone.localdate()
    first, second = Site.objects.order_by("site_id")
    close_site(cast.创建办, first)
    close_site(cast.创建办, second, today + timedelta(days=1))
    assert frame_sizes() == {"park": 1}
    with pytest.raises(BadInput, match="起停用，没有再改"):
        close_site(cast.创建办, first)
    reopen_site(cast.创建办, first)
    assert frame_sizes() == {"park": 2}
    first.refresh_from_db()
    with pytest.raises(BadInput, match="没有停用"):
        reopen_site(cast.创建办, first)


@pytest.mark.parametrize("role", ["领导", "街道", "社区", "责任单位", "测评员", "系统管理员", "外人"])
def test_only_创建办_changes_places(cast: Cast, role: str) -> None:
    made, other = add_site(cast.创建办, PLACED), getattr(cast, role)
    for change in (
        lambda: add_site(other, PARK),
        lambda: change_site(other, made, PARK),
        lambda: close_site(other, made),
        lambda: reopen_site(other, made),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Site.objects.get().closed_on is None


@pytest.mark.parametrize("role", ["创建办", "领导", "街道", "社区", "责任单位"])
def test_every_reader_sees_the_register(cast: Cast, role: str) -> None:
    add_site(cast.创建办, PLACED)
    assert sites(getattr(cast, role)).count() == 1


@pytest.mark.parametrize("role", ["测评员", "审核", "系统管理员", "外人"])
def test_nobody_else_does(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        sites(getattr(cast, role))


def test_the_list_is_narrowed_by_type_street_unit_state_and_words(cast: Cast) -> None:
    add_site(cast.创建办, PARK)
    add_site(cast.创建办, PLACED)
    close_site(cast.创建办, add_site(cast.创建办, SiteEntry("P3", "旧公园", "park")))

    def found(**given: str) -> list[str]:
        return list(sites(cast.领导, SiteFilter(**given)).order_by("pk").values_list("name", flat=True))

    assert found() == ["人民公园", "青年公园"]
    assert found(street="东湖街道") == found(unit="城管局") == found(state="unplaced") == ["人民公园"]
    assert found(state="closed") == ["旧公园"]
    assert found(state="all", text="公园", site_type="park") == ["人民公园", "青年公园", "旧公园"]
    assert found(text="P1") == ["青年公园"]
    assert found(text="和平") == ["人民公园"]
    assert found(site_type="market") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"lon": Decimal("120.15")},
        {"lat": Decimal("30.27"), "coordinate_system": "GCJ02"},
        {"lon": Decimal("120.15"), "lat": Decimal("30.27")},
        {"lon": Decimal("120.15"), "lat": Decimal("30.27"), "coordinate_system": "谷歌"},
        {"lon": Decimal("180.1"), "lat": Decimal("30.27"), "coordinate_system": "WGS84"},
        {"lon": Decimal("120.15"), "lat": Decimal("-90.1"), "coordinate_system": "WGS84"},
        {"coordinate_system": "WGS84"},
        {"accuracy": 5},
        {"site_id": ""},
    ],
    ids=str,
)
def test_the_database_takes_no_half_position(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(**{"site_id": "P1", "name": "公园", "site_type": "park", **wrong})


def test_a_position_keeps_seven_decimals(cast: Cast) -> None:
    exact = Decimal("120.1234567")
    add_site(
        cast.创建办, SiteEntry("P1", "公园", "park", lon=exact, lat=Decimal("30"), coordinate_system="WGS84")
    )
    assert Site.objects.get().lon == exact
