"""The register of places: added and brought up to date as a whole, and counted by type."""

import pytest
from cast import Cast, make_cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from dabiao.house.models import AuditEntry
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.places.models import Site
from dabiao.places.queries import frame_sizes

pytestmark = pytest.mark.django_db

ENTRIES = st.builds(
    SiteEntry,
    site_id=st.sampled_from([f"P{number}" for number in range(8)]),
    name=st.sampled_from(["人民公园", "东湖社区", "=1+1"]),
    site_type=st.sampled_from(["park", "community", "market"]),
    street=st.sampled_from(["", "东湖街道"]),
)


def site(number: int, site_type: str = "park", **given: str) -> SiteEntry:
    return SiteEntry(**{"site_id": f"P{number}", "name": f"公园{number}", "site_type": site_type, **given})


def test_places_are_added_and_counted_by_type(cast: Cast) -> None:
    assert register_sites(cast.创建办, [site(1), site(2), site(3, "market")]) == 3
    assert frame_sizes() == {"park": 2, "market": 1}


def test_a_place_that_is_there_already_takes_the_new_particulars(cast: Cast) -> None:
    register_sites(cast.创建办, [site(1, street="东湖街道", unit="城管局"), site(2)])
    register_sites(cast.创建办, [site(1, "market", name="早市", street="西湖街道")])
    told = Site.objects.values_list("site_id", "name", "site_type", "street", "unit")
    assert list(told.order_by("pk")) == [
        ("P1", "早市", "market", "西湖街道", ""),
        ("P2", "公园2", "park", "", ""),
    ]


def test_an_empty_register_has_no_types(cast: Cast) -> None:
    assert frame_sizes() == {}
    assert register_sites(cast.创建办, []) == 0


def test_more_places_than_one_statement_takes_are_all_stored(cast: Cast) -> None:
    register_sites(cast.创建办, [site(number) for number in range(2_500)])
    assert frame_sizes() == {"park": 2_500}


def test_one_place_without_an_id_refuses_all(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        register_sites(cast.创建办, [site(1), site(2, site_id="")])
    assert not Site.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "测评员", "外人"])
def test_only_创建办_registers_places(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        register_sites(getattr(cast, role), [site(1)])
    assert not Site.objects.exists()


def test_registering_leaves_one_entry_with_the_number_of_places(cast: Cast) -> None:
    register_sites(cast.创建办, [site(1), site(2)])
    told = AuditEntry.objects.get()
    assert (told.action, told.resource, told.after) == ("register_sites", "sites", {"sites": 2})


@given(batches=st.lists(st.lists(ENTRIES, max_size=6), max_size=4))
def test_the_register_is_what_was_said_last_of_each_place(batches: list[list[SiteEntry]]) -> None:
    with transaction.atomic():
        office = make_cast().创建办
        last: dict[str, SiteEntry] = {}
        for batch in batches:
            once = {entry.site_id: entry for entry in batch}
            register_sites(office, list(once.values()))
            last |= once
        found = Site.objects.values_list("site_id", "name", "site_type", "street")
        assert {row[0]: row for row in found} == {
            key: (key, entry.name, entry.site_type, entry.street) for key, entry in last.items()
        }
        assert sum(frame_sizes().values()) == len(last)
        transaction.set_rollback(True)
