"""责任单位 gets its own workbook back, with what is wrong written beside each row."""

import csv
import zipfile

import openpyxl
import pytest

from dabiao.core.defects import BadInput, Defect
from dabiao.office import error_workbook
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.observation_headings import ERRORS_HEADING
from dabiao.office.observation_reader import read_observations


def refused(path, framework):
    with pytest.raises(BadInput) as error:
        read_observations([path], framework)
    return error.value.defects


def cells(path, sheet=None):
    book = openpyxl.load_workbook(path)
    return [list(row) for row in (book[sheet] if sheet else book.active).iter_rows(values_only=True)]


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def faulty(row):
    return [row(), row(点位编号="P002", 结果="符台", 日期="2026-02-30"), row(点位编号="001")]


@pytest.mark.parametrize("formatted", [True, False])
def test_the_same_workbook_comes_back_with_a_column_of_errors(
    framework, workbook, faulty, tmp_path, monkeypatch, formatted
):
    if not formatted:
        monkeypatch.setattr(error_workbook, "MOST_FORMATTED_BYTES", 0)
    path = workbook(faulty, titles=[["春季测评"]])
    write_error_workbook(path, refused(path, framework), tmp_path / "改.xlsx")
    before, after = cells(path), cells(tmp_path / "改.xlsx")
    assert [row[:-1] for row in after] == before
    assert [row[-1] is None for row in after] == [True, False, True, False, True]
    assert after[1][-1] == ERRORS_HEADING
    assert "“结果”" in after[3][-1]
    assert "“日期”列：没有 2026-02-30 这一天" in after[3][-1]


def test_the_looks_of_the_workbook_are_kept(framework, workbook, faulty, tmp_path):
    path = workbook(faulty)
    book = openpyxl.load_workbook(path)
    book.active.column_dimensions["B"].width = 33
    book.active["A1"].font = openpyxl.styles.Font(bold=True)
    book.active.freeze_panes = "A2"
    book.save(path)
    write_error_workbook(path, refused(path, framework), tmp_path / "改.xlsx")
    page = openpyxl.load_workbook(tmp_path / "改.xlsx").active
    assert page.column_dimensions["B"].width == 33
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("formatted", [True, False])
def test_handed_in_again_with_the_errors_mended_it_is_read(
    framework, workbook, table, faulty, tmp_path, monkeypatch, formatted
):
    if not formatted:
        monkeypatch.setattr(error_workbook, "MOST_FORMATTED_BYTES", 0)
    for path in (workbook(faulty), table(faulty)):
        again = tmp_path / f"再{path.suffix}"
        write_error_workbook(path, refused(path, framework), again)
        sheet = None if path.suffix == ".csv" else "观测"
        renamed = [Defect("再看一次", again.name, 3, "结果", sheet=sheet)]
        write_error_workbook(again, renamed, tmp_path / f"三{path.suffix}")
        rows = lines(tmp_path / "三.csv") if path.suffix == ".csv" else cells(tmp_path / "三.xlsx")
        assert rows[0].count(ERRORS_HEADING) == 1
        assert rows[2][-1] == "“结果”列：再看一次"
        seen = read_observations([tmp_path / f"三{path.suffix}"], framework, skip_bad_rows=True)
        assert not [warning for warning in seen.observations.warnings if "不认识" in warning]
        assert len(seen.observations) == 2


def test_csv_comes_back_as_csv_that_excel_opens(framework, table, faulty, tmp_path):
    path = table(faulty, encoding="gb18030")
    write_error_workbook(path, refused(path, framework), tmp_path / "改.csv")
    assert (tmp_path / "改.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = lines(tmp_path / "改.csv")
    assert rows[0][-1] == ERRORS_HEADING
    assert "符台" in rows[2][-1]
    assert len(rows[1]) == len(rows[0]) - 1


@pytest.mark.parametrize("formatted", [True, False])
def test_what_belongs_to_no_row_gets_a_sheet_of_its_own(
    framework, workbook, row, tmp_path, monkeypatch, formatted
):
    if not formatted:
        monkeypatch.setattr(error_workbook, "MOST_FORMATTED_BYTES", 0)
    path = workbook([row()])
    write_error_workbook(path, [Defect("表头缺少一列", path.name)], tmp_path / "改.xlsx")
    assert "表头缺少一列" in cells(tmp_path / "改.xlsx", "错误说明")[1][0]


@pytest.mark.parametrize("formatted", [True, False])
def test_a_cell_that_would_run_as_a_formula_stays_text(
    framework, workbook, table, row, tmp_path, monkeypatch, formatted
):
    if not formatted:
        monkeypatch.setattr(error_workbook, "MOST_FORMATTED_BYTES", 0)
    evil = '=HYPERLINK("http://x","y")'
    rows = [row(问题描述=evil, 结果=evil)]
    path = workbook(rows)
    write_error_workbook(path, refused(path, framework), tmp_path / "改.xlsx")
    page = openpyxl.load_workbook(tmp_path / "改.xlsx").active
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n", "d"}
    assert {cell.quotePrefix for line in page.iter_rows() for cell in line if cell.value == evil} == {True}
    path = table(rows)
    write_error_workbook(path, refused(path, framework), tmp_path / "改.csv")
    assert not [cell for line in lines(tmp_path / "改.csv") for cell in line if cell[:1] in set("=+-@")]


def test_looks_that_cannot_be_read_do_not_keep_the_cells_from_coming_back(
    framework, workbook, faulty, tmp_path
):
    path = workbook(faulty)
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    whole = b'<fill><patternFill patternType="none"/></fill>'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(whole, b"<fill/>")
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(TypeError):
        openpyxl.load_workbook(path)
    write_error_workbook(path, refused(path, framework), tmp_path / "改.xlsx")
    after = cells(tmp_path / "改.xlsx")
    assert after[0][-1] == ERRORS_HEADING
    assert "符台" in after[2][-1]


def test_what_is_wrong_with_the_headings_stands_apart_from_the_rows(framework, table, row, tmp_path):
    path = table([{name: cell for name, cell in row().items() if name != "点位类型"}])
    write_error_workbook(path, refused(path, framework), tmp_path / "改.csv")
    rows = lines(tmp_path / "改.csv")
    assert "点位类型" in rows[0][0]
    assert rows[1][0] == "轮次"


def test_what_may_not_be_opened_is_not_handed_back(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(BadInput):
        write_error_workbook(path, [Defect("坏", path.name)], tmp_path / "改.xlsx")
    assert list(tmp_path.iterdir()) == [path]
