"""What 创建办 hands in by mistake, and what 外人 hands in on purpose, is refused with file, row and field named."""

import errno
import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from dabiao.core.defects import BadInput
from dabiao.office import csv_source, defect_list, file_checks
from dabiao.office.observation_reader import read_observations


def defects_of(paths, framework, **options):
    with pytest.raises(BadInput) as refused:
        read_observations(paths if isinstance(paths, list) else [paths], framework, **options)
    return refused.value.defects


def the_defect(path, framework):
    (defect,) = defects_of(path, framework)
    assert "%(" not in defect.message
    return defect


# ---- rows


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"标准编号": "1.1."}, "标准编号", "是不是“1.1 环境卫生”"),
        ({"标准编号": "环境卫生"}, "标准编号", "是不是“1.1 环境卫生”"),
        ({"标准编号": ""}, "标准编号", "没有填写"),
        ({"点位类型": "农贸市埸"}, "点位类型", "是不是“农贸市场”"),
        ({"点位编号": ""}, "点位编号", "没有填写"),
        ({"轮次": " "}, "轮次", "没有填写"),
        ({"日期": "2026-02-30"}, "日期", "没有 2026-02-30 这一天"),
        ({"日期": "2026年13月1日"}, "日期", "没有 2026年13月1日 这一天"),
        ({"日期": "3月5日"}, "日期", "不是能认的日期"),
        ({"日期": "1926-03-05"}, "日期", "2000 年"),
        ({"结果": "符台"}, "结果", "是不是“符合”"),
        ({"结果": "合格"}, "结果", "是不是“符合”"),
        ({"结果": "不台格"}, "结果", "请填 符合、不符合 或 不适用"),
        ({"结果": ""}, "结果", "没有填写结果"),
        ({"结果": "#N/A"}, "结果", "#N/A"),
        ({"数量": -1}, "数量", "应是 0 或正整数"),
        ({"数量": 1.5}, "数量", "应是 0 或正整数"),
        ({"数量": "很多"}, "数量", "应是 0 或正整数"),
        ({"数值": "约20"}, "数值", "不是数"),
        ({"数值": "1" * 20}, "数值", "过大"),
        ({"数值": 5, "基数": "50%"}, "基数", "不是百分数"),
        ({"数值": 5, "基数": -4}, "基数", "不能是负数"),
        ({"基数": 4}, "数值", "没有数值"),
        ({"经度": 30.1, "纬度": 120.1}, "纬度", "是否写反"),
        ({"经度": "东经", "纬度": 30}, "经度", "应写成度"),
        ({"测评方法": "实底"}, "测评方法", "是不是“实地”"),
        ({"检查项": "1.2-1"}, "检查项", "属于标准 1.2"),
        ({"点位编号": "长" * 600}, "点位编号", "最多 500 字"),
        ({"点位编号": "#REF!"}, "点位编号", "公式错误"),
        ({"点位编号": "1.10105E+17"}, "点位编号", "后面几位已经丢失"),
    ],
)
def test_a_bad_cell_is_named_with_file_row_and_field(framework, workbook, table, row, cells, field, said):
    rows = [row(), row(点位编号="P002") | cells]
    for path in (workbook(rows), table(rows)):
        defect = the_defect(path, framework)
        assert (defect.file, defect.row, defect.field) == (path.name, 3, field)
        assert said in defect.message
        assert defect.place.startswith(path.name)


def test_every_defect_is_listed_in_the_order_of_rows(framework, workbook, row):
    rows = [row(结果="x1"), row(点位编号="P2", 标准编号="9"), row(点位编号="P3", 日期="x", 结果="y1")]
    found = [(defect.row, defect.field) for defect in defects_of(workbook(rows), framework)]
    assert found == [(2, "结果"), (3, "标准编号"), (4, "日期"), (4, "结果")]


def test_too_many_defects_are_counted_not_listed(framework, table, row, monkeypatch):
    monkeypatch.setattr(defect_list.DefectList.__init__, "__defaults__", (5,))
    defects = defects_of(table([row(点位编号=f"P{n}", 结果="错") for n in range(20)]), framework)
    assert len(defects) == 6
    assert "15" in defects[-1].message


def test_a_repeated_row_names_the_first_even_in_another_file(framework, workbook, table, row):
    within = the_defect(workbook([row(), row(点位编号="P002"), row(结果="否")], name="甲.xlsx"), framework)
    assert (within.row, within.field) == (4, "点位编号")
    assert "第 2 行" in within.message
    paths = [workbook([row()], name="甲.xlsx"), table([row()], name="乙.csv")]
    (across,) = defects_of(paths, framework)
    assert (across.file, across.row) == ("乙.csv", 2)
    assert "甲.xlsx" in across.message


