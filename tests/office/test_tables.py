"""Tables come out of .csv, .xlsx and .docx as they are printed; files that may not be opened are refused by name."""

import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.office import tables
from dabiao.office.printed_number import printed_number
from dabiao.office.tables import read_tables


def refusal(path):
    with pytest.raises(BadInput) as refused:
        read_tables(path)
    (defect,) = refused.value.defects
    assert defect.file == path.name
    return defect.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_offices_use(tmp_path, encoding, separator):
    path = tmp_path / "整改.csv"
    path.write_text(f"街道{separator}整改率\n甲{separator}90.71%\n", encoding=encoding)
    (table,) = read_tables(path)
    assert table.rows == (("街道", "整改率"), ("甲", "90.71%"))


def test_blank_rows_part_a_sheet_and_a_title_stays_with_its_table(tmp_path):
    path = tmp_path / "两张表.csv"
    path.write_text("一季度,\n\n街道,得分\n甲,90\n\n\n街道,问题\n甲,3\n", encoding="utf-8")
    first, second = read_tables(path)
    assert (first.first_row, len(first.rows)) == (1, 4)
    assert (second.first_row, second.rows) == (7, (("街道", "问题"), ("甲", "3")))


def test_numbers_of_a_workbook_are_read_as_printed(tmp_path):
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("汇总")
        sheet.write_row(0, 0, ["街道", "整改率", "得分", "件数", "原值"])
        sheet.write(1, 0, "甲")
        sheet.write(1, 1, 410 / 452, book.add_format({"num_format": "0.00%"}))
        sheet.write(1, 2, 97.7635, book.add_format({"num_format": "#,##0.00_ "}))
        sheet.write(1, 3, 1234, book.add_format({"num_format": '#,##0"件"'}))
        sheet.write(1, 4, 410 / 452)
    (table,) = read_tables(path)
    assert table.sheet == "汇总"
    assert table.rows[1] == ("甲", "90.71%", "97.76", "1234", "0.907079646")


