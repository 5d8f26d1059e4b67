"""A pack out to one workbook and in again is the same pack; a workbook from outside is checked like a folder."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import small_pack
from any_pack import SHIPPED, packs, parsed
from hypothesis import HealthCheck, given, settings

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.standards import pack_workbook_in
from dabiao.standards.pack_build import build
from dabiao.standards.pack_files import examine, load_pack
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_shelves import pack_root
from dabiao.standards.pack_workbook import workbook_of
from dabiao.standards.pack_workbook_in import read_workbook
from dabiao.standards.pack_write import files_of, write_folder


def built(pack: ParsedPack) -> Framework:
    return build(pack, "")


def through_workbook(pack: ParsedPack, file: Path) -> ParsedPack:
    file.write_bytes(workbook_of(pack))
    back, defects = examine(*read_workbook(file))
    assert not defects, list(map(str, defects))
    return back


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_comes_back_the_same(name: str, tmp_path: Path) -> None:
    pack = parsed(pack_root() / name)
    assert built(through_workbook(pack, tmp_path / "pack.xlsx")) == built(pack)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_written_to_a_folder_is_the_same(name: str, tmp_path: Path) -> None:
    write_folder(parsed(pack_root() / name), tmp_path / "pack")
    assert built(parsed(tmp_path / "pack")) == built(parsed(pack_root() / name))


def test_bans_suspensions_and_parts_of_a_year_come_back_the_same(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path / "pack")
    manifest = small_pack.MANIFEST.replace("停止资格一年, ", "停止资格一年, suspended_months: 12, ").replace(
        "  gates:\n", '  parts: [{measure: minors, share: "0.20", source: paper}]\n  gates:\n'
    )
    (folder / "pack.yaml").write_text(manifest, encoding="utf-8")
    (folder / "negative_list.csv").write_text(
        "id,text,points,veto,ban_months,source\nV1,重大事故,0,是,１２,paper\n", encoding="utf-8"
    )
    pack = built(parsed(folder))
    assert pack.cycle is not None
    assert pack.cycle.gates[0].suspended_months == pack.negative_list[0].ban_months == 12
    assert [(one.measure, one.share) for one in pack.cycle.parts] == [("minors", Decimal("0.20"))]
    assert built(through_workbook(parsed(folder), tmp_path / "pack.xlsx")) == pack
    write_folder(parsed(folder), tmp_path / "again")
    assert built(parsed(tmp_path / "again")) == pack


@given(files=packs())
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sound_pack_comes_back_the_same_from_workbook_and_folder(
    files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    pack = parsed(folder)
    back = through_workbook(pack, folder / "pack.xlsx")
    assert built(back) == built(pack)
    assert files_of(through_workbook(back, folder / "again.xlsx")) == files_of(back), (
        "a second trip changes nothing"
    )
    write_folder(back, folder / "written")
    assert built(parsed(folder / "written")) == built(pack)


def test_headings_are_chinese_figures_are_numbers_and_choices_are_offered(tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    through_workbook(parsed(small_pack.write(tmp_path / "pack")), file)
    book = openpyxl.load_workbook(file)
    sheet = book["标准"]
    assert [cell.value for cell in sheet[1]][:3] == ["编号", "上级", "名称"]
    assert sheet["E2"].value == 5
    assert sheet["A2"].data_type == "s", "an id stays text: 1.10 must not become 1.1"
    assert book["评分规则"].data_validations.dataValidation
    assert book["填写说明"]["A2"].value


def test_field_names_instead_of_chinese_headings_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    pack = parsed(small_pack.write(tmp_path / "pack"))
    file.write_bytes(workbook_of(pack))
    spoil(file, "体系", {"A1": "id", "B1": "parent", "C1": "level", "D1": "title", "E1": "points"})
    back, defects = examine(*read_workbook(file))
    assert not defects
    assert built(back) == built(pack)


def spoil(file: Path, sheet: str, cells: Mapping[str, str | int | None]) -> None:
    """Edit cells as somebody at a desk would."""
    book = openpyxl.load_workbook(file)
    page = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
    for place, value in cells.items():
        page[place] = value
    book.save(file)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "place", "words"),
    [
        ("体系", "E2", 7, ("体系", 2, "分值"), "相差 1"),
        ("体系", "B2", "A", ("体系", 2, "上级"), "成了环：A → A"),
        ("体系", "A1", "编码", ("体系", 1, None), "表头“编码”不认识"),
        ("标准", "C3", "=1+1", ("标准", 3, "名称"), "没有填写"),
        ("标准", "C3", "+1+1", ("标准", 3, "名称"), "当成公式"),
        ("检查项", "C3", "地面没有垃圾", ("检查项", 3, "检查项"), "文字相同"),
        ("检查项", "D2", "@无此组合", ("检查项", 2, "点位类型"), "工作表“点位组合”"),
        ("标准包", "B7", None, ("标准包", None, "适用城市"), "没有填写"),
        ("标准包", "A8", "来 源", ("标准包", 8, "项目"), "不认识"),
        ("标准包", "B21", "0.15;0.25;0.50", ("标准包", 21, "年度权重"), "之和是 0.90"),
        ("来源", "E2", "Z", ("来源", 2, "证据等级"), "应为 G"),
        ("年度关口", "E2", "无此来源", ("年度关口", 2, "来源"), "没有"),
        ("评份规则", "A1", "编号", ("评份规则", None, None), "是否应为“评分规则”"),
    ],
)
def test_one_wrong_cell_is_named_by_sheet_row_and_heading(
    tmp_path: Path,
    sheet: str,
    cell: str,
    value: str | int | None,
    place: tuple[str, int | None, str | None],
    words: str,
) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_bytes(workbook_of(parsed(small_pack.write(tmp_path / "pack"))))
    spoil(file, sheet, {cell: value})
    found = examine(*read_workbook(file))[1]
    told = [(one.sheet, one.row, one.field) for one in found if words in one.message]
    assert place in told, list(map(str, found))


def test_text_that_could_run_is_a_quoted_string_never_a_formula(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path / "pack")
    text = small_pack.FILES["rules.csv"].replace(
        "A1,实地,5,quantified,{},paper", 'A1,实地,5,quantified,"\t{}",paper'
    )
    (folder / "rules.csv").write_text(text, encoding="utf-8")
    pack = parsed(folder)
    row = pack.standards.rows[0]
    hostile = row.row.model_copy(update={"title": '=HYPERLINK("x")'})
    object.__setattr__(row, "row", hostile)
    file = tmp_path / "pack.xlsx"
    file.write_bytes(workbook_of(pack))
    cell = openpyxl.load_workbook(file)["标准"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("x")', "s", True)
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_what_a_cell_would_cut_off_is_not_exported(tmp_path: Path) -> None:
    pack = parsed(small_pack.write(tmp_path))
    row = pack.items.rows[2]
    long = row.row.model_copy(update={"exceptions": tuple(f"{n}" * 4000 for n in range(10, 20))})
    object.__setattr__(row, "row", long)
    with pytest.raises(BadInput, match="没有导出") as refused:
        workbook_of(pack)
    assert (refused.value.defects[0].file, refused.value.defects[0].row) == ("检查项", 4)


def refusal(file: Path) -> Defect:
    with pytest.raises(BadInput) as refused:
        read_workbook(file)
    (defect,) = refused.value.defects
    return defect


def test_what_is_no_workbook_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("编号,名称\n", encoding="utf-8")
    assert "内容却不是 Excel 工作簿" in refusal(text).message
    assert "读不出来" in refusal(tmp_path / "none.xlsx").message
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    assert "空文件" in refusal(empty).message
    table = tmp_path / "table.csv"
    table.write_text("a\n", encoding="utf-8")
    assert "不是 Excel 工作簿" in refusal(table).message
    assert refusal(tmp_path).message


def test_a_workbook_with_macros_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_bytes(workbook_of(parsed(small_pack.write(tmp_path / "pack"))))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "宏" in refusal(file).message


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(101):
                part.write(bytes(1024 * 1024))
    assert file.stat().st_size < 200_000
    assert "解开后超过 100 MB" in refusal(file).message


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_bytes(workbook_of(parsed(small_pack.write(tmp_path / "pack"))))
    monkeypatch.setattr(pack_workbook_in, "LARGEST_WORKBOOK", file.stat().st_size)
    read_workbook(file)
    monkeypatch.setattr(pack_workbook_in, "LARGEST_WORKBOOK", file.stat().st_size - 1)
    assert "没有读取" in refusal(file).message


def test_a_cell_far_below_the_table_is_refused_and_does_not_fill_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_bytes(workbook_of(parsed(small_pack.write(tmp_path / "pack"))))
    spoil(file, "标准", {"B1048576": "x"})
    defect = refusal(file)
    assert (defect.sheet, defect.row) == ("标准", 1048576)


def test_a_workbook_of_something_else_says_what_is_missing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "轮次"
    stream = io.BytesIO()
    book.save(stream)
    file = tmp_path / "other.xlsx"
    file.write_bytes(stream.getvalue())
    messages = [one.message for one in examine(*read_workbook(file))[1]]
    assert any("没有“标准包”工作表" in one for one in messages)
    assert any("不认识这个工作表" in one for one in messages)


def test_a_folder_that_holds_something_is_not_overwritten(tmp_path: Path) -> None:
    pack = parsed(small_pack.write(tmp_path / "pack"))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for taken in (tmp_path / "pack", tmp_path / "file"):
        with pytest.raises(BadInput, match="没有写入"):
            write_folder(pack, taken)
    write_folder(pack, tmp_path / "new" / "deep")
    assert load_pack(tmp_path / "new" / "deep").id == "small"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["deep"], "nothing is left lying about"
