"""A register of places comes from a workbook: looked at first, then all of it or nothing."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast, make_cast
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from site_books import book

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.models import FormerName, Organisation
from dabiao.places.actions import SiteEntry, close_site, register_sites
from dabiao.places.models import CoordinateSystem, Site
from dabiao.places.register import SitePlan, accept_import, plan_import
from dabiao.standards.actions import choose_pack

pytestmark = pytest.mark.django_db

HEADINGS = ("点位编号", "名称", "类型", "所属街道", "社区", "责任单位", "经度", "纬度", "坐标系")
PARK = ("", "人民公园", "公园", "东湖街道", "和平社区", "城管局", "120.15", "30.27", "高德")


def table(tmp_path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    path = tmp_path / "点位.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([("东城区点位底册",), headings, *rows])
    return path


def defects(path: Path, system: str = "") -> list[str]:
    with pytest.raises(BadInput) as refused:
        plan_import(path, system)
    return [str(one) for one in refused.value.defects]


def said(plan: SitePlan) -> list[str]:
    return [one.message for one in plan.cautions]


def row(**given: str) -> tuple[str, ...]:
    return tuple(given.get(heading, usual) for heading, usual in zip(HEADINGS, PARK, strict=True))


def test_a_register_is_looked_at_before_anything_changes(cast: Cast, tmp_path: Path) -> None:
    plan = plan_import(table(tmp_path, [PARK]))
    assert ([one.entry.name for one in plan.new], plan.changed, plan.same) == (["人民公园"], (), 0)
    assert not Site.objects.exists()


def test_accepting_stores_all_in_one_write(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [PARK, row(名称="青年广场")]))
    one = Site.objects.get(name="人民公园")
    assert (one.street, one.community, one.unit) == ("东湖街道", "和平社区", "城管局")
    assert (one.lon, one.lat, one.coordinate_system) == (Decimal("120.15"), Decimal("30.27"), "GCJ02")
    assert one.site_type == "park"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.resource) == ("register_sites", "sites")
    assert entry.after == {"file": "点位.csv", "new": 2, "changed": 0, "numbered": 2}


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "测评员", "系统管理员", "外人"])
def test_only_创建办_takes_a_register_in(cast: Cast, tmp_path: Path, role: str) -> None:
    with pytest.raises(PermissionDenied):
        accept_import(getattr(cast, role), table(tmp_path, [PARK]))
    assert not Site.objects.exists()


def test_the_same_workbook_again_changes_nothing_and_keeps_the_numbers(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path, [PARK, row(名称="青年广场"), row(点位编号="P9", 名称="体育公园")])
    accept_import(cast.创建办, path)
    before = list(Site.objects.order_by("pk").values())
    plan = accept_import(cast.创建办, path)
    assert (plan.new, plan.changed, plan.same) == ((), (), 3)
    assert list(Site.objects.order_by("pk").values()) == before
    assert [one["site_id"] for one in before] == ["DW00001", "DW00002", "P9"]


def test_numbers_go_on_above_the_highest_and_never_take_one_of_the_file(cast: Cast, tmp_path: Path) -> None:
    register_sites(cast.创建办, [SiteEntry("DW00007", "老点位", "park"), SiteEntry("DWX", "别的", "park")])
    rows = [row(名称="甲"), row(点位编号="DW00008", 名称="乙"), row(名称="丙")]
    plan = plan_import(table(tmp_path, rows))
    assert [one.entry.site_id for one in plan.new] == ["DW00009", "DW00008", "DW00010"]
    assert [one.entry.name for one in plan.numbered] == ["甲", "丙"]


def test_blank_cells_keep_what_is_registered_and_changes_are_named(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1")]))
    changed = ("P1", "人民公园", "公园", "", "", "园林局", "", "", "")
    plan = accept_import(cast.创建办, table(tmp_path, [changed]))
    assert [one.changes for one in plan.changed] == [("责任单位",)]
    one = Site.objects.get()
    assert (one.street, one.unit, one.lon) == ("东湖街道", "园林局", Decimal("120.15"))


def test_a_moved_place_takes_the_new_position_as_a_whole(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1")]))
    plan = accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1", 经度="120.16", 坐标系="百度")]))
    assert [one.changes for one in plan.changed] == [("坐标系", "经纬度")]
    assert Site.objects.get().coordinate_system == "BD09"


def test_a_position_needs_a_system_from_the_row_or_from_whoever_uploads(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path, [row(坐标系="")])
    assert "没写坐标系" in defects(path)[0]
    (one,) = plan_import(path, CoordinateSystem.BD09).wanted
    assert one.entry.coordinate_system == "BD09"


def test_a_type_is_one_of_the_pack_s_and_a_near_miss_is_guessed(cast: Cast, tmp_path: Path) -> None:
    found = defects(table(tmp_path, [row(类型="农贸市埸"), row(名称="乙", 类型="")]))
    assert "第 3 行" in found[0]
    assert "是不是“农贸市场”" in found[0]
    assert "“点位类型”列：没有填写" in found[1]


def test_an_open_pack_takes_any_type(cast: Cast, tmp_path: Path) -> None:
    choose_pack(cast.创建办, "bare")
    (one,) = plan_import(table(tmp_path, [row(类型="广告牌")])).wanted
    assert one.entry.site_type == "广告牌"


def test_names_of_organisations_are_matched_and_unknown_ones_named_not_invented(
    cast: Cast, tmp_path: Path
) -> None:
    FormerName.objects.create(
        organisation=Organisation.objects.get(name="东湖街道"), name="湖东街道", until=date(2025, 1, 1)
    )
    before = Organisation.objects.count()
    plan = plan_import(
        table(
            tmp_path,
            [
                row(所属街道="湖东街道", 责任单位="示范区城管局"),
                row(名称="乙", 所属街道="西山街道", 责任单位="园林局"),
                row(名称="丙", 社区="望湖社区"),
            ],
        )
    )
    assert [(one.entry.street, one.entry.unit) for one in plan.wanted] == [
        ("东湖街道", "城管局"),
        ("西山街道", "园林局"),
        ("东湖街道", "城管局"),
    ]
    assert said(plan) == [
        "“湖东街道”按单位名册登记为“东湖街道”（1 处）",
        "“西山街道”不在单位名册里（1 处），照原样登记。请核对名称，或先把它登记为单位",
        "“东湖街道”下面没有登记“望湖社区”（1 处），照原样登记。请核对名称，或先把它登记为单位",
        "“示范区城管局”按单位名册登记为“城管局”（1 处）",
        "“园林局”不在单位名册里（1 处），照原样登记。请核对名称，或先把它登记为单位",
    ]
    assert Organisation.objects.count() == before


def test_what_comes_twice_is_named(cast: Cast, tmp_path: Path) -> None:
    rows = [
        row(点位编号="P1"),
        row(点位编号="P1", 名称="乙"),
        row(),
        row(点位编号="P2", 名称="丁"),
        row(名称="丁"),
    ]
    found = defects(table(tmp_path, rows))
    assert "点位编号“P1”与第 3 行重复" in found[0]
    assert "“人民公园”与第 3 行是同一个点位" in found[1]
    assert "“丁”与第 6 行是同一个点位" in found[2]
    assert not Site.objects.exists()


def test_two_places_of_one_name_are_two_where_both_have_numbers(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1"), row(点位编号="P2")]))
    assert Site.objects.filter(name="人民公园").count() == 2
    assert "请写明是哪个编号" in defects(table(tmp_path, [row()]))[0]
    plan = plan_import(table(tmp_path, [row(点位编号="P3")]))
    assert "将作为另一个点位新增" in said(plan)[0]


def test_a_street_that_is_said_later_is_said_of_the_same_place(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(所属街道="", 社区="")]))
    plan = accept_import(cast.创建办, table(tmp_path, [PARK]))
    assert [one.changes for one in plan.changed] == [("街道", "社区")]
    assert plan_import(table(tmp_path, [row(所属街道="", 社区="")])).same == 1
    accept_import(cast.创建办, table(tmp_path, [row(所属街道="西山街道", 社区="")]))
    assert Site.objects.count() == 2
    assert "请写明是哪个编号" in defects(table(tmp_path, [row(所属街道="", 社区="")]))[0]


def test_two_rows_for_one_registered_place_are_refused(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1")]))
    found = defects(table(tmp_path, [row(点位编号="P1", 名称="新名"), row()]))
    assert "与第 3 行是底册里的同一个点位（P1）" in found[0]


def test_a_closed_place_is_not_opened_by_a_workbook(cast: Cast, tmp_path: Path) -> None:
    accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1")]))
    close_site(cast.创建办, Site.objects.get(), date(2026, 5, 1))
    plan = accept_import(cast.创建办, table(tmp_path, [row(点位编号="P1", 名称="新名")]))
    assert "已从 2026-05-01 起停用，导入不会恢复" in said(plan)[0]
    assert Site.objects.get().closed_on == date(2026, 5, 1)


def test_sheets_named_after_a_street_or_a_type_say_it_for_their_rows(cast: Cast, tmp_path: Path) -> None:
    path = book(
        tmp_path / "点位.xlsx",
        东湖街道=[("名称", "类型"), ("一", "农贸市场")],
        农贸市场=[("名称", "街道"), ("二", "东湖街道")],
    )
    assert {(one.entry.name, one.entry.street) for one in plan_import(path).wanted} == {
        ("一", "东湖街道"),
        ("二", "东湖街道"),
    }


def test_a_text_too_long_for_its_column_is_told(cast: Cast, tmp_path: Path) -> None:
    found = defects(table(tmp_path, [row(名称="长" * 129), row(名称="乙", 责任单位="局" * 65)]))
    assert "“点位名称”列：长达 129 字，最多 128 字" in found[0]
    assert "“责任单位”列：长达 65 字，最多 64 字" in found[1]


def test_a_number_that_somebody_else_took_meanwhile_refuses_the_whole(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people accept at once; only a database that lets both read first can show it."""
    path = table(tmp_path, [PARK])
    plan = plan_import(path)
    register_sites(cast.创建办, [SiteEntry("DW00001", "别人的", "park")])
    monkeypatch.setattr("dabiao.places.register.plan_import", lambda *_given: plan)
    with pytest.raises(BadInput, match="刚被别人改动"), transaction.atomic():
        accept_import(cast.创建办, path)
    assert Site.objects.get().name == "别人的"


