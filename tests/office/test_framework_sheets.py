"""Spreadsheets of frameworks come in with merged cells filled, and hostile ones do not come in."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from dabiao.core.defects import BadInput
from dabiao.core.framework_book.clauses import clauses_of, methods_of, numbered_parts
from dabiao.core.framework_book.fields import plain_heading
from dabiao.office import framework_sheets
from dabiao.office.framework_sheets import read_sheet_texts


def test_a_merged_range_says_the_same_all_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "思想道德"
    sheet["C4"] = "末行"
    sheet.merge_cells("B2:C4")
    sheet["D4"] = 2.0
    book.save(tmp_path / "x.xlsx")
    (read,) = read_sheet_texts(tmp_path / "x.xlsx")
    assert [read.cell(row, 1) for row in (2, 3, 4)] == ["思想道德"] * 3
    assert read.origin(4, 2) == (2, 1)
    assert dict(read.written()) == {(2, 1): "思想道德", (4, 3): "2"}


def test_ranges_that_overlap_a_thousandfold_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_string(999, 99, "z")
        sheet.merge = [[0, 0, 999, 99]] * 1_000
    before = time.process_time()
    with pytest.raises(BadInput, match="重叠"):
        read_sheet_texts(path)
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    ("name", "limit"), [("MOST_ROWS", 3), ("MOST_CELLS", 5), ("MOST_CHARACTERS", 5), ("MOST_SHEETS", 1)]
)
def test_what_is_too_large_is_refused(
    name: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for _ in range(2):
            sheet = book.add_worksheet()
            for row in range(4):
                sheet.write_row(row, 0, ("测评标准", "测评方法"))
    monkeypatch.setattr(framework_sheets, name, limit)
    with pytest.raises(BadInput, match=r"没有读取|只留下"):
        read_sheet_texts(path)


@pytest.mark.parametrize("piece", [" ", "(", "1)", "、", "①", "社区：", "\n", "每1米", "有1处"])
def test_a_cell_full_of_anything_takes_no_time(piece: str) -> None:
    cell = "1)" + piece * (32_000 // len(piece)) + "x"
    before = time.process_time()
    numbered_parts(cell)
    methods_of(cell)
    clauses_of(cell, ("社区",))
    plain_heading(cell)
    assert time.process_time() - before < 2
