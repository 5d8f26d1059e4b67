"""A percentage typed into a workbook is the percentage, not its hundredth."""

import openpyxl
import pytest

from dabiao.office.observation_reader import read_observations
from dabiao.office.percent_cells import PercentCells


def values(path, framework):
    return read_observations([path], framework).observations.table["value"].to_pylist()


@pytest.mark.parametrize("shown_as", ["0%", "0.00%", "0.0 %", "[Red]0.00%"])
def test_a_cell_shown_in_percent_counts_in_percent(framework, workbook, row, shown_as):
    rows = [row(点位编号="P1", 数值=0.1818), row(点位编号="P2", 数值=1), row(点位编号="P3", 数值=0.1818)]
    path = workbook(rows)
    book = openpyxl.load_workbook(path)
    column = [cell.value for cell in book.active[1]].index("数值") + 1
    for line in (2, 3):
        book.active.cell(line, column).number_format = shown_as
    book.save(path)
    assert values(path, framework) == [18_180_000, 100_000_000, 181_800]


def test_the_sign_in_words_makes_no_percentage(framework, workbook, row):
    path = workbook([row(数值=0.5)])
    book = openpyxl.load_workbook(path)
    column = [cell.value for cell in book.active[1]].index("数值") + 1
    book.active.cell(2, column).number_format = '0.00"%"'
    book.save(path)
    assert values(path, framework) == [500_000]


@pytest.mark.parametrize("cell", [b"nan", b"inf", b"x", b"1e400"])
def test_what_is_no_number_is_left_as_it_is(cell):
    piece = b'<c r="A1" s="5"><v>' + cell + b"</v></c>"
    assert PercentCells((5,)).as_text(piece) == piece


def test_binary_noise_does_not_show():
    assert PercentCells((3,)).as_text(b'<c r="A1" s="3"><v>0.28999999999999998</v></c>') == (
        b'<c r="A1" s="3" t="str"><v>29%</v></c>'
    )
