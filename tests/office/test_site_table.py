"""点位底册 in the shapes offices keep it: their headings, positions in one column or two, a sheet for each street."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from site_books import book

from dabiao.core.defects import BadInput
from dabiao.office.site_table import SiteTable, coordinate_system, find_headings, in_china, read_sites
from dabiao.office.site_workbook import Offered, SiteLine, write_sites

NOTHING = Offered((), (), ())


def read(tmp_path: Path, *rows: Sequence[object]) -> SiteTable:
    return read_sites(book(tmp_path / "点位.xlsx", 点位=rows))


def position(tmp_path: Path, *cells: object, headings: Sequence[str] = ("经纬度",)) -> object:
    table = read(tmp_path, ("名称", *headings), ("人民公园", *cells))
    if table.defects:
        return table.defects[0].message
    found = table.rows[0].position
    return found and (found.lon, found.lat, found.system, found.accuracy)


def test_headings_in_the_words_of_an_office_below_a_title(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        ("东城区点位一览表",),
        ("序号", "场所名称", "类别", "所属镇街", "社区（村）", "主管部门", "备注"),
        (1, " 人民公园　", "公园广场", "东湖街道", "和平社区", "园林局", "门票两元"),
        (2, "", "", "", "", "", ""),
        ("合计", "1个", "", "", "", "", ""),
    )
    (row,) = table.rows
    assert (row.name, row.site_type, row.street, row.community, row.unit) == (
        "人民公园",
        "公园广场",
        "东湖街道",
        "和平社区",
        "园林局",
    )
    assert [one.message for one in table.cautions] == ["这些列没有读取：备注"]


def test_numbers_stay_text(tmp_path: Path) -> None:
    table = read(tmp_path, ("编号", "名称"), ("007", "一"), (8, "二"), ("Ａ－９", "三"))
    assert [row.site_id for row in table.rows] == ["007", "8", "A-9"]


@pytest.mark.parametrize(
    "written",
    [
        "120.15,30.27",
        "120.15，30.27",
        "30.27, 120.15",
        "东经120.15 北纬30.27",
        "E120.15/N30.27",
        "120.15° 30.27°",
        "１２０．１５、３０．２７",
    ],
)
def test_a_position_in_one_cell_whichever_comes_first(tmp_path: Path, written: str) -> None:
    assert position(tmp_path, written) == (Decimal("120.15"), Decimal("30.27"), "", None)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("120°9′3″,30°16′2″", "应写成两个度数"),
        ("120.15", "应写成两个度数"),
        ("-120.15,30.27", "应写成两个度数"),
        ("0,0", "不在中国范围内"),
        ("在公园南门", "应写成两个度数"),
    ],
)
def test_a_position_that_is_none_is_told(tmp_path: Path, written: str, said: str) -> None:
    assert said in str(position(tmp_path, written))


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (120.15, None, "要一起填"),
        (None, 30.27, "要一起填"),
        (30.27, 80.5, "填反了"),
        (30.27, 120.15, "写反"),
        (10.5, 20.5, "不在中国范围内"),
        ("东边", 30.27, "应写成度"),
        (0, 0, "不在中国范围内"),
    ],
)
def test_two_columns_have_to_agree(tmp_path: Path, lon: object, lat: object, said: str) -> None:
    assert said in str(position(tmp_path, lon, lat, headings=("经度", "纬度")))


def test_a_system_is_named_by_its_map_and_an_unknown_one_refused(tmp_path: Path) -> None:
    headings = ("经纬度", "坐标来源", "定位精度")
    assert position(tmp_path, "120.1,30.2", "高德地图", "15", headings=headings) == (
        Decimal("120.1"),
        Decimal("30.2"),
        "GCJ02",
        15,
    )
    assert "不认得坐标系“谷歌”" in str(position(tmp_path, "120.1,30.2", "谷歌", "", headings=headings))
    assert "应是米数" in str(position(tmp_path, "120.1,30.2", "GPS", "很准", headings=headings))
    assert "超过 10000 米" in str(position(tmp_path, "120.1,30.2", "GPS", "10001", headings=headings))
    assert {coordinate_system(word) for word in ("bd-09", "百度", "ＢＤ０９")} == {"BD09"}


def test_every_sheet_with_the_headings_is_read_and_others_are_named(tmp_path: Path) -> None:
    table = read_sites(
        book(
            tmp_path / "点位.xlsx",
            东湖街道=[("名称", "类型"), ("一", "市场")],
            西湖街道=[("名称", "类型"), ("二", "市场")],
            联系人=[("姓名", "电话"), ("吴敏", "无")],
        )
    )
    assert [(row.name, row.source.sheet) for row in table.rows] == [("一", "东湖街道"), ("二", "西湖街道")]
    assert [(one.sheet, "没有读取" in one.message) for one in table.cautions] == [("联系人", True)]


def test_a_hidden_sheet_is_not_read_and_named(tmp_path: Path) -> None:
    path = book(
        tmp_path / "点位.xlsx", 甲=[("名称", "类型"), ("一", "市场")], 旧=[("名称", "类型"), ("二", "市场")]
    )
    made = load_workbook(path)
    made["旧"].sheet_state = "hidden"
    made.save(path)
    table = read_sites(path)
    assert [row.name for row in table.rows] == ["一"]
    assert "隐藏" in table.cautions[0].message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("街道", "类型"), ("东湖街道", "市场")], "没有找到点位表的表头"),
        ([("名称", "类型")], "表头下面没有内容"),
        ([("名称",), ("一",)], "没有找到点位表的表头"),
    ],
)
def test_a_file_that_is_no_register_is_refused(
    tmp_path: Path, rows: list[tuple[str, ...]], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        read(tmp_path, *rows)


def test_every_fault_of_a_row_is_named_with_its_column(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        ("编号", "名称", "类型", "经纬度", "停用日期"),
        (1234567890123456789, "", "市场", "无", "昨天"),
        ("2", "好的", "市场", "", ""),
    )
    assert [(one.row, one.field) for one in table.defects] == [
        (2, "点位编号"),
        (2, "点位名称"),
        (2, "停用日期"),
        (2, "经纬度"),
    ]
    assert [row.name for row in table.rows] == ["好的"]


def test_the_heading_row_is_found_for_the_workbook_handed_back() -> None:
    assert find_headings([("底册", None), ("点位名称*", "类型")]) == 1
    assert find_headings([("姓名", "电话")]) is None


TEXT = st.text(st.characters(categories=["Lo", "Nd"], max_codepoint=0x9FFF), min_size=1, max_size=12).filter(
    lambda text: text.strip() and "计" not in text
)
DEGREES = st.integers(0, 9_999_999)
LINES = st.builds(
    SiteLine,
    site_id=st.from_regex(r"[A-Z][0-9]{1,8}", fullmatch=True),
    name=TEXT,
    site_type=TEXT,
    street=TEXT | st.just(""),
    community=st.just(""),
    unit=TEXT | st.just(""),
    lon=st.none(),
    lat=st.none(),
    system=st.just(""),
    accuracy=st.none(),
    closed_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
PLACED = st.builds(
    lambda line, lon, lat, system, accuracy: SiteLine(
        line.site_id,
        line.name,
        line.site_type,
        line.street,
        line.community,
        line.unit,
        Decimal(120) + Decimal(lon) / 10**7,
        Decimal(30) + Decimal(lat) / 10**7,
        system,
        accuracy,
        line.closed_on,
    ),
    LINES,
    DEGREES,
    DEGREES,
    st.sampled_from(["WGS84", "GCJ02", "BD09", "CGCS2000"]),
    st.none() | st.integers(0, 10_000),
)


@settings(max_examples=40)  # a workbook is written and read each time
@given(lines=st.lists(LINES | PLACED, min_size=1, max_size=6))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, lines: list[SiteLine]
) -> None:
    path = tmp_path_factory.mktemp("sites") / "底册.xlsx"
    write_sites(lines, NOTHING, "今天的底册", path)
    table = read_sites(path)
    assert (table.defects, table.cautions) == ((), ())
    for row, line in zip(table.rows, lines, strict=True):
        placed = row.position
        assert (row.site_id, row.site_type, row.street, row.unit, row.closed_on) == (
            line.site_id,
            " ".join(line.site_type.split()),
            line.street,
            line.unit,
            line.closed_on,
        )
        assert (placed and (placed.lon, placed.lat, placed.system, placed.accuracy)) == (
            None if line.lon is None else (line.lon, line.lat, line.system, line.accuracy)
        )


def test_the_template_offers_what_can_be_chosen_and_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    types = [f"类型{number}" for number in range(80)]
    write_sites((), Offered(types, ["东湖街道"], ["城管局"]), "填好再传", path)
    made = load_workbook(path)
    assert made.sheetnames == ["点位底册", "填写说明", "可选值"]
    offered = {one.formula1 for one in made["点位底册"].data_validations.dataValidation}
    assert offered == {"可选值!$A$2:$A$81", "可选值!$B$2:$B$2", "可选值!$C$2:$C$2", "可选值!$D$2:$D$5"}
    assert [made["可选值"].cell(81, 1).value, made["可选值"].cell(2, 4).value] == ["类型79", "WGS84"]
    with pytest.raises(BadInput, match="没有内容"):
        read_sites(path)


def test_text_that_could_run_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "底册.xlsx"
    line = SiteLine("P1", "=1+1", "市场", "", "", "", None, None, "", None, None)
    write_sites([line], NOTHING, "今天", path)
    cell = load_workbook(path)["点位底册"].cell(4, 2)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)
    assert read_sites(path).rows[0].name == "=1+1"


def test_no_position_in_china_can_be_read_in_the_wrong_order() -> None:
    assert not any(in_china(Decimal(lat), Decimal(lon)) for lon in range(73, 137) for lat in range(3, 55))