@pytest.mark.parametrize(("field", "other"), [("点位类型", "小区"), ("街道", "西街")])
def test_a_place_that_contradicts_itself_within_a_round_is_refused(framework, workbook, row, field, other):
    defect = the_defect(workbook([row(), row(检查项="", **{field: other})]), framework)
    assert (defect.row, defect.field) == (3, field)
    assert "第 2 行" in defect.message
    assert "P001" in defect.message


@pytest.mark.parametrize("attributes", [b's="0" t="e"', b't="e" s="0"', b't="e"'])
def test_an_error_cell_is_not_taken_for_a_blank(framework, workbook, row, attributes):
    path = workbook([row(数量=4321)])
    repacked(
        path,
        lambda name, content: (
            re.sub(
                rb'(<c r="[A-Z]+2")[^>]*><v>4321</v>',
                rb"\1 " + attributes + b"><v>#DIV/0!</v>",
                content,
            )
            if name.endswith("sheet1.xml")
            else content
        ),
    )
    assert the_defect(path, framework).field == "数量"


def test_a_line_of_totals_or_signatures_below_the_table_is_told_once(framework, table, row):
    blank = dict.fromkeys(row(), "")
    path = table([row(), blank | {"轮次": "合计", "数量": 24}])
    defect = the_defect(path, framework)
    assert (defect.row, defect.field) == (3, "点位编号")
    assert "合计、签字" in defect.message


# ---- headings


@pytest.mark.parametrize("name", ["轮次", "点位编号", "点位类型", "标准编号", "结果"])
def test_a_missing_column_is_named(framework, workbook, table, row, name):
    headings = [heading for heading in row() if heading != name]
    for path in (workbook([row()], headings=headings), table([row()], headings=headings)):
        defect = the_defect(path, framework)
        assert (defect.file, defect.field) == (path.name, name)
        assert f"缺少“{name}”列" in defect.message


def test_a_missing_result_is_named_even_where_an_empty_column_of_figures_stands(framework, table, row):
    headings = [*(heading for heading in row() if heading != "结果"), "数值"]
    defect = the_defect(table([row(数值=""), row(点位编号="P2", 数值="")], headings=headings), framework)
    assert (defect.row, defect.field) == (1, "结果")


def test_a_column_given_twice_is_named_with_its_letters(framework, workbook, row):
    plain = row()
    grid = [[*plain, "result"], [*plain.values(), "符合"]]
    defect = the_defect(workbook([], grid=grid), framework)
    assert (defect.row, defect.field) == (1, "结果")
    assert "J、L 列" in defect.message


def test_a_table_without_headings_or_without_rows_says_so(framework, workbook, table, row):
    assert "没有找到表头" in the_defect(workbook([], grid=[["甲", "乙"], ["1", "2"]]), framework).message
    assert "没有一行观察" in the_defect(workbook([], headings=list(row())), framework).message
    assert "没有一行观察" in the_defect(table([], headings=list(row())), framework).message
    assert "没有内容" in the_defect(workbook([], grid=[[]]), framework).message


# ---- files


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(framework, tmp_path):
    assert "没有这个文件" in the_defect(tmp_path / "没有.xlsx", framework).message
    assert "不是文件" in the_defect(tmp_path, framework).message


def test_a_file_that_may_not_be_read_says_why_in_chinese(framework, tmp_path, monkeypatch):
    def forbidden(_path, *_arguments, **_options):
        raise PermissionError(errno.EACCES, "Permission denied")

    path = tmp_path / "别人的.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr(Path, "open", forbidden)
    defect = the_defect(path, framework)
    assert defect.file == "别人的.xlsx"
    assert "没有权限" in defect.message


def test_a_document_under_the_name_of_a_workbook_is_refused_by_name(framework, tmp_path):
    path = tmp_path / "通报.xlsx"
    docx.Document().save(str(path))
    defect = the_defect(path, framework)
    assert defect.file == "通报.xlsx"
    assert "没有工作表" in defect.message


