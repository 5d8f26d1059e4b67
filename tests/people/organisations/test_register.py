"""A register comes from a workbook: looked at first, then all of it or nothing, and it goes out as it came in."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.office.organisation_table import COLUMNS, write_organisations
from dabiao.people.models import Organisation, Placement
from dabiao.people.organisations.register import accept_import, plan_import, register_rows
from dabiao.people.reach import reached

Line = tuple[str, ...]
DISTRICT: Sequence[Line] = (
    ("第一网格", "网格", "北苑街道/和平社区", "", "", ""),
    ("和平社区", "社区", "北苑街道", "", "620102001001", ""),
    ("北苑街道", "街道", "示范区", "", "620102001000", "主城区"),
    ("北苑城管所", "部门", "北苑街道", "城管局", "91110000600037341L", ""),
    ("清源镇", "镇", "示范区", "", "620102100000", "非主城区"),
)
"""Written down as offices do: what stands below may come first."""


def table(tmp_path: Path, rows: Sequence[Line], headings: Sequence[str] = tuple(COLUMNS)) -> Path:
    path = tmp_path / "单位.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([("示范区单位名册",), headings, *rows])
    return path


def defects(path: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        plan_import(path)
    return [str(one) for one in refused.value.defects]


def test_a_register_is_looked_at_before_anything_changes(cast: Cast, tmp_path: Path) -> None:
    before = Organisation.objects.count()
    plan = plan_import(table(tmp_path, DISTRICT))
    assert ({one.name for one in plan.new}, plan.changed, plan.same) == (
        {"第一网格", "和平社区", "北苑街道", "北苑城管所", "清源镇"},
        (),
        0,
    )
    assert Organisation.objects.count() == before


def test_accepting_builds_both_lines_in_one_write(cast: Cast, tmp_path: Path) -> None:
    entries = AuditEntry.objects.count()
    path = table(tmp_path, DISTRICT)
    accept_import(cast.创建办, path)
    assert AuditEntry.objects.count() == entries + 1
    district = reached([Organisation.objects.get(name="示范区").pk])
    assert district.streets == {"北苑街道", "清源镇"}
    assert "北苑城管所" in reached([Organisation.objects.get(name="城管局").pk]).units
    again = plan_import(path)
    assert (again.new, again.changed, again.same) == ((), (), len(DISTRICT))


def test_what_goes_out_comes_in_again_without_a_change(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, DISTRICT))
    out = tmp_path / "名册.xlsx"
    write_organisations(register_rows(), "2026-11-25 的名册", out)
    plan = plan_import(out)
    assert (plan.new, plan.changed) == ((), ())
    assert plan.same == Organisation.objects.filter(closed_on=None).count()


def test_only_what_differs_is_changed_and_what_is_missing_stays(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, DISTRICT))
    changed = (
        ("和平社区", "社区", "北苑街道", "", "620102001002", ""),
        ("清源镇", "镇", "示范区", "", "", "主城区"),
    )
    placements = Placement.objects.count()
    plan = accept_import(cast.创建办, table(tmp_path, changed))
    assert [(one.name, one.changes) for one in plan.changed] == [
        ("和平社区", ("代码",)),
        ("清源镇", ("排名分组",)),
    ]
    assert Organisation.objects.get(name="清源镇").code == "620102100000", "a blank cell says nothing"
    assert Placement.objects.count() == placements
    assert Organisation.objects.filter(name="北苑街道", closed_on=None).exists()


def test_headings_may_stand_in_any_order_and_some_be_missing(cast: Cast, tmp_path: Path) -> None:
    plan = plan_import(table(tmp_path, [("示范区", "街道", "北苑街道")], ["所属街道", "类型", "单位名称"]))
    assert [one.name for one in plan.new] == ["北苑街道"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("北苑街道", "乡镇街", "示范区", "", "", "")], "第 3 行 “类别”列：“乡镇街”不是单位类别"),
        ([("", "街道", "示范区", "", "", "")], "第 3 行 “名称”列：没有填写"),
        ([("北苑街道", "街道", "", "", "", "")], "第 3 行 “上级”列：没有填写"),
        ([("北苑街道", "街道", "没有的区", "", "", "")], "第 3 行 “上级”列：“没有的区”不在这个文件里"),
        ([("和平社区", "社区", "示范区", "", "", "")], "第 3 行 “上级”列：社区不能直接放在示范区（区）下面"),
        ([("城管局", "街道", "示范区", "", "", "")], "第 3 行 “类别”列：名册里“城管局”是部门"),
        (
            [("北苑街道", "街道", "示范区", "", "62010200100", "")],
            "第 3 行 “代码”列：统计用区划代码是 12 位数字",
        ),
        (
            [("甲街道", "街道", "示范区", "", "", ""), ("甲街道", "街道", "示范区", "", "", "")],
            "第 4 行 “名称”列：“甲街道”与第 3 行重复",
        ),
        (
            [
                ("甲街道", "街道", "示范区", "", "620102001000", ""),
                ("乙街道", "街道", "示范区", "", "620102001000", ""),
            ],
            "第 4 行 “代码”列：代码已经属于“甲街道”",
        ),
        (
            [("甲局", "部门", "", "乙局", "", ""), ("乙局", "部门", "", "甲局", "", "")],
            "第 3 行 “上级”列：上级关系成了环：甲局 → 乙局",
        ),
        (
            [
                ("甲街道", "街道", "示范区", "", "", ""),
                ("乙街道", "街道", "示范区", "", "", ""),
                ("幸福社区", "社区", "甲街道", "", "", ""),
                ("幸福社区", "社区", "乙街道", "", "", ""),
                ("第一网格", "网格", "幸福社区", "", "", ""),
            ],
            "第 7 行 “上级”列：有 2 个“幸福社区”，请写成“乙街道/幸福社区”",
        ),
    ],
)
def test_every_defect_is_named_by_row_and_column_and_nothing_changes(
    cast: Cast, tmp_path: Path, rows: Sequence[Line], said: str
) -> None:
    before = Organisation.objects.count()
    path = table(tmp_path, rows)
    assert any(said in one for one in defects(path)), defects(path)
    with pytest.raises(BadInput):
        accept_import(cast.创建办, path)
    assert Organisation.objects.count() == before


def test_a_grid_needs_no_street_when_its_community_is_the_only_one_of_its_name(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [
        ("甲街道", "街道", "示范区", "", "", ""),
        ("幸福社区", "社区", "甲街道", "", "", ""),
        ("第一网格", "网格", "幸福社区", "", "", ""),
    ]
    plan = plan_import(table(tmp_path, rows))
    assert plan.new[-1].key == ("甲街道", "幸福社区", "第一网格")
    accept_import(cast.创建办, table(tmp_path, rows))
    assert plan_import(table(tmp_path, rows)).same == 3


def test_a_code_outside_its_parent_is_a_caution_and_no_defect(cast: Cast, tmp_path: Path) -> None:
    rows = [
        ("甲街道", "街道", "示范区", "", "620102001000", ""),
        ("和平社区", "社区", "甲街道", "", "620171001001", ""),
    ]
    plan = plan_import(table(tmp_path, rows))
    assert len(plan.cautions) == 1
    assert "甲街道/和平社区" in plan.cautions[0]


def test_街道_may_not_change_the_register(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        accept_import(cast.街道, table(tmp_path, DISTRICT))
