"""Whom a document means: packs say 城管局, registers say 示范区城市管理局."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.unit_names import BARE, FORMER, OTHER, Basis, Unit, find_unit, other_names
from dabiao.duties.breakdown.proposal_rules import proposal_rules
from dabiao.standards.pack_files import built_in_packs

REGISTER = [
    Unit(number, name, "部门")
    for number, name in enumerate(
        (
            "中共示范区委宣传部",
            "示范区城市管理和综合执法局",
            "东城区市场监督管理局",
            "示范区住房和城乡建设局",
            "公安局交通警察大队",
            "公安分局",
            "区卫健委",
            "示范区行政审批服务局",
            "东城区教育局",
        )
    )
]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("宣传部（文明办）", "中共示范区委宣传部"),
        ("城管局", "示范区城市管理和综合执法局"),
        ("市场监管局", "东城区市场监督管理局"),
        ("住建局", "示范区住房和城乡建设局"),
        ("公安交警", "公安局交通警察大队"),
        ("公安分局", "公安分局"),
        ("卫健局", "区卫健委"),
        ("政务服务局", "示范区行政审批服务局"),
        ("教育局", "东城区教育局"),
    ],
)
def test_a_short_name_finds_the_office_of_a_real_register(wanted: str, meant: str) -> None:
    found = find_unit(wanted, REGISTER, proposal_rules().others)
    assert found.unit is not None
    assert found.unit.name == meant
    assert found.confidence >= BARE


@pytest.mark.parametrize("wanted", ["水务局", "司法局", "商务局", "税务局", "交通局", ""])
def test_an_office_that_is_not_there_is_not_made_up(wanted: str) -> None:
    assert find_unit(wanted, REGISTER, proposal_rules().others).unit is None


def test_no_department_of_a_shipped_pack_is_taken_for_another() -> None:
    names = {one.lead_department for pack in built_in_packs() for one in pack.standards.values()} - {""}
    units = [Unit(number, name, "部门") for number, name in enumerate(sorted(names))]
    for unit in units:
        others = [one for one in units if one is not unit]
        assert find_unit(unit.name, units).unit == unit
        assert find_unit(unit.name, others, proposal_rules().others).confidence < BARE


def test_a_former_name_is_surer_than_a_short_one() -> None:
    renamed = Unit(1, "综合执法局", "部门", ("城管局",))
    found = find_unit(
        "城管局", [renamed, Unit(2, "城市管理局", "部门")], [frozenset({"城管局", "城市管理局"})]
    )
    assert (found.unit, found.confidence, found.basis) == (renamed, FORMER, Basis.FORMER_NAME)


def test_other_names_are_found_in_either_direction() -> None:
    others = other_names({"城管局": ("城市管理局",)})
    assert find_unit("城市管理局", [Unit(1, "城管局", "部门")], others).confidence == OTHER
    assert find_unit("城管局", [Unit(1, "城市管理局", "部门")], others).confidence == OTHER


def test_likeness_alone_is_said_to_be_only_that() -> None:
    found = find_unit("市场监督管理所", [Unit(1, "市场监督管理局", "部门")])
    assert found.basis is Basis.LIKENESS
    assert 0.5 < found.confidence < BARE


@given(st.text(min_size=1, max_size=12).filter(str.strip))
def test_any_name_finds_itself(name: str) -> None:
    found = find_unit(name, [Unit(1, "东湖街道", "街道"), Unit(2, name, "部门")])
    assert found.unit is not None
    assert found.unit.name.split() == name.split() or found.unit.id == 2


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=6))
def test_no_text_breaks_the_search(wanted: str, names: list[str]) -> None:
    units = [Unit(number, name, "部门") for number, name in enumerate(names)]
    assert 0.0 <= find_unit(wanted, units, proposal_rules().others).confidence <= 1.0
