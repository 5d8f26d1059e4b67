"""The one way to write: policy first, all or nothing, one audit entry."""

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied

from dabiao.house.audit import from_address
from dabiao.house.models import AuditEntry
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def store(name: str) -> None:
    Organisation.objects.create(kind=OrganisationKind.STREET, name=name)


def test_a_write_leaves_one_entry(cast: Cast) -> None:
    with writing(cast.创建办, Action.REGISTER_SITES, "sites") as entry:
        store("南湖街道")
        entry.resource_id, entry.after = "7", {"sites": 3}
    told = AuditEntry.objects.get()
    assert (told.actor, told.action, told.resource_id, told.after) == (
        "office",
        "register_sites",
        "7",
        {"sites": 3},
    )


def test_a_write_that_fails_leaves_nothing(cast: Cast) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        writing(cast.创建办, Action.REGISTER_SITES, "sites"),
    ):
        store("南湖街道")
        raise ZeroDivisionError
    assert not Organisation.objects.filter(name="南湖街道").exists()
    assert not AuditEntry.objects.exists()


def test_whoever_may_not_is_stopped_before_anything_happens(cast: Cast) -> None:
    reached = False
    with pytest.raises(PermissionDenied), writing(cast.街道, Action.REGISTER_SITES, "sites"):
        reached = True
    assert not reached
    assert not AuditEntry.objects.exists()


def test_an_unnamed_write_names_neither_person_nor_address_nor_post(cast: Cast) -> None:
    cast.社区.acting_post_id = cast.社区.posts.get().pk
    with (
        from_address("10.0.0.7"),
        writing(cast.社区, Action.COMPLAIN, "complaint", unnamed=True) as entry,
    ):
        entry.after = {"kind": "要求过多或重复"}
    told = AuditEntry.objects.get()
    assert (told.actor, told.address, told.after) == ("—", None, {"kind": "要求过多或重复"})