@pytest.mark.parametrize("name", ["空.xlsx", "空.csv"])
def test_an_empty_file_is_refused(framework, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"")
    defect = the_defect(path, framework)
    assert defect.file == name
    assert "空文件" in defect.message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("改名.xlsx", "轮次,结果\n1,是\n".encode(), "内容却不是 Excel 工作簿"),
        ("网页.xlsx", b"<html><table></table></html>", "内容却不是 Excel 工作簿"),
        ("旧.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧版 .xls 或加了密码"),
        ("加密.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧版 .xls 或加了密码"),
        ("断了.xlsx", b"PK\x03\x04" + b"\0" * 200, "已损坏"),
        ("宏.xlsm", b"PK\x03\x04", "带宏"),
        ("文档.docx", b"PK\x03\x04", "不是 .xlsx 或 .csv"),
        ("压缩.csv", b"PK\x03\x04" + b"\0" * 200, "压缩包或工作簿"),
        ("乱码.csv", b"\x81\x20\xff\xfe\xfd" * 30, "编码认不出来"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(framework, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    defect = the_defect(path, framework)
    assert defect.file == name
    assert said in defect.message


def repacked(path, change):
    """Rewrite the archive ``path`` with each part passed through ``change(name, content)``; None drops it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kept = change(name, content)
            if kept is not None:
                archive.writestr(name, kept)
    return path


def with_part(path, name, content):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def test_a_macro_workbook_under_another_name_is_refused(framework, workbook, row):
    path = with_part(workbook([row()]), "xl/vbaProject.bin", b"macro")
    assert "宏" in the_defect(path, framework).message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(framework, workbook, row):
    bomb = with_part(workbook([row()]), "xl/media/bomb.bin", bytes(file_checks.BOMB_SIZE + 1))
    assert bomb.stat().st_size < file_checks.MEGABYTE
    defect = the_defect(bomb, framework)
    assert "xl/media/bomb.bin 解开后有 64 MB" in defect.message
    assert "不合常理" in defect.message


def test_a_file_above_the_limit_is_refused_before_it_is_read(framework, tmp_path):
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(file_checks.LARGEST_FILE + 1)
    assert "超过上限" in the_defect(path, framework).message


def test_more_rows_than_the_limit_are_refused_before_they_are_read(
    framework, workbook, table, row, monkeypatch
):
    declared = repacked(
        workbook([row()]),
        lambda name, content: (
            content.replace(b'<dimension ref="A1:K2"/>', b'<dimension ref="A1:K3000000"/>')
            if name.endswith("sheet1.xml")
            else content
        ),
    )
    assert "超过一次导入的上限" in the_defect(declared, framework).message
    monkeypatch.setattr(csv_source, "MOST_ROWS", 10)
    long = table([row(点位编号=f"P{n}") for n in range(60)])
    assert "超过一次导入的上限" in the_defect(long, framework).message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("damage", ["missing", "cut", "noise"])
def test_a_damaged_part_is_refused_or_harmless_never_a_traceback(framework, workbook, row, part, damage):
    def change(name, content):
        if name != part:
            return content
        return {"missing": None, "cut": content[: len(content) // 2], "noise": b"\0\xff<" * 50}[damage]

    defects = defects_of(repacked(workbook([row()]), change), framework)
    assert defects[0].file == "观测.xlsx"


def test_a_workbook_cut_short_is_refused(framework, workbook, row):
    path = workbook([row(点位编号=f"P{n}") for n in range(300)])
    path.write_bytes(path.read_bytes()[:4000])
    assert "已损坏" in the_defect(path, framework).message


def test_entities_that_multiply_are_refused(framework, workbook, row):
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    )
    path = repacked(workbook([row()]), lambda name, content: bomb if name == "xl/workbook.xml" else content)
    assert "已损坏" in the_defect(path, framework).message


def sheet_with(workbook, row, rows):
    """A good workbook whose sheet holds ``rows`` (XML) after its own."""
    return repacked(
        workbook([row()]),
        lambda name, content: (
            content.replace(b"</sheetData>", rows + b"</sheetData>")
            if name.endswith("sheet1.xml")
            else content
        ),
    )


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="3"><c r="XFD3" t="str"><v>x</v></c></row>',
        b'<row r="3"><c s="0" r="XFD3" t="str"><v>x</v></c></row>',
        b'<row r="5000000"><c r="A5000000" t="str"><v>x</v></c></row>',
    ],
)
def test_a_cell_far_off_does_not_blow_up_the_memory(framework, workbook, row, rows):
    defects = defects_of(sheet_with(workbook, row, rows), framework)
    assert defects[0].file == "观测.xlsx"
    assert "表格太大" in defects[0].message


def test_a_far_cell_inside_a_near_row_is_not_taken_at_its_word(framework, workbook, row):
    path = sheet_with(workbook, row, b'<row r="3"><c r="A999999" t="str"><v>x</v></c></row>')
    defects = defects_of(path, framework)
    assert {defect.row for defect in defects} <= {3, 999_999}


def test_unusual_but_right_xml_is_read_all_the_same(framework, workbook, row):
    path = repacked(
        workbook([row()]),
        lambda name, content: (
            content.replace(b"<sheetData>", b"<sheetData><!-- made by hand -->").replace(
                b'<row r="2"', b"<row r='2'"
            )
            if name.endswith("sheet1.xml")
            else content
        ),
    )
    seen = read_observations([path], framework).observations.table.to_pylist()
    assert [(one["site_id"], one["source_row"]) for one in seen] == [("P001", 2)]


def test_an_unclosed_quotation_mark_is_refused(framework, table, row):
    path = table([row()])
    path.write_text(path.read_text("utf-8") + '"' + "x,y\n" * 60_000, "utf-8")
    assert "引号" in the_defect(path, framework).message


def test_nothing_is_unpacked_from_a_bomb_in_disguise(framework, workbook, row):
    """A sheet that claims to be small: what follows its declared size is never produced."""
    path = workbook([row()])
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as archive:
        declared = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = path.read_bytes().replace(declared.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(data)
    assert "已损坏" in the_defect(path, framework).message
