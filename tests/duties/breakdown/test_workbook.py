"""The breakdown out and in again as the workbook offices exchange: exactly, and with every fault named."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from cast import Cast, make_cast
from duty_rows import SINCE, give
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.defects import BadInput, Defect
from dabiao.duties.breakdown import actions
from dabiao.duties.breakdown.actions import tidied
from dabiao.duties.breakdown.cells import check_cell
from dabiao.duties.breakdown.models import Duty, Origin
from dabiao.duties.breakdown.workbook_in import accept_import, plan_import
from dabiao.duties.breakdown.workbook_out import export
from dabiao.office.breakdown_table import find_headings
from dabiao.office.error_workbook import write_error_workbook
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.people.organisations.actions import merge_organisations
from dabiao.standards.queries import framework_in_use

CELL = Cell("1.1.3", "实地", "community")
FILED = Cell("1.1.1", "材料")
LEAD, RESPONSIBLE, ASSISTING = DutyKind
MATERIAL = ("标准编号", "测评标准", "上报材料和检查提示", "牵头单位", "责任单位")


def unit(name: str, kind: OrganisationKind = OrganisationKind.DEPARTMENT) -> Organisation:
    found, _ = Organisation.objects.get_or_create(name=name, defaults={"kind": kind})
    return found


def book(folder: Path, **sheets: list[tuple[object, ...]]) -> Path:
    path = folder / "分解.xlsx"
    with xlsxwriter.Workbook(str(path)) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(
                            at, column, cell, written.add_format({"num_format": "yyyy-mm-dd"})
                        )
                    elif cell not in ("", None):
                        sheet.write(at, column, cell)
    return path


def take(cast: Cast, path: Path):
    return accept_import(cast.创建办, framework_in_use(), path)


def plan(cast: Cast, path: Path):
    return plan_import(cast.创建办, framework_in_use(), path)


def faults(cast: Cast, path: Path) -> list[Defect]:
    with pytest.raises(BadInput) as refused:
        plan(cast, path)
    return list(refused.value.defects)


def standing() -> set[tuple[object, ...]]:
    return set(
        Duty.objects.filter(until=None).values_list(
            "standard_id", "method", "site_type", "kind", "organisation__name", "person__username",
            "requirement", "deadline",
        )
    )  # fmt: skip


def test_the_sheets_have_the_columns_of_real_tables(cast: Cast, tmp_path: Path) -> None:
    actions.accept_proposal(cast.创建办)
    export(cast.创建办, framework_in_use(), tmp_path / "out.xlsx")
    written = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert written.sheetnames == ["实地", "材料", "问卷", "数据", "负面", "加分"]
    headings = {sheet.title: [cell.value for cell in sheet[3]] for sheet in written}
    tree = ["标准编号", "测评项目", "指标名称", "测评内容", "测评标准"]
    who = ["牵头单位", "责任单位", "配合单位", "责任人", "完成时限"]
    assert headings["材料"] == [*tree, "上报材料和检查提示", *who]
    assert headings["实地"] == [*tree, "实地考察点位及标准", *who]
    assert headings["问卷"] == [*tree, "问卷主要内容", *who]
    assert written["实地"]["F4"].value.startswith("爱国主义教育基地：")


def test_what_goes_out_comes_in_without_any_change(cast: Cast, tmp_path: Path) -> None:
    actions.accept_proposal(cast.创建办)
    give(
        cast.创建办, unit("城管局"), FILED, RESPONSIBLE, cast.责任单位, "一页说明\n附照片", date(2026, 12, 1)
    )
    export(cast.创建办, framework_in_use(), tmp_path / "out.xlsx")
    found = plan(cast, tmp_path / "out.xlsx")
    assert (found.begun, found.ended) == ((), ())
    assert found.same == Duty.objects.count()


def test_an_empty_breakdown_goes_out_as_a_form_to_fill_in(cast: Cast, tmp_path: Path) -> None:
    export(cast.创建办, framework_in_use(), tmp_path / "out.xlsx")
    found = plan(cast, tmp_path / "out.xlsx")
    assert (found.begun, found.ended, found.cells) == ((), (), 422)


def test_a_liaison_takes_out_only_the_own_duties(cast: Cast, tmp_path: Path) -> None:
    give(cast.创建办, unit("东湖街道"), CELL)
    give(cast.创建办, unit("城管局"), FILED, LEAD)
    export(cast.街道, framework_in_use(), tmp_path / "out.xlsx")
    cells = [
        cell.value for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx") for row in sheet for cell in row
    ]
    assert "东湖街道" in cells
    assert "城管局" not in cells


def test_several_units_stand_in_one_cell_however_they_are_separated(cast: Cast, tmp_path: Path) -> None:
    names = ("甲局", "乙局", "丙局", "丁局", "戊局")
    for name in names:
        unit(name)
    path = book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "甲局", "乙局、丙局；丁局,戊局\n城管局")])
    take(cast, path)
    assert {name for *_, kind, name, _, _, _ in standing() if kind == "责任"} == {*names[1:], "城管局"}


def test_a_name_with_a_separator_in_it_stays_whole(cast: Cast, tmp_path: Path) -> None:
    unit("文化、旅游和体育局")
    take(
        cast,
        book(
            tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "文化、旅游和体育局", "城管局、文化、旅游和体育局")]
        ),
    )
    assert {(kind, name) for *_, kind, name, _, _, _ in standing()} == {
        ("牵头", "文化、旅游和体育局"),
        ("责任", "城管局"),
        ("责任", "文化、旅游和体育局"),
    }


def test_every_street_is_one_word(cast: Cast, tmp_path: Path) -> None:
    for name in ("西湖街道", "北苑街道"):
        unit(name, OrganisationKind.STREET)
    take(cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "城管局", "各街道")]))
    assert Duty.objects.filter(kind=RESPONSIBLE).count() == 3
    export(cast.创建办, framework_in_use(), tmp_path / "out.xlsx")
    cells = [cell.value for cell in openpyxl.load_workbook(tmp_path / "out.xlsx")["材料"][4]]
    assert "各街道" in cells


def test_an_unknown_unit_is_told_with_the_nearest_name(cast: Cast, tmp_path: Path) -> None:
    (fault,) = faults(cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "城官局", "")]))
    assert (fault.sheet, fault.row, fault.field) == ("材料", 2, "牵头单位")
    assert "是不是“城管局”" in fault.message


def test_a_slip_in_a_short_name_finds_the_name_with_its_brackets(cast: Cast, tmp_path: Path) -> None:
    unit("宣传部（文明办）")
    (fault,) = faults(cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "宣传步", "")]))
    assert "是不是“宣传部（文明办）”" in fault.message


def test_a_name_that_two_communities_share_is_asked_for_with_its_street(cast: Cast, tmp_path: Path) -> None:
    west = unit("西湖街道", OrganisationKind.STREET)
    twin = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name="和平社区")
    Placement.objects.create(organisation=twin, parent=west, line=Line.TERRITORY, since=SINCE)
    (fault,) = faults(cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "", "和平社区")]))
    assert "有 2 个“和平社区”" in fault.message
    take(cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "", "西湖街道/和平社区")]))
    assert Duty.objects.get().organisation == twin


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("7.7.7", "", "", "城管局", ""), "标准编号", "没有编号“7.7.7”"),
        (("", "不知道什么标准", "", "城管局", ""), "测评标准", "不知道是哪一条标准"),
        (("5.3.3", "", "", "城管局", ""), "测评标准", "没有“材料”这种测评方法"),
        (("1.1.1", "", "字" * 2001, "城管局", ""), "上报材料和检查提示", "最多 2000 字"),
        (("1.1.1", "", "", "城管局、东湖街道", ""), "牵头单位", "只能有一个牵头单位"),
        (("1.1.1", "", "", "", "=1+1"), "责任单位", "名册里没有"),
    ],
)
def test_a_fault_is_told_by_sheet_row_and_field(
    cast: Cast, tmp_path: Path, row: tuple[str, ...], field: str, said: str
) -> None:
    path = tmp_path / "材料.csv"
    path.write_text("\n".join(",".join(cells) for cells in (MATERIAL, row)), encoding="utf-8")
    (fault,) = faults(cast, path)
    assert (fault.row, fault.field) == (2, field)
    assert said in fault.message
    assert not Duty.objects.exists()


def test_all_faults_come_back_at_once_in_the_same_workbook(cast: Cast, tmp_path: Path) -> None:
    field = ("测评标准", "实地考察点位及标准", "责任单位")
    path = book(
        tmp_path,
        材料=[
            ("任务分解表",),
            MATERIAL,
            ("1.1.1", "", "", "城官局", "东湖街道"),
            ("1.1.3", "", "", "城管局", ""),
        ],
        实地=[field, ("1.1.3", "社区楼：整洁", "东湖街道"), ("1.1.3", "社区：整洁", "东胡街道")],
    )
    wrong = faults(cast, path)
    assert [(one.sheet, one.row) for one in wrong] == [("实地", 2), ("实地", 3), ("材料", 3)]
    write_error_workbook(path, wrong, tmp_path / "back.xlsx", find_headings)
    back = openpyxl.load_workbook(tmp_path / "back.xlsx")
    assert [cell.value for cell in back["材料"]["F"]] == [None, "错误说明", *[back["材料"]["F3"].value], None]
    assert "城官局" in back["材料"]["F3"].value
    assert back["实地"]["D1"].value == "错误说明"
    assert "是不是“社区”" in back["实地"]["D2"].value
    assert not Duty.objects.exists()
    assert [one.message for one in faults(cast, tmp_path / "back.xlsx")] == [one.message for one in wrong], (
        "handed in again unmended it says the same"
    )


def test_a_row_is_found_by_its_number_in_the_text_its_title_or_its_words(cast: Cast, tmp_path: Path) -> None:
    standard = framework_in_use().standards["1.1.1"]
    heading = ("测评标准", "牵头单位")
    for text in (f"1.1.1 {standard.title}", standard.title, standard.text):
        assert plan(cast, book(tmp_path, 材料=[heading, (text, "城管局")])).new[0].cell == FILED


def test_cells_below_a_merged_one_belong_to_it(cast: Cast, tmp_path: Path) -> None:
    heading = ("测评标准", "上报材料和检查提示", "责任单位")
    rows = [heading, ("1.1.1", "讲稿", "城管局"), ("", "照片", "东湖街道")]
    take(cast, book(tmp_path, 材料=rows))
    assert {(name, asked) for *_, name, _, asked, _ in standing()} == {
        ("城管局", "讲稿"),
        ("东湖街道", "照片"),
    }


def test_several_place_types_of_a_row_are_a_cell_each(cast: Cast, tmp_path: Path) -> None:
    heading = ("测评标准", "实地考察点位及标准", "责任单位")
    take(
        cast, book(tmp_path, 实地=[heading, ("1.1.3", "社区、新时代文明实践所（站）：常态开放", "东湖街道")])
    )
    assert {(place, asked) for _, _, place, _, _, _, asked, _ in standing()} == {
        ("community", "常态开放"),
        ("practice_station", "常态开放"),
    }


def test_who_is_not_named_any_more_ends_and_what_is_not_mentioned_stays(cast: Cast, tmp_path: Path) -> None:
    give(cast.创建办, unit("城管局"), FILED, LEAD)
    give(cast.创建办, unit("东湖街道"), FILED)
    give(cast.创建办, unit("东湖街道"), CELL)
    path = book(tmp_path, 材料=[("标准编号", "责任单位"), ("1.1.1", "城管局")])
    found = plan(cast, path)
    assert [one.organisation for one in found.new] == ["城管局"]
    assert [one.organisation for one in found.gone] == ["东湖街道"]
    assert Duty.objects.filter(until=None).count() == 3, "a plan changes nothing"
    take(cast, path)
    assert {(kind, place, name) for _, _, place, kind, name, *_ in standing()} == {
        ("牵头", "", "城管局"),
        ("责任", "", "城管局"),
        ("责任", "community", "东湖街道"),
    }
    assert Duty.objects.get(origin=Origin.IMPORTED).since > SINCE


def test_columns_that_are_not_there_leave_person_requirement_and_deadline(cast: Cast, tmp_path: Path) -> None:
    give(cast.创建办, unit("城管局"), FILED, RESPONSIBLE, cast.责任单位, "讲稿", date(2026, 12, 1))
    assert plan(cast, book(tmp_path, 材料=[("标准编号", "责任单位"), ("1.1.1", "城管局")])).same == 1


def test_people_and_deadlines_come_in(cast: Cast, tmp_path: Path) -> None:
    heading = ("标准编号", "责任单位", "责任人", "完成时限")
    rows = [heading, ("1.1.1", "城管局、东湖街道", "东湖街道：街道；城管局：责任单位", date(2026, 12, 1))]
    take(cast, book(tmp_path, 材料=rows))
    assert {(name, person, day) for *_, name, person, _, day in standing()} == {
        ("城管局", "unit", date(2026, 12, 1)),
        ("东湖街道", "street", date(2026, 12, 1)),
    }


@pytest.mark.parametrize("said", ["张三", "城管局：街道", "东湖街道：街道"])
def test_a_person_who_does_not_work_there_is_a_fault(cast: Cast, tmp_path: Path, said: str) -> None:
    (fault,) = faults(
        cast, book(tmp_path, 材料=[("标准编号", "责任单位", "责任人"), ("1.1.1", "城管局", said)])
    )
    assert fault.field == "责任人"


def test_two_of_one_name_are_told_apart_by_account(cast: Cast, tmp_path: Path) -> None:
    twin = Account.objects.create_account("unit2", cast.责任单位.display_name, "Dongcheng-01")
    Post.objects.create(account=twin, role=Role.UNIT, organisation=unit("城管局"))
    heading = ("标准编号", "责任单位", "责任人")
    assert faults(cast, book(tmp_path, 材料=[heading, ("1.1.1", "城管局", cast.责任单位.display_name)]))
    take(cast, book(tmp_path, 材料=[heading, ("1.1.1", "城管局", "城管局：@unit2")]))
    assert Duty.objects.get().person == twin


def test_a_closed_unit_keeps_what_it_has_and_gets_nothing_new(cast: Cast, tmp_path: Path) -> None:
    old, new = unit("旧局"), unit("新局")
    give(cast.创建办, old, FILED)
    merge_organisations(cast.创建办, [old], new)
    export(cast.创建办, framework_in_use(), tmp_path / "out.xlsx")
    assert plan(cast, tmp_path / "out.xlsx").same == 1
    (fault,) = faults(
        cast, book(tmp_path, 材料=[MATERIAL, ("1.1.1", "", "", "旧局（已撤并）", "旧局（已撤并）")])
    )
    assert "不能再承担新的职责" in fault.message


def test_the_cells_of_the_property_below_are_the_packs(db: None) -> None:
    for cell in PLACES:
        check_cell(framework_in_use(), cell)


def test_a_sheet_of_notes_is_left_out_and_told(cast: Cast, tmp_path: Path) -> None:
    found = plan(
        cast, book(tmp_path, 说明=[("请各单位填写",)], 材料=[MATERIAL, ("1.1.1", "", "", "城管局", "")])
    )
    assert found.skipped == ("说明",)


def test_a_workbook_of_something_else_is_refused(cast: Cast, tmp_path: Path) -> None:
    (fault,) = faults(cast, book(tmp_path, 名册=[("名称", "类别"), ("甲", "部门")]))
    assert "没有找到任务分解表的表头" in fault.message
    (fault,) = faults(cast, book(tmp_path, 表一=[("标准编号", "责任单位"), ("1.1.1", "城管局")]))
    assert "看不出是哪种测评方法" in fault.message


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "Cc", "Cf")), max_size=40)
ODD = ("=1+1", "社区：整洁", "'@a", "甲、乙\n丙", "\u200b", "１．２")
REQUIREMENTS = st.one_of(st.just(""), WORDS, st.sampled_from(ODD)).map(tidied)
"""As they are stored."""
DEADLINES = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2029, 12, 31)))
PLACES = (
    CELL,
    FILED,
    Cell("1.1.3", "材料"),
    Cell("1.1.3", "实地"),
    Cell("1.2.1", "问卷"),
    Cell("8.1.1", "数据"),
)


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(PLACES), st.sampled_from(list(DutyKind)), st.integers(0, 5), st.booleans(),
            REQUIREMENTS, DEADLINES,
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_breakdown_goes_out_and_comes_in_exactly(tmp_path: Path, rows) -> None:
    Duty.objects.all().delete()
    cast = make_cast() if not Account.objects.exists() else None
    office = cast.创建办 if cast else Account.objects.get(username="office")
    names = ("东湖街道", "城管局", "和平社区", "西湖街道", "文化、旅游局", "各单位（综合）")
    kinds = {"西湖街道": OrganisationKind.STREET}
    units = [unit(name, kinds.get(name, OrganisationKind.DEPARTMENT)) for name in names]
    people = {"东湖街道": "street", "城管局": "unit", "和平社区": "community"}
    framework = framework_in_use()
    taken: set[tuple[object, ...]] = set()
    for cell, kind, at, named, requirement, deadline in rows:
        if ((cell, kind) in taken and kind is LEAD) or (cell, kind, at) in taken:
            continue
        taken |= {(cell, kind), (cell, kind, at)}
        person = Account.objects.get(username=people[names[at]]) if named and names[at] in people else None
        give(office, units[at], cell, kind, person, requirement, deadline)
    before = standing()
    path = tmp_path / "out.xlsx"
    export(office, framework, path)
    found = plan_import(office, framework, path)
    assert (found.begun, found.ended) == ((), ())
    Duty.objects.all().delete()
    accept_import(office, framework, path)
    assert standing() == before