def test_a_large_register_costs_as_many_questions_as_a_small_one(
    cast: Cast, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    path = table(
        tmp_path, [row(名称=f"公园{number}", 责任单位=f"局{number % 40}") for number in range(3_000)]
    )
    with django_assert_max_num_queries(60):  # type: ignore[operator]  # ninety rows a statement
        accept_import(cast.创建办, path)
    assert Site.objects.count() == 3_000


NAMES = st.sampled_from(["人民公园", "青年广场", "体育公园"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "P1", "P2"]),
        NAMES,
        st.sampled_from(["公园", "农贸市场"]),
        st.sampled_from(["", "东湖街道", "西山街道"]),
    ),
    max_size=5,
)


def changes_again(path: Path) -> bool:
    """Whether a workbook that was just accepted would change anything; one that is refused now changes nothing."""
    try:
        again = plan_import(path)
    except BadInput:  # a name without a number now means two places
        return False
    return bool(again.new or again.changed)


@settings(max_examples=30)
@given(batches=st.lists(ROWS.filter(bool), min_size=1, max_size=3))
def test_whatever_comes_is_refused_whole_or_stands_and_comes_again_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("register")
    with transaction.atomic():
        office = make_cast().创建办
        for batch in batches:
            path = table(folder, batch, ("编号", "名称", "类型", "街道"))
            before = list(Site.objects.order_by("pk").values())
            try:
                accept_import(office, path)
            except BadInput:
                assert list(Site.objects.order_by("pk").values()) == before
                continue
            assert Site.objects.count() >= len(before)
            assert not changes_again(path)
        transaction.set_rollback(True)