def test_merged_cells_of_a_workbook_show_their_text_everywhere_and_are_named(tmp_path):
    path = tmp_path / "合并.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "街道")
        sheet.merge_range("B1:C1", "检查情况")
        sheet.write_row(1, 1, ["总数", "符合"])
        sheet.write_row(2, 0, ["甲", 20, 18])
    (table,) = read_tables(path)
    assert table.rows[:2] == (("街道", "检查情况", "检查情况"), ("街道", "总数", "符合"))
    assert set(table.merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_every_table_of_a_document_is_read_with_its_merged_cells(tmp_path):
    path = tmp_path / "通报.docx"
    document = docx.Document()
    document.add_paragraph("情况如下")
    first = document.add_table(3, 3)
    for row, texts in zip(
        first.rows, (("街道", "检查", ""), ("", "总数", "符合"), ("甲", "20", "18")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    first.cell(0, 1).merge(first.cell(0, 2))
    first.cell(0, 0).merge(first.cell(1, 0))
    document.add_table(1, 1).cell(0, 0).text = "第二"
    document.save(path)
    one, two = read_tables(path)
    assert (one.sheet, two.sheet) == ("表1", "表2")
    assert one.rows == (("街道", "检查", "检查"), ("街道", "总数", "符合"), ("甲", "20", "18"))
    assert set(one.merged) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_deleted_revisions_are_not_read(tmp_path):
    path = tmp_path / "修订.docx"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{word}"><w:body><w:tbl><w:tr><w:tc><w:p><w:ins><w:r><w:t>57</w:t></w:r></w:ins>'
        "<w:del><w:r><w:t>58</w:t></w:r></w:del></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)
    assert read_tables(path)[0].rows == (("57",),)


@pytest.mark.parametrize("name", ["表.xlsx", "表.docx"])
def test_a_text_file_by_another_name_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("街道,得分\n甲,90\n", encoding="utf-8")
    assert "不是" in refusal(path)


@pytest.mark.parametrize("name", ["表.xls", "表.pdf", "表", "宏.docm"])
def test_other_kinds_of_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"something")
    assert "没有" in refusal(path)


@pytest.mark.parametrize("name", ["表.csv", "表.xlsx", "表.docx"])
def test_empty_missing_and_folder_are_refused(tmp_path, name):
    path = tmp_path / name
    assert "读不出来" in refusal(path)
    path.write_bytes(b"")
    assert "空文件" in refusal(path)
    path.unlink()
    path.mkdir()
    assert "不是文件" in refusal(path)


@pytest.mark.parametrize("name", ["表.xlsx", "表.docx", "表.xlsm"])
def test_macros_are_refused(tmp_path, name):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr("word/vbaProject.bin", b"macro")
    assert "宏" in refusal(path)


@pytest.mark.parametrize(
    ("name", "part"), [("表.xlsx", "xl/worksheets/sheet1.xml"), ("表.docx", "word/document.xml")]
)
def test_a_zip_bomb_is_refused_before_it_is_parsed(tmp_path, name, part):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(part, b"<a>" * (tables.LARGEST_PART // 3 + 10))
    assert "解开后" in refusal(path)


@pytest.mark.parametrize(("name", "part"), [("表.xlsx", "xl/workbook.xml"), ("表.docx", "word/document.xml")])
def test_entities_are_not_expanded(tmp_path, name, part):
    path = tmp_path / name
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxx">]><a>&b;</a>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", bomb)
        archive.writestr(part, bomb)
    assert "打不开" in refusal(path)


def test_two_cells_far_apart_are_refused_rather_than_filled_in(tmp_path):
    path = tmp_path / "远.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["XFD900"] = 1
    book.save(path)
    assert "单元格" in refusal(path)


def test_a_merged_cell_over_the_whole_sheet_costs_nothing(tmp_path):
    plain, path = tmp_path / "表.xlsx", tmp_path / "大合并.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["街道", "得分"])
        sheet.write_row(1, 0, ["甲", 90])
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"</sheetData>", merged))
    (table,) = read_tables(path)
    assert table.rows == (("街道", "得分"), ("甲", "甲"))
    assert table.merged == ((1, 0, 1, 1),)


def test_too_many_cells_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    path = tmp_path / "多.csv"
    path.write_text("a,b,c\n" * 4, encoding="utf-8")
    assert "单元格" in refusal(path)


def test_a_file_without_tables_is_refused(tmp_path):
    document = docx.Document()
    document.add_paragraph("没有表")
    document.save(tmp_path / "空.docx")
    assert "没有表格" in refusal(tmp_path / "空.docx")


def test_binary_in_a_csv_is_refused(tmp_path):
    path = tmp_path / "坏.csv"
    path.write_bytes(b"a,b\n\x00\xff\xfe\x81\n")
    assert "编码" in refusal(path)


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (0.285, "0.00", "0.29"),
        (2.675, "0.00", "2.68"),
        (0.5, "0%", "50%"),
        (-1.5, "0;[Red]-0", "-2"),
        (97.5, "0.##", "97.5"),
        (97.0, "0.##", "97"),
        (97.76, "General", "97.76"),
        (97.0, "General", "97"),
        (123456.0, "0,", "123456"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "[$¥-804]#,##0.00", "1234.50"),
        (float("nan"), "0.00", ""),
    ],
)
def test_numbers_are_printed_by_their_format(value, number_format, printed):
    assert printed_number(value, number_format) == printed


@given(
    st.floats(-1e9, 1e9),
    st.sampled_from(("General", "0", "0.00", "0.0%", "#,##0.##", "0.00E+00", "@", "?/?", "")),
)
def test_any_number_is_printed_without_failing(value, number_format):
    text = printed_number(value, number_format)
    assert abs(float(text.rstrip("%")) / (100 if "%" in text else 1) - value) <= 0.5 + abs(value) * 1e-9
