"""Which roles one person must not hold together."""

import pytest

from dabiao.people.door.separation import conflict
from dabiao.people.models import ADMINISTRATORS, Role


@pytest.mark.parametrize("new", ADMINISTRATORS)
@pytest.mark.parametrize("held", [*ADMINISTRATORS, Role.OFFICE])
def test_whoever_administers_does_nothing_else_of_weight(held: Role, new: Role) -> None:
    said = conflict([held], new, small_office=False)
    if held == new:
        assert said is None, "the same role at a second organisation is no second role"
    else:
        assert said is not None
        assert f"“{held}”和“{new}”" in said
        assert "小单位模式" in said


def test_创建办_does_not_become_an_administrator_by_the_other_door() -> None:
    for held in ADMINISTRATORS:
        assert conflict([held], Role.OFFICE, small_office=False)


@pytest.mark.parametrize("new", [Role.LEADER, Role.UNIT, Role.STREET, Role.INSPECTOR, Role.REVIEWER])
def test_other_roles_go_with_any(new: Role) -> None:
    for held in Role:
        assert conflict([held], new, small_office=False) is None
        assert conflict([new], held, small_office=False) is None


def test_a_first_role_conflicts_with_nothing() -> None:
    assert all(conflict([], role, small_office=False) is None for role in Role)


def test_one_conflict_among_many_roles_is_found() -> None:
    held = [Role.LEADER, Role.STREET, Role.AUDIT_ADMINISTRATOR]
    assert conflict(held, Role.SYSTEM_ADMINISTRATOR, small_office=False)


def test_a_small_office_that_said_so_joins_them() -> None:
    for held in Role:
        for new in Role:
            assert conflict([held], new, small_office=True) is None
