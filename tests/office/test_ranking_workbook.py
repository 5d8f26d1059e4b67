"""排名.xlsx can be printed, filtered and read by programs, and runs nothing."""

import dataclasses

import openpyxl
import pytest

from dabiao.office.ranking_workbook import write_ranking


@pytest.fixture
def write(tmp_path):
    def written(assessment):
        write_ranking(assessment, tmp_path / "排名.xlsx")
        return openpyxl.load_workbook(tmp_path / "排名.xlsx")

    return written


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def test_the_four_sheets_hold_every_street_unit_and_standard(write, assessment):
    book = write(assessment)
    assert book.sheetnames == ["街道", "部门", "标准", "说明"]
    assert [row[1] for row in rows(book["街道"])] == [one.name for one in assessment.streets]
    assert [row[1] for row in rows(book["部门"])] == [one.name for one in assessment.units]
    assert [row[0] for row in rows(book["标准"])] == [one.standard_id for one in assessment.standards]


def test_figures_are_numbers_rounded_half_up_once(write, assessment):
    shown = rows(write(assessment)["街道"])
    for row, one in zip(shown, assessment.streets, strict=True):
        assert row[2] == pytest.approx(float(one.score), abs=0.005 + 1e-9)
        assert round(row[2], 2) == row[2]
        assert (row[0], row[5]) == (one.rank, one.tier)
        assert row[7:9] == [one.base.rows, one.base.rows_ok]


def test_standards_show_class_counts_and_rates(write, assessment):
    for row, one in zip(rows(write(assessment)["标准"]), assessment.standards, strict=True):
        assert row[2] == one.stability.stability_class.value
        assert row[4:6] == [one.n, one.y]
        assert row[6] == pytest.approx(one.y / one.n, abs=0.0005 + 1e-9)


def test_every_sheet_is_ready_to_print_on_a4(write, assessment):
    for sheet in write(assessment):
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "A4"
        assert "&P" in sheet.oddFooter.right.text
        assert "填表人：" in sheet.oddFooter.left.text
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.print_area


def test_the_notes_say_what_the_figures_rest_on_and_what_was_left_out(write, assessment):
    text = "\n".join(str(row[1]) for row in rows(write(assessment)["说明"]))
    assert f"{assessment.scores.base.rows}项次" in text
    assert all(warning in text for warning in assessment.warnings)
    assert "证据不足" in text


def test_a_street_named_like_a_formula_stays_a_word(write, assessment):
    street = dataclasses.replace(assessment.streets[0], name='=HYPERLINK("http://x")')
    cell = write(dataclasses.replace(assessment, streets=(street,)))["街道"]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (street.name, "s", True)


def test_without_streets_the_sheet_says_so(write, assessment):
    book = write(dataclasses.replace(assessment, streets=()))
    assert "无数据" in book["街道"]["B4"].value
