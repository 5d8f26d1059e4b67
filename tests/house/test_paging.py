"""Keyset paging: page after page gives every row once, whatever arrives or goes meanwhile."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dabiao.house.paging import Page, key_from, page_of
from dabiao.people.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db


def streets(numbers: range) -> None:
    Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.STREET, name=f"街道{number}") for number in numbers
    )


def page(before: int | None, size: int) -> Page[Organisation]:
    return page_of(Organisation.objects.all(), before, size)


@given(
    rows=st.integers(0, 25), size=st.integers(1, 8), gone=st.sets(st.integers(0, 24)), arriving=st.booleans()
)
def test_the_pages_cover_every_row_once_newest_first(
    rows: int, size: int, gone: set[int], arriving: bool
) -> None:
    with transaction.atomic():
        streets(range(rows))
        Organisation.objects.filter(name__in=[f"街道{number}" for number in gone]).delete()
        expected = [one.pk for one in Organisation.objects.order_by("-pk")]
        seen: list[int] = []
        part = page(None, size)
        while part.next_key is not None:
            assert len(part.rows) == size
            seen += [one.pk for one in part.rows]
            assert len(seen) <= rows, "a page came again"
            if arriving:
                streets(range(1000 + len(seen), 1001 + len(seen)))
            part = page(part.next_key, size)
        assert seen + [one.pk for one in part.rows] == expected
        transaction.set_rollback(True)


def test_a_full_last_page_is_the_last() -> None:
    streets(range(4))
    first = page(None, 2)
    assert first.next_key == first.rows[-1].pk
    assert page(first.next_key, 2).next_key is None


@given(key=st.integers(0, 10**18 - 1))
def test_a_key_is_read_as_it_was_written(key: int) -> None:
    assert key_from(str(key)) == key


@given(text=st.one_of(st.none(), st.text(max_size=30), st.from_regex(r"\d{17,25}", fullmatch=True)))
def test_whatever_stands_in_the_address_is_a_key_of_the_table_or_the_first_page(text: str | None) -> None:
    key = key_from(text)
    assert key is None or 0 <= key < 2**63
    assert page(key, 1).rows == ()


@pytest.mark.parametrize("text", ["", "-1", "1e3", "１２", "²", " 7", "9" * 19, None])
def test_what_is_no_key_means_the_first_page(text: str | None) -> None:
    assert key_from(text) is None
