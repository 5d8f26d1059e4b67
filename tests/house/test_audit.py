"""The audit chain: every entry follows from the one before, and whatever is changed shows at its place."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from kinds import minding_no_constraint

from dabiao.house import audit
from dabiao.house.models import AuditEntry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, tzinfo=UTC)


def entry(number: int, action: str = "import_observations") -> AuditEntry:
    return audit.append(
        actor="office", action=action, resource="import", resource_id=str(number), after={"rows": number}
    )


def test_an_untouched_chain_has_no_break() -> None:
    for number in range(5):
        entry(number)
    assert audit.first_break() is None


def test_an_empty_chain_has_no_break() -> None:
    assert audit.first_break() is None


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE house_auditentry SET actor = 'nobody' WHERE number = 3", 3),
        ("UPDATE house_auditentry SET after = '{\"rows\": 9}' WHERE number = 2", 2),
        ("DELETE FROM house_auditentry WHERE number = 4", 4),
        ("DELETE FROM house_auditentry WHERE number = 1", 1),
        ("UPDATE house_auditentry SET number = 99 WHERE number = 2", 2),
        ("UPDATE house_auditentry SET after = '{\"rows\": ' WHERE number = 3", 3),
        ("UPDATE house_auditentry SET at = 'yesterday' WHERE number = 4", 4),
        ("UPDATE house_auditentry SET address = '10.0.0.9' WHERE number = 5", 5),
        (
            "UPDATE house_auditentry SET digest = replace(digest, substr(digest, 1, 1), 'g') WHERE number = 1",
            1,
        ),
    ],
    ids=[
        "edited actor",
        "edited figures",
        "deleted",
        "deleted first",
        "renumbered",
        "figures that are none",
        "a time that is none",
        "edited address",
        "edited digest",
    ],
)
def test_whoever_changes_the_table_is_found_at_that_place(statement: str, place: int) -> None:
    for number in range(5):
        entry(number)
    with connection.cursor() as cursor, minding_no_constraint(cursor):
        cursor.execute(statement)
    found = audit.first_break()
    assert found is not None
    assert found.number == place


def test_an_entry_is_never_changed_or_deleted() -> None:
    written = entry(1)
    with pytest.raises(TypeError, match="never changed"):
        written.save()
    with pytest.raises(TypeError, match="never deleted"):
        written.delete()


def test_two_entries_cannot_follow_the_same_one() -> None:
    entry(1)
    second = entry(2)
    twin = AuditEntry(
        number=3, at=second.at, actor="a", action="b", resource="c", resource_id="d",
        previous=second.previous, digest="0" * 64,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_an_entry_says_where_the_write_came_from() -> None:
    with audit.from_address("127.0.0.1"):
        inside = entry(1)
    outside = entry(2)
    assert (inside.address, outside.address) == ("127.0.0.1", None)


@given(text=st.text(max_size=40), figure=st.integers(-(2**53), 2**53))
def test_the_digest_tells_any_two_contents_apart(text: str, figure: int) -> None:
    def digest(action: str, rows: int) -> str:
        one = AuditEntry(
            number=1, at=AT, actor="office", action=action, resource="r", resource_id="1",
            after={"rows": rows}, previous=audit.FIRST_PREVIOUS,
        )  # fmt: skip
        return audit.digest_of(one)

    assert digest(text, figure) == digest(text, figure)
    assert digest(text, figure) != digest(text, figure + 1)
    assert digest(text, figure) != digest(f"{text}x", figure)


@pytest.mark.parametrize(
    "figures",
    [
        {"phone": "13812345678"},
        {"note": "电话13812345678，请联系"},
        {"people": [{"id": "620102199001011234"}]},
        {"id": "62010219900101123X"},
        {"note": "tel13812345678a"},
    ],
)
def test_what_looks_like_a_person_is_never_sealed(figures: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no mobile or identity number"):
        audit.append(actor="office", action="a", resource="r", resource_id="1", after=figures)
    assert audit.first_break() is None
    assert audit.head() == (0, audit.FIRST_PREVIOUS)


@pytest.mark.parametrize(
    "figures",
    [
        {"rows": 13812},
        {"code": "620102001001"},
        {"unit": "91110000600037341L"},
        {"digest": "1" * 64},
        {"sm3": "ab13812345678cd" + "e" * 49},
    ],
)
def test_figures_codes_and_digests_are_no_persons(figures: dict[str, object]) -> None:
    assert audit.append(actor="office", action="a", resource="r", resource_id="1", after=figures).number == 1


@pytest.mark.parametrize(
    "harmless",
    ["ab13812345678" + "c" * 51, "0a1b2c3d-0000-4000-8000-a13812345678"],
    ids=["digest", "random id"],
)
def test_what_looks_like_a_mobile_number_inside_a_digest_is_none(harmless: str) -> None:
    told = audit.append(actor="o", action="a", resource="r", resource_id="1", after={"digest": harmless})
    assert told.after == {"digest": harmless}
